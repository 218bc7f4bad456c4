import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../testing/world.ts';

const run = promisify(execFile);

let world: World;
let script: string;
beforeAll(async () => {
  world = await openWorld();
  script = join(world.cwd, 'completion.bash');
  const { stdout } = await world.run(['completion', 'bash']);
  await writeFile(script, stdout);
});
afterAll(async () => {
  await world.close();
});

/** What bash offers after these words, the last of which is being typed. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const { stdout } = await run('bash', [
    '-c',
    `source "$0"; COMP_WORDS=(yardmaster "$@"); COMP_CWORD=$#; _yardmaster; printf '%s\\n' "\${COMPREPLY[@]}"`,
    script,
    ...words,
  ]);
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completions of bash', () => {
  it.each([
    [['dep'], ['deploy-client']],
    [['j'], ['journal']],
    [
      ['journal', ''],
      ['list', 'show', '--help', '--json', '--debug', '--version'],
    ],
    [['journal', 'list', '--dec'], ['--decision']],
    [
      ['journal', 'list', '--surface', ''],
      ['discord', 'cli'],
    ],
    [['status-digest', '--period', 'w'], ['weekly']],
    [['--json', 'deploy-client', '--w'], ['--wait']],
    [['completion', 'f'], ['fish']],
    [['discord', 'register', '--dry'], ['--dry-run']],
  ])('after %j: %j', async (words, expected) => {
    const found = await offered(...words);
    expect(found.toSorted()).toEqual(
      expect.arrayContaining(expected.toSorted()),
    );
    if (words.at(-1) !== '') expect(found).toEqual(expected);
  });
});

describe('completions of the other shells', () => {
  it.each(['zsh', 'fish'])('name every command: %s', async (shell) => {
    const { stdout, code } = await world.run(['completion', shell]);
    expect(code).toBe(0);
    const help = await world.run(['--help']);
    for (const [, name] of help.stdout.matchAll(/^ {2}([a-z][a-z-]+)\b/gm))
      if (name !== 'help') expect(stdout).toContain(name);
    expect(stdout).not.toContain('undefined');
  });
});
