import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawn, type IPty } from 'node-pty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN, openWorld, type World } from '../../testing/world.ts';

/*
 * Each script is executed in its shell. A shell that is not installed fails these tests: nothing is skipped.
 */

const run = promisify(execFile);

/** Each must arrive as it is, and none may be run. */
const AWKWARD = [
  'two words',
  `it's "quoted"`,
  '$(touch pwned)',
  '`touch pwned`',
  '*',
  '-leading',
  'a;b&c|d',
  'key=value',
  'semi:colon',
];

const CONFIG = `
import { z } from 'zod';
import { defineAgent, defineConfig } from '@yardmaster/agent-registry';
export default defineConfig({
  agents: [defineAgent({
    id: 'smoke_test', name: 'Smoke test', command: 'smoke-test', description: 'Test',
    effect: 'read', visibility: 'public', examples: [],
    input: z.object({ kind: z.enum(${JSON.stringify(AWKWARD)}).optional().describe('What to test') }),
    run: async () => ({ outcome: 'answered', report: { title: 'Done', tone: 'info', fields: [], sections: [], links: [], actions: [], data: {} } }),
  })],
});
`;

let world: World;
let env: Record<string, string>;
let shortId: string;
const open: IPty[] = [];
beforeAll(async () => {
  world = await openWorld({ pace: 'manual' });
  const bin = join(world.cwd, 'bin');
  await mkdir(bin);
  const shim = join(bin, 'yardmaster');
  await writeFile(
    shim,
    `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`,
  );
  await chmod(shim, 0o755);
  env = {
    ...world.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    TERM: 'xterm-256color',
  };
  for (const shell of ['bash', 'zsh', 'fish'])
    await writeFile(
      join(world.cwd, `completion.${shell}`),
      (await world.run(['completion', shell])).stdout,
    );
  const started = await world.run(['deploy-client', '--json']);
  shortId = String(started.json()['shortId']);
  await writeFile(join(world.cwd, 'yardmaster.config.ts'), CONFIG);
}, 30_000);
afterAll(async () => {
  for (const pty of open) pty.kill('SIGKILL');
  await world.close();
});

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** What bash offers for a line, the cursor at its end. */
async function bashOffers(line: string): Promise<readonly string[]> {
  // Bash's own splitting for completion: at white space and at COMP_WORDBREAKS.
  const words = [...line.matchAll(/"[^"]*"?|'[^']*'?|[=:]|[^\s=:]+/g)].map(
    ([word]) => word,
  );
  if (/\s$/.test(line)) words.push('');
  const { stdout } = await run(
    'bash',
    [
      '-c',
      `source completion.bash; COMP_LINE="$1"; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _yardmaster; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'test',
      line,
      ...words,
    ],
    { env, cwd: world.cwd },
  );
  return lines(stdout);
}

async function fishOffers(line: string): Promise<readonly string[]> {
  const { stdout } = await run(
    'fish',
    [
      '--no-config',
      '-c',
      'source completion.fish; complete -C "$argv[1]"',
      line,
    ],
    { env, cwd: world.cwd },
  );
  return lines(stdout).map((one) => one.split('\t')[0] ?? '');
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['yardmaster dep', ['deploy-client']],
  ['yardmaster jo', ['journal']],
  ['yardmaster journal ', ['list', 'show']],
  ['yardmaster journal list --dec', ['--decision']],
  ['yardmaster journal list --surface ', ['discord', 'cli']],
  ['yardmaster status-digest --period w', ['weekly']],
  ['yardmaster --json deploy-client --w', ['--wait', '--web']],
  ['yardmaster completion f', ['fish']],
  ['yardmaster discord register --dry', ['--dry-run']],
  ['yardmaster -R acme/shop can-i verify', ['verify-latest']],
  ['yardmaster help journal --de', ['--debug']],
];

describe('completions in bash', { timeout: 20_000 }, () => {
  it.each(CASES)('%s', async (line, expected) => {
    expect((await bashOffers(line)).toSorted()).toEqual(expected.toSorted());
  });

  it('offer the ids in the journal', async () => {
    expect(await bashOffers('yardmaster follow ')).toEqual([shortId]);
    expect(
      await bashOffers(`yardmaster journal show ${shortId.slice(0, 2)}`),
    ).toContain(shortId);
  });

  it('complete a value after =', async () => {
    expect(await bashOffers('yardmaster status-digest --period=')).toEqual([
      'daily',
      'weekly',
    ]);
    expect(await bashOffers('yardmaster status-digest --period=we')).toEqual([
      'weekly',
    ]);
  });

  it.each(['', '"', "'"])(
    'give back every value whole behind %j',
    async (quote) => {
      const offered = await bashOffers(`yardmaster smoke-test --kind ${quote}`);
      expect(offered).toHaveLength(AWKWARD.length);
      // As the shell reads the line once the word is completed.
      const { stdout } = await run(
        'bash',
        [
          '-c',
          `printf '%s\\n' ${offered.map((one) => quote + one + quote).join(' ')}`,
        ],
        { env, cwd: world.cwd },
      );
      expect(lines(stdout)).toEqual(AWKWARD);
      expect(await readdir(world.cwd)).not.toContain('pwned');
    },
  );
});

describe('completions in fish', { timeout: 20_000 }, () => {
  it.each(CASES)('%s', async (line, expected) => {
    expect((await fishOffers(line)).toSorted()).toEqual(expected.toSorted());
  });

  it('offer the ids in the journal, and values as they are', async () => {
    expect(await fishOffers('yardmaster follow ')).toEqual([shortId]);
    expect(
      (await fishOffers('yardmaster smoke-test --kind ')).toSorted(),
    ).toEqual(AWKWARD.toSorted());
    expect(await fishOffers("yardmaster smoke-test --kind 'tw")).toEqual([
      'two words',
    ]);
    expect(await readdir(world.cwd)).not.toContain('pwned');
  });
});

/** An interactive zsh with the completions loaded; resolves with what the line became after a Tab and `echo`. */
async function zshCompletes(line: string): Promise<string> {
  const pty = spawn('zsh', ['-f', '-i'], {
    name: 'xterm-256color',
    cols: 200,
    rows: 24,
    cwd: world.cwd,
    env: { ...env, ZDOTDIR: world.cwd },
  });
  open.push(pty);
  let screen = '';
  const waiting = new Set<() => void>();
  pty.onData((data) => {
    screen += data;
    waiting.forEach((look) => look());
  });
  const shows = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(screen);
        if (found === null) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`${pattern} is not on the screen:\n${screen}`));
      }, 15_000);
      waiting.add(look);
      look();
    });
  pty.write(
    `PROMPT='> '; autoload -Uz compinit; compinit -u -d ./zcompdump; source ./completion.zsh; zstyle ':completion:*' menu no; show() { zle accept-line; }; print -r 'rea''dy'\r`,
  );
  await shows(/\nready\r?\n/);
  // Prints the words of the completed line instead of running it; Tab and Enter arrive one after the other.
  pty.write(
    `yardmaster() { if [[ $1 == __complete ]]; then command yardmaster "$@"; else print -rl -- "word:"\${^@} 'do''ne'; fi }\r`,
  );
  pty.write(`${line}\t\r`);
  await shows(/\ndone\r?\n/);
  pty.kill();
  return [...screen.matchAll(/\nword:([^\r\n]*)/g)]
    .map(([, word]) => word)
    .join('|');
}

describe('completions in zsh', { timeout: 30_000 }, () => {
  it.each([
    ['yardmaster dep', 'deploy-client'],
    ['yardmaster journal sh', 'journal|show'],
    ['yardmaster journal list --dec', 'journal|list|--decision'],
    ['yardmaster status-digest --period w', 'status-digest|--period|weekly'],
    ['yardmaster smoke-test --kind tw', 'smoke-test|--kind|two words'],
    ['yardmaster smoke-test --kind \\$', 'smoke-test|--kind|$(touch pwned)'],
    ['yardmaster smoke-test --kind -', 'smoke-test|--kind|-leading'],
    ['yardmaster smoke-test --kind \\*', 'smoke-test|--kind|*'],
  ])('%s', async (line, expected) => {
    expect(await zshCompletes(line)).toBe(expected);
    expect(await readdir(world.cwd)).not.toContain('pwned');
  });

  it('offer the ids in the journal', async () => {
    expect(await zshCompletes(`yardmaster follow ${shortId.slice(0, 3)}`)).toBe(
      `follow|${shortId}`,
    );
  });
});
