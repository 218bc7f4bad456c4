import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './testing/world.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
/** As deep as the published one, which the paths to the templates and the version depend on. */
const outDir = join(root, 'dist/bundle-under-test');

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await build({
    root,
    configFile: join(root, 'bundle.config.ts'),
    logLevel: 'error',
    build: { outDir },
  });
}, 60_000);
afterAll(async () => {
  await rm(outDir, { recursive: true, force: true });
  await world.close();
});

const yardmaster = (...argv: readonly string[]) =>
  run(process.execPath, [join(outDir, 'main.js'), ...argv], {
    cwd: world.cwd,
    env: world.env,
  });

describe('the program as it is published', { timeout: 30_000 }, () => {
  it('finds what is published beside it', async () => {
    expect((await yardmaster('--version')).stdout).toBe('0.1.0\n');
    const { stdout } = await yardmaster('init', '--yes', '--json');
    expect(stdout).toContain('.github/workflows/diagnose.yml');
  });

  it('needs nothing at run time but its dependencies', async () => {
    const files = await readdir(outDir);
    const texts = await Promise.all(
      files.map((file) => readFile(join(outDir, file), 'utf8')),
    );
    const needed = texts.flatMap((text) =>
      [
        ...text.matchAll(
          /^import (?:.* from )?"([^".][^"]*)";$|\bimport\("([^".][^"]*)"\)/gm,
        ),
      ].map(([, fixed, lazy]) => String(fixed ?? lazy)),
    );
    const about = JSON.parse(
      await readFile(join(root, 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    const names = needed
      .filter((name) => !isBuiltin(name))
      .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]);
    expect(names).toContain('undici');
    for (const name of names)
      expect(Object.keys(about.dependencies)).toContain(name);
  });

  it('deploys, and reads its journal', async () => {
    const { stdout } = await yardmaster('deploy-client', '--wait', '--json');
    const { shortId } = JSON.parse(stdout) as { shortId: string };
    const shown = await yardmaster('journal', 'show', shortId);
    expect(shown.stdout).toMatch(/Outcome +succeeded/);
  });
});
