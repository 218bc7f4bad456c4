import { execFile } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startLocalGitHub } from '@yardmaster/sandbox/github';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules/.bin', name);

/** Part of what the first example of each README prints. */
const LIBRARIES = {
  'url-guard': 'call https://example.com/',
  digest: '3 runs, 66.7% success (2 of 3), 1 failed',
  'github-dispatcher': 'concluded succeeded',
  'agent-registry': "{ ok: true, input: { whom: 'octocat', times: 3 } }",
} as const;
const names = Object.keys(LIBRARIES) as (keyof typeof LIBRARIES)[];

let app: string;

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'yardmaster-packages-'));
  const scope = join(app, 'node_modules/@yardmaster');
  await mkdir(scope, { recursive: true });
  await writeFile(join(app, 'package.json'), '{"type":"module"}');
  // Everything except our own packages is linked from the workspace instead of downloaded again.
  for (const name of await readdir(join(root, 'node_modules')))
    if (name !== '@yardmaster' && name !== '.bin')
      await symlink(
        join(root, 'node_modules', name),
        join(app, 'node_modules', name),
      );
  for (const name of names) {
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--pack-destination', app],
      { cwd: join(root, 'libs', name) },
    );
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    const folder = join(scope, name);
    await mkdir(folder);
    await run('tar', [
      '--extract',
      '--file',
      join(app, packed?.filename ?? ''),
      '--directory',
      folder,
      '--strip-components=1',
    ]);
  }
}, 120_000);

afterAll(() => rm(app, { recursive: true, force: true }));

async function firstExample(name: string): Promise<string> {
  const readme = await readFile(
    join(app, 'node_modules/@yardmaster', name, 'README.md'),
    'utf8',
  );
  const [, example] = /```(?:js|ts)\n([\s\S]*?)```/.exec(readme) ?? [];
  if (example === undefined) throw new Error(`${name}: no example`);
  return example;
}

describe.each(names)('the packed %s', (name) => {
  it('runs its first example from dist', { timeout: 60_000 }, async () => {
    const github = await startLocalGitHub({ pace: 1 });
    const file = join(app, `${name}.js`);
    await writeFile(file, await firstExample(name));
    const { stdout } = await run(process.execPath, [file], {
      cwd: app,
      env: { GITHUB_TOKEN: github.token, GITHUB_API_URL: github.url },
    });
    await github.close();
    expect(stdout).toContain(LIBRARIES[name]);
  });

  it(
    'type-checks its first example strictly',
    { timeout: 60_000 },
    async () => {
      const file = join(app, `${name}-example.ts`);
      await writeFile(file, await firstExample(name));
      const { stdout } = await run(
        bin('tsc'),
        [
          '--noEmit',
          '--strict',
          '--module',
          'nodenext',
          '--target',
          'es2024',
          '--types',
          'node',
          '--skipLibCheck',
          file,
        ],
        { cwd: app },
      );
      expect(stdout).toBe('');
    },
  );

  it('contains its license and no tests', async () => {
    const folder = join(app, 'node_modules/@yardmaster', name);
    const files = await readdir(folder, { recursive: true });
    expect(files).toContain('LICENSE');
    expect(files.filter((file) => file.includes('.test.'))).toEqual([]);
  });

  it('is sound as a package', { timeout: 60_000 }, async () => {
    const { stdout } = await run(bin('publint'), [join(root, 'libs', name)]);
    expect(stdout).toContain('All good!');
  });
});
