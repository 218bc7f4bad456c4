import { afterEach, expect, it } from 'vitest';
import { startStack } from '../stack/stack.ts';
import { startPlayground } from './playground.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function start() {
  const stack = await startStack({ endpoint: 'http://127.0.0.1:9/' });
  const playground = await startPlayground({ stack });
  open.push(stack.close, playground.close);
  const post = (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ) =>
    fetch(new URL(path, playground.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return { stack, playground, post };
}

it('serves the page as plain JavaScript and styles, and nothing outside its folders', async () => {
  const { playground } = await start();
  const page = await fetch(playground.url);
  expect(page.headers.get('content-security-policy')).toContain(
    "default-src 'self'",
  );
  const script = await fetch(new URL('/client/main.ts', playground.url));
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect(await script.text()).not.toContain('import type');
  for (const path of [
    '/client/..%2fplayground.ts',
    '/client/%2e%2e/playground.ts',
    '/etc/passwd',
    '/client/none.ts',
  ]) {
    expect((await fetch(new URL(path, playground.url))).status).toBe(404);
  }
});

it('takes orders from its own page only', async () => {
  const { stack, post } = await start();
  const fault = { fault: { kind: 'expired-token' } };
  expect(
    (await post('/api/fault', fault, { 'sec-fetch-site': 'cross-site' }))
      .status,
  ).toBe(403);
  expect((await post('/api/nonsense', {})).status).toBe(404);
  expect((await post('/api/run', { id: 1, verb: 'toString' })).status).toBe(
    400,
  );
  expect(stack.discord.faults.list()).toEqual([]);
  expect((await post('/api/fault', fault)).status).toBe(200);
  expect(stack.discord.faults.list()).toMatchObject([
    { kind: 'expired-token' },
  ]);
});

it('sends a page everything at first, then the changes', async () => {
  const { stack, playground, post } = await start();
  const events = await fetch(new URL('/api/events', playground.url));
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function until(words: string): Promise<void> {
    while (!text.includes(words)) text += (await reader?.read())?.value ?? '';
  }
  await until('"type":"snapshot"');
  await post('/api/site', { broken: true });
  await until('"siteBroken":true');
  stack.github.startRun();
  await until('"type":"run"');
  expect(text).not.toContain(stack.discord.botToken);
  await reader?.cancel();
});
