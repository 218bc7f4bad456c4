import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { publish, type Published } from './testing/published.ts';
import { openScreen } from './testing/screen.ts';
import { discordEnv, openWorld, type World } from './testing/world.ts';

/** The ids that the examples use; each stands for the newest one. */
const SHORT_ID = '1f0c9a2b';
const RUN_ID = '20363538233';

interface Example {
  readonly argv: readonly string[];
  /** Exit codes that are right. */
  readonly codes: readonly number[];
}

/** Commands whose exit code depends on what they find. */
const CODES: Readonly<Record<string, readonly number[]>> = {
  doctor: [0, 1],
  'can-i': [0, 3],
  'discord diff': [0, 1],
  follow: [0, 1],
  'verify-latest': [0, 1],
  // Nothing may have failed that could be re-run.
  rerun: [0, 1],
};

function examplesIn(text: string): readonly Example[] {
  return [
    ...text.replaceAll(/\\\n\s*/g, '').matchAll(/^\s*\$ yardmaster ?(.*)$/gm),
  ].map(([, line = '']) => {
    const [command = '', note = ''] = line.split(/\s+#\s*/);
    const argv = command.trim().split(' ');
    const [, code] = /exits (\d)/.exec(note) ?? [];
    const known = CODES[argv.slice(0, 2).join(' ')] ??
      CODES[argv[0] ?? ''] ?? [0];
    return { argv, codes: code === undefined ? known : [Number(code)] };
  });
}

/** The order of the README is kept: its examples build on each other. */
function unique(examples: readonly Example[]): readonly Example[] {
  const seen = new Map(
    examples
      .toReversed()
      .map((example) => [example.argv.join(' '), example] as const),
  );
  return [...new Set(examples.map(({ argv }) => argv.join(' ')))].flatMap(
    (line) => seen.get(line) ?? [],
  );
}

let published: Published;
let discord: LocalDiscord;
let site: Server;
const readme = await readFile(
  join(import.meta.dirname, '../README.md'),
  'utf8',
);
beforeAll(async () => {
  published = await publish('examples');
  discord = await startLocalDiscord({ rateLimits: false });
  site = createServer((_request, response) =>
    response.writeHead(200, { 'cache-control': 'no-cache' }).end('ok'),
  );
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
  await new Promise((resolve) => site.close(resolve));
  await published.remove();
  await discord.close();
});

/** No example takes this long, milliseconds. */
const HANGS_AFTER_MS = 45_000;

/** Runs one command line in a pseudo-terminal, and answers what it asks. */
async function runIn(
  world: World,
  columns: number,
  argv: readonly string[],
): Promise<{ readonly code: number; readonly text: string }> {
  const { port } = site.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const screen = openScreen(process.execPath, [published.main, ...argv], {
    columns,
    rows: 200,
    cwd: world.cwd,
    env: {
      ...world.env,
      ...discordEnv(discord),
      FRONTEND_BASE_URL: url,
      VITE_API_BASE: url,
      YARDMASTER_PAGER: 'cat',
      BROWSER: 'true',
    },
  });
  const answered = new Set<string>();
  screen.onChange((text) => {
    // The active prompt, by its question: ◆  Cancel run 1 of acme/shop?
    const [question] =
      [...text.matchAll(/◆\s+([^\r\n]+)/g)].at(-1)?.slice(1) ?? [];
    if (question === undefined || answered.has(question)) return;
    answered.add(question);
    screen.type(
      /^(?:Cancel|Re-run|Change|Replace)/.test(question) ? 'y' : '\r',
    );
  });
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(-1), HANGS_AFTER_MS);
  });
  const code = await Promise.race([screen.ended, hangs]);
  clearTimeout(timer);
  screen.kill();
  return { code, text: screen.text() };
}

/** Lines that are wider than the terminal although they could have been broken between words. */
function tooWide(text: string, columns: number): readonly string[] {
  return text.split(/\r?\n|\r/).filter(
    (line) =>
      stringWidth(line) > columns &&
      // A URL or a path stays whole; so does a command line that is to be copied.
      line.trim().split(/\s+/).length > 2 &&
      !/^\s*\$ /.test(line),
  );
}

describe.each([50, 80, 200])(
  'every example, in a terminal of %i columns',
  { timeout: 900_000 },
  (columns) => {
    it('works, and stays within the width', async () => {
      const world = await openWorld({ pace: 15 });
      const help = await world.run(['--help'], { columns });
      const names = [...help.stdout.matchAll(/^ {2}([a-z][a-z-]+)(?= |\r|$)/gm)]
        .map(([, name = '']) => [name])
        .filter(([name]) => name !== 'yardmaster');
      const all = [
        ...names,
        ...['list', 'show'].map((name) => ['journal', name]),
        ...['diff', 'register', 'invite'].map((name) => ['discord', name]),
      ];
      expect(all.length).toBeGreaterThan(20);
      const texts = [help.stdout];
      for (const name of all) {
        const page = await world.run([...name, '--help'], { columns });
        expect({
          name,
          code: page.code,
          wide: tooWide(page.stdout, Math.min(columns, 80)),
        }).toEqual({
          name,
          code: 0,
          wide: [],
        });
        expect(page.stdout).toMatch(/Examples?:\n {2}\$ /);
        texts.push(page.stdout);
      }
      const examples = unique([
        ...examplesIn(readme),
        ...texts.flatMap(examplesIn),
      ]);
      expect(examples.length).toBeGreaterThan(45);
      const wrong: object[] = [];
      for (const { argv, codes } of examples) {
        const listed = await world.run([
          'journal',
          'list',
          '--command',
          'deploy-client',
          '--limit',
          '1',
          '--json',
        ]);
        const [newest] = listed.json()['invocations'] as { shortId: string }[];
        const [run] = world.github.runs();
        const words = argv.map((word) =>
          word
            .replace(SHORT_ID, newest?.shortId ?? SHORT_ID)
            .replace(RUN_ID, String(run?.id ?? RUN_ID)),
        );
        const [verb] = words;
        // A run that is re-run or followed has ended; one that is cancelled has not.
        if ((verb === 'rerun' || verb === 'follow') && run)
          world.github.finish(
            run.id,
            words.includes('--failed')
              ? 'failure'
              : codes.includes(0)
                ? 'success'
                : 'cancelled',
          );
        if (verb === 'cancel' && !words.includes('--dry-run')) {
          world.github.setPace('manual');
          await world.run(['deploy-client']);
          const [started] = await newestOf(world);
          words[1] = started ?? words[1] ?? '';
        } else
          world.github.setPace(
            verb === 'deploy-client' && !words.includes('--wait')
              ? 'manual'
              : 15,
          );
        const { code, text } = await runIn(world, columns, words);
        // JSON and scripts are for programs, and a diff shows lines of files.
        const forPrograms =
          words.includes('--json') ||
          words.includes('--dry-run') ||
          ['completion', 'init', 'can-i'].includes(verb ?? '');
        const wide = forPrograms ? [] : tooWide(text, columns);
        // `can-i` exits 3 if the caller would be refused.
        const isExpected =
          codes.includes(code) || (verb === 'can-i' && code === 3);
        if (!isExpected || wide.length > 0)
          wrong.push({ words, code, wide, ...(wide.length === 0 && { text }) });
      }
      expect(wrong).toEqual([]);
      await world.close();
    });
  },
);

async function newestOf(world: World): Promise<readonly string[]> {
  const listed = await world.run(['journal', 'list', '--limit', '1', '--json']);
  return (listed.json()['invocations'] as { shortId: string }[]).map(
    ({ shortId }) => shortId,
  );
}
