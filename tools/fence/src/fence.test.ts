import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** This project has the tags of url-guard, a leaf: it may import no other project. */
const intruder = join(root, 'tools/fence/src/intruder.ts');
const accomplice = join(root, 'tools/fence/src/accomplice.ts');

afterEach(() =>
  Promise.all([intruder, accomplice].map((file) => rm(file, { force: true }))),
);

async function lint(source: string): Promise<{ ok: boolean; output: string }> {
  await writeFile(intruder, source);
  try {
    const { stdout, stderr } = await promisify(execFile)(
      join(root, 'node_modules/.bin/oxlint'),
      [intruder],
      { cwd: root },
    );
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { ok: false, output: stdout + stderr };
  }
}

it('refuses a library that imports another library', async () => {
  const { ok, output } = await lint(
    "export { summarize } from '@yardmaster/digest';\n",
  );
  expect(output).toContain('enforce-module-boundaries');
  expect(ok).toBe(false);
});

it('refuses every import of an application', async () => {
  const { ok, output } = await lint(
    "export { runCli } from '../../../apps/admin-cli/src/index.ts';\n",
  );
  expect(output).toContain('enforce-module-boundaries');
  expect(ok).toBe(false);
});

it('refuses a circle of files that only types tie together', async () => {
  await writeFile(
    accomplice,
    "import type { One } from './intruder.ts';\nexport type Other = One | 2;\n",
  );
  const { ok, output } = await lint(
    "import type { Other } from './accomplice.ts';\nexport type One = Other[];\n",
  );
  expect(output).toContain('import(no-cycle)');
  expect(ok).toBe(false);
});

it('accepts a file that imports nothing of the workspace', async () => {
  const { ok, output } = await lint('export const innocent = 1;\n');
  // Without a project graph the rule skips itself, and everything would pass.
  expect(output).not.toContain('skipped');
  expect(ok).toBe(true);
});
