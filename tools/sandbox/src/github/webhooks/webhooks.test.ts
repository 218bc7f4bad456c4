import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sign } from './delivery.ts';
import type { LocalGitHub } from '../local-github.ts';
import { startLocalGitHub } from '../start-local-github.ts';
import { createClient, createClock, startReceiver } from '../testing.ts';

const SECRET = 'webhook secret';
const HOOK = '/repos/acme/shop/hooks';

interface Received {
  readonly id: string;
  readonly event: string;
  readonly genuine: boolean;
  readonly action: string;
  readonly status: string;
}

const clock = createClock();
let received: Received[];
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let answer = 204;
let github: LocalGitHub;

beforeEach(async () => {
  received = [];
  answer = 204;
  receiver = await startReceiver((headers, text) => {
    const hmac = createHmac('sha256', SECRET).update(text).digest('hex');
    const body = JSON.parse(text) as {
      action?: string;
      workflow_run?: { status: string };
      workflow_job?: { status: string };
    };
    received.push({
      id: String(headers['x-github-delivery']),
      event: String(headers['x-github-event']),
      genuine: headers['x-hub-signature-256'] === `sha256=${hmac}`,
      action: body.action ?? '',
      status: (body.workflow_run ?? body.workflow_job)?.status ?? '',
    });
    return answer;
  });
  github = await startLocalGitHub({
    clock: clock.now,
    timers: clock.timers,
    webhook: {
      url: receiver.url,
      secret: SECRET,
      events: ['workflow_run'],
    },
  });
});

afterEach(async () => {
  await github.close();
  await receiver.close();
});

async function liveOnce() {
  const { id } = github.startRun();
  github.advanceToEnd(id);
  await github.webhooksSettled();
  return received.map(({ action }) => action);
}

test("signatures are GitHub's", () => {
  // The example of GitHub's documentation.
  expect(sign("It's a Secret to Everybody", 'Hello, World!')).toBe(
    'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  );
});

test('a run is announced from its request to its end, signed, each delivery once', async () => {
  expect(await liveOnce()).toEqual(['requested', 'in_progress', 'completed']);
  expect(received.every(({ genuine }) => genuine)).toBe(true);
  expect(received.map(({ status }) => status)).toEqual([
    'queued',
    'in_progress',
    'completed',
  ]);
  expect(new Set(received.map(({ id }) => id)).size).toBe(3);
});

test('a re-run is not announced as requested', async () => {
  await liveOnce();
  received.length = 0;
  const [run] = github.runs();
  github.rerun(run?.id ?? 0);
  github.advanceToEnd(run?.id ?? 0);
  await github.webhooksSettled();
  expect(received.map(({ action }) => action)).toEqual([
    'in_progress',
    'completed',
  ]);
});

test('jobs are announced to targets that subscribe to them', async () => {
  const { url } = receiver;
  github.setWebhook({ url, secret: SECRET, events: ['workflow_job'] });
  expect(await liveOnce()).toEqual([
    'queued',
    'in_progress',
    'completed',
    'queued',
    'in_progress',
    'completed',
  ]);
});

test('deliveries are duplicated, reordered, lost, forged on demand', async () => {
  const inProgress = { event: 'workflow_run', action: 'in_progress' };
  github.failWebhook(inProgress, { kind: 'duplicate' });
  expect(await liveOnce()).toEqual([
    'requested',
    'in_progress',
    'in_progress',
    'completed',
  ]);
  expect(received[1]?.id).toBe(received[2]?.id);

  received.length = 0;
  github.failWebhook(inProgress, { kind: 'reorder' });
  expect(await liveOnce()).toEqual(['requested', 'completed', 'in_progress']);

  received.length = 0;
  github.failWebhook({ action: 'completed' }, { kind: 'drop' });
  expect(await liveOnce()).toEqual(['requested', 'in_progress']);

  received.length = 0;
  github.failWebhook({}, { kind: 'bad-signature' }, 2);
  await liveOnce();
  expect(received.map(({ genuine }) => genuine)).toEqual([false, false, true]);
});

test('deliveries come late on demand', async () => {
  github.failWebhook({ action: 'completed' }, { kind: 'delay', ms: 60_000 });
  expect(await liveOnce()).toEqual(['requested', 'in_progress']);
  clock.pass(60_000);
  await github.webhooksSettled();
  expect(received.at(-1)?.action).toBe('completed');

  github.failWebhook({ action: 'completed' }, { kind: 'hold' });
  await liveOnce();
  expect(received.at(-1)?.action).toBe('in_progress');
  github.releaseWebhooks();
  await github.webhooksSettled();
  expect(received.at(-1)?.action).toBe('completed');
});

test('the API lists the hook, its deliveries and their responses, and redelivers one', async () => {
  const { get, post } = createClient(github);
  answer = 500;
  await liveOnce();
  const hook = `${HOOK}/${github.hookId}`;
  expect((await get(HOOK)).json).toMatchObject([
    { config: { secret: '********' }, last_response: { code: 500 } },
  ]);
  const failed = (await get(`${hook}/deliveries?status=failure`)).json;
  expect(failed).toMatchObject([
    { action: 'completed' },
    { action: 'in_progress' },
    { action: 'requested' },
  ]);
  const path = `${hook}/deliveries/${String(failed[0]?.['id'])}`;
  const full = (await get(path)).json;
  expect(full).toMatchObject({
    status_code: 500,
    request: {
      headers: { 'x-github-event': 'workflow_run' },
      payload: { action: 'completed' },
    },
    response: { payload: 'noted' },
  });
  expect(JSON.stringify(full)).not.toContain(SECRET);
  answer = 204;
  received.length = 0;
  expect(await post(`${path}/attempts`)).toMatchObject({ status: 202 });
  await github.webhooksSettled();
  expect(received).toMatchObject([
    { action: 'completed', id: failed[0]?.['guid'] },
  ]);
});

test('a ping is answered, and a receiver that is away is noted', async () => {
  github.pingWebhook();
  await github.webhooksSettled();
  expect(received).toMatchObject([{ event: 'ping', genuine: true }]);
  github.setWebhook({ url: 'http://127.0.0.1:1/', secret: SECRET });
  github.pingWebhook();
  await github.webhooksSettled();
  expect(github.deliveries().at(-1)).toMatchObject({
    statusCode: 0,
    status: 'failed to connect',
  });
});
