import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createConfiguredRegistry } from './core/built-in.ts';
import {
  describeFaults,
  loadConfig,
  VARIABLES,
  type Variable,
} from './core/config.ts';

const PACKAGE = join(import.meta.dirname, '..');
const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
const [first = '', printed = '', agent = '', config = ''] = [
  ...readme.matchAll(/^```(?:ts|text)\n([\s\S]*?)^```$/gm),
].map(([, code]) => code);

let folder: string;
beforeEach(() => {
  // Inside the package, so that the examples find it.
  folder = mkdtempSync(join(PACKAGE, '.readme-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('has a first example that prints what it says', async () => {
  writeFileSync(join(folder, 'example.ts'), first);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@yardmaster/source', join(folder, 'example.ts')],
    // A runner that forces colour would win over NO_COLOR.
    { env: { PATH: process.env['PATH'], NO_COLOR: '1' } },
  );
  expect(stdout).toBe(printed);
});

it('adds an agent of the reader’s own in twenty lines', async () => {
  mkdirSync(join(folder, 'agents'));
  writeFileSync(join(folder, 'agents/smoke-test.ts'), agent);
  writeFileSync(join(folder, 'yardmaster.config.ts'), config);
  const loaded = await loadConfig(
    { GITHUB_REPOSITORY: 'acme/shop', GITHUB_TOKEN: 'ghp_token' },
    { parts: ['github'], cwd: folder },
  );
  if (!loaded.ok) throw new Error(describeFaults(loaded.faults).join('\n'));
  const own = createConfiguredRegistry(loaded.config).byId('smoke_test');
  expect(own?.command).toBe('smoke-test');
  expect(loaded.config.workflows['smoke']?.file).toBe('smoke.yml');
  const lines = agent.split('\n').filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThanOrEqual(20);
});

it('names every variable of the environment, with what is expected', () => {
  const [, table = ''] =
    /<!-- variables -->\n\n([\s\S]*?)\n\n<!-- \/variables -->/.exec(readme) ??
    [];
  const expected = Object.entries<Variable>(VARIABLES).map(
    ([name, { secret, expected: text }]) =>
      `- \`${name}\`${secret ? ' 🔒' : ''}: ${text}.`,
  );
  expect(table.split('\n')).toEqual(expected);
});
