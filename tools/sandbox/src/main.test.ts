import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { startExampleEndpoint } from './discord/testing.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

function run(...flags: string[]): {
  child: ChildProcess;
  line: (pattern: RegExp) => Promise<string>;
} {
  const child = spawn(
    process.execPath,
    ['--conditions=@yardmaster/source', MAIN, ...flags],
    {
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  open.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // It ends its own child first; killed outright, it would leave that behind.
    child.kill('SIGTERM');
    await exit(child);
  });
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      seen.push(text);
      for (const wake of waiting) wake();
    });
  }
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      function look(): void {
        const found = seen.find((text) => pattern.test(text));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      }
      waiting.add(look);
      look();
    });
  return { child, line };
}

it(
  'calls another endpoint in place of the app, and ends on SIGTERM',
  { timeout: 30_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
    open.push(() => rm(folder, { recursive: true }));
    const keyFile = join(folder, 'key.txt');
    let key = '';
    const endpoint = await startExampleEndpoint(
      () => key,
      () => ({
        status: 200,
        body: { type: 4, data: { content: 'Hello from elsewhere' } },
      }),
    );
    open.push(endpoint.close);
    const { child, line } = run(
      '--endpoint',
      endpoint.url,
      '--public-key-out',
      keyFile,
    );
    const page = /http:\S+/.exec(await line(/Playground/))?.[0] ?? '';
    key = (await readFile(keyFile, 'utf8')).trim();
    expect(await line(/DISCORD_PUBLIC_KEY=/)).toContain(key);
    const post = async (action: string, body: unknown): Promise<unknown> =>
      (
        await fetch(new URL(`/api/${action}`, page), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json();
    expect(await post('check', {})).toMatchObject({ ok: true });
    const sent = await post('command', {
      name: 'hello',
      options: [],
      member: 'admin',
    });
    expect(sent).toMatchObject({
      status: 200,
      acknowledgement: { kind: 'message' },
    });
    child.kill('SIGTERM');
    expect(await exit(child)).toBe(0);
  },
);

it(
  'starts the app, which registers its commands',
  { timeout: 40_000 },
  async () => {
    const { child, line } = run();
    const page = /http:\S+/.exec(await line(/Playground/))?.[0] ?? '';
    const events = await fetch(new URL('/api/events', page));
    const reader = events.body
      ?.pipeThrough(new TextDecoderStream())
      .getReader();
    let text = '';
    while (!text.includes('\n\n')) text += (await reader?.read())?.value ?? '';
    expect(text).toContain('"name":"deploy-client"');
    await reader?.cancel();
    expect(await line(/export GITHUB_API_URL=/)).toMatch(/='http:\/\//);
    expect(await line(/export DATABASE_URL=/)).toContain('journal.db');
    await line(/cli -- status/);
    child.kill('SIGINT');
    expect(await exit(child)).toBe(0);
  },
);

it(
  'names an unknown option and an invalid value',
  { timeout: 20_000 },
  async () => {
    const unknown = run('--nonsense');
    expect(await unknown.line(/could not start/)).toContain('--nonsense');
    expect(unknown.child.exitCode ?? (await exit(unknown.child))).toBe(1);
    const wrong = run('--pace', 'fast');
    expect(await wrong.line(/could not start/)).toContain(
      'Invalid --pace "fast"',
    );
  },
);
