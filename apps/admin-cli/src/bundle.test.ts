import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish, type Published } from './testing/published.ts';
import { MAIN, openWorld, type World } from './testing/world.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

let world: World;
let published: Published;
beforeAll(async () => {
  world = await openWorld();
  published = await publish('bundle');
}, 60_000);
afterAll(async () => {
  await published.remove();
  await world.close();
});

const start = (main: string, argv: readonly string[], cwd = world.cwd) =>
  run(process.execPath, [main, ...argv], { cwd, env: world.env });
const yardmaster = (...argv: readonly string[]) => start(published.main, argv);

describe('the program as it is published', { timeout: 30_000 }, () => {
  it('finds what is published beside it, and knows its commit', async () => {
    expect((await yardmaster('--version')).stdout).toMatch(
      /^yardmaster 0\.1\.0 \(\d{4}-\d\d-\d\d, [0-9a-f]{7,}\)\n$/,
    );
    const { stdout, stderr } = await yardmaster('init', '--yes', '--json');
    expect(stdout).toContain('.github/workflows/diagnose.yml');
    expect(stderr).toBe('');
  });

  it('needs nothing at run time but its dependencies', async () => {
    const files = await readdir(published.bundle);
    const texts = await Promise.all(
      files.map((file) => readFile(join(published.bundle, file), 'utf8')),
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
    expect(shown.stdout).toMatch(/^deploy-client: Succeeded$/m);
  });
});

/** It prints, it imports what is not installed in its folder, and it holds an agent. */
const CONFIG = `
import { z } from 'zod';
import { createReport, defineAgent, defineConfig } from '@yardmaster/agent-registry';
console.log('noise from the configuration');
process.stdout.write('more noise\\n');
export default defineConfig({
  agents: [defineAgent({
    id: 'smoke_test', name: 'Smoke test', command: 'smoke-test', description: 'Test the smoke',
    effect: 'read', visibility: 'public', examples: [],
    input: z.object({ kind: z.enum(['a', 'b']).default('a').describe('What to test') }),
    run: async ({ kind }) => {
      console.log('noise while it runs');
      return { outcome: 'answered', report: createReport({ title: 'Smoke', tone: 'info', data: { kind } }) };
    },
  })],
});
setInterval(() => {}, 1_000);
`;

describe.each([
  ['in the clone', () => MAIN],
  ['as published', () => published.main],
])(
  'a configuration file in any folder, %s',
  { timeout: 30_000 },
  (_name, main) => {
    it('resolves the packages of the program, and prints to standard error', async () => {
      const folder = join(world.cwd, 'elsewhere');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'yardmaster.config.ts'), CONFIG);
      const { stdout, stderr } = await start(
        main(),
        ['smoke-test', '--kind', 'b', '--json'],
        folder,
      );
      expect(JSON.parse(stdout)).toEqual({ kind: 'b' });
      expect(stderr).toContain('noise from the configuration');
      expect(stderr).toContain('more noise');
      expect(stderr).toContain('noise while it runs');
    });

    it.each([
      ['process.exit(0)', 'process.exit(0) was called'],
      ['await new Promise(() => {})', 'stopped before it was done'],
      ["setTimeout(() => { throw new Error('later') })", 'later'],
    ])('reports %s as an error', async (statement, reason) => {
      const folder = join(world.cwd, 'broken');
      await mkdir(folder, { recursive: true });
      await writeFile(
        join(folder, 'yardmaster.config.ts'),
        `${statement};\nexport default {};\n`,
      );
      const failed = await start(main(), ['status', '--json'], folder).then(
        () => undefined,
        (error: unknown) =>
          error as { code: number; stdout: string; stderr: string },
      );
      expect(failed?.stderr).toContain(reason);
      expect([2, 5]).toContain(failed?.code);
      expect(JSON.parse(failed?.stdout ?? '')).toMatchObject({
        error: { exitCode: failed?.code },
      });
    });
  },
);
