import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startLocalGitHub } from '@yardmaster/sandbox/github';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What a stranger gets: the packed files in an otherwise empty project, and the README's first example.

const run = promisify(execFile);
const room = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(room));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
let app: string;
let example: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'github-dispatcher-'));
  app = join(folder, 'app');
  const out = join(folder, 'package');
  const scope = join(app, 'node_modules', '@yardmaster');
  await mkdir(scope, { recursive: true });
  for (const file of ['package.json', 'README.md'])
    await cp(join(room, file), join(out, file));
  await run(bin('tsc'), [
    '-p',
    room,
    '--noCheck',
    '--outDir',
    join(out, 'dist'),
    '--tsBuildInfoFile',
    join(folder, '.tsbuildinfo'),
  ]);
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--pack-destination', folder],
    { cwd: out },
  );
  const [packed] = JSON.parse(stdout) as readonly {
    readonly filename: string;
  }[];
  await run('tar', [
    '-xzf',
    join(folder, packed?.filename ?? ''),
    '-C',
    folder,
    '--one-top-level=unpacked',
  ]);
  await cp(
    join(folder, 'unpacked', 'package'),
    join(scope, 'github-dispatcher'),
    { recursive: true },
  );
  for (const name of ['@octokit', '@types', 'undici-types']) {
    await symlink(
      join(root, 'node_modules', name),
      join(app, 'node_modules', name),
    );
  }
  await writeFile(join(app, 'package.json'), '{"type":"module"}');
  const readme = await readFile(join(room, 'README.md'), 'utf8');
  example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
}, 120_000);

afterAll(() => rm(dirname(app), { recursive: true, force: true }));

test('the first example of the README runs', { timeout: 60_000 }, async () => {
  const local = await startLocalGitHub({ pace: 1 });
  await writeFile(join(app, 'example.js'), example);
  const { stdout } = await run(process.execPath, ['example.js'], {
    cwd: app,
    env: { GITHUB_TOKEN: local.token, GITHUB_API_URL: local.url },
  });
  await local.close();
  expect(stdout.trim().split('\n').at(-1)).toBe('concluded succeeded');
  expect(local.runs()).toHaveLength(1);
});

test(
  'the first example of the README type-checks',
  { timeout: 60_000 },
  async () => {
    await writeFile(join(app, 'example.ts'), example);
    const flags =
      '--noEmit --strict --module nodenext --target es2023 --lib es2023 --types node --skipLibCheck';
    await expect(
      run(bin('tsc'), [...flags.split(' '), 'example.ts'], { cwd: app }),
    ).resolves.toMatchObject({ stdout: '' });
  },
);
