import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseWebhook, type WebhookEvent } from '@yardmaster/github-dispatcher';
import { createLocalGitHub } from '@yardmaster/sandbox/github';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteDatabase } from '../journal/sql/sqlite.ts';
import type { History } from './history.ts';
import { createKyselyHistory } from './sql/history.ts';
import { createWebhookFeed } from './webhook-feed.ts';

let folder: string;
let history: History;
let close: () => Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-feed-'));
  const database = openSqliteDatabase({ path: join(folder, 'journal.db') });
  history = createKyselyHistory(database.db);
  close = database.close;
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

/** The events that a real conversation with GitHub would deliver, in the order they are sent. */
async function eventsOf(conclusion: 'success' | 'failure') {
  const events: WebhookEvent[] = [];
  const github = createLocalGitHub({
    webhook: { url: 'https://app.test/github/webhooks', secret: 'secret' },
    fetch: async (_url, init) => {
      const headers = new Headers(init?.headers);
      const parsed = parseWebhook({
        event: headers.get('x-github-event') ?? '',
        delivery: headers.get('x-github-delivery') ?? '',
        body: String(init?.body),
      });
      if (parsed.kind === 'event') events.push(parsed.event);
      return new Response(null, { status: 204 });
    },
  });
  const run = github.startRun({ actor: 'octocat' });
  github.finish(run.id, conclusion);
  await github.webhooksSettled();
  await github.close();
  return {
    events,
    key: { repository: github.repository, runId: run.id, attempt: 1 },
  };
}

it('knows a run from its webhooks alone, with its jobs and its end', async () => {
  const { events, key } = await eventsOf('failure');
  const feed = createWebhookFeed(history);
  for (const event of events) await feed.observe(event, Date.now());
  const known = await history.find(key);
  expect(known).toMatchObject({
    state: { status: 'completed', conclusion: 'failure' },
    actor: 'octocat',
    workflowPath: '.github/workflows/client-deploy.yml',
    recordedAt: expect.any(Number),
  });
  expect(known?.ends).toHaveProperty('webhook');
  expect(known?.jobs?.flatMap(({ failedSteps }) => failedSteps)).toHaveLength(
    1,
  );
});

it('knows the same from webhooks that arrive in reverse, and twice', async () => {
  const { events, key } = await eventsOf('success');
  const feed = createWebhookFeed(history);
  for (const event of events) await feed.observe(event, 0);
  const inOrder = await history.find(key);
  await history.prune(Number.MAX_SAFE_INTEGER);
  for (const event of [...events.toReversed(), ...events])
    await feed.observe(event, 0);
  expect(await history.find(key)).toEqual(inOrder);
});

it('covers the time between the first and the latest event of a run', async () => {
  const { events, key } = await eventsOf('success');
  const feed = createWebhookFeed(history);
  const [first] = events;
  if (first === undefined) throw new Error('no event');
  for (const now of [1_000_000, 1_005_000, 1_020_000, 1_024_000])
    await feed.observe(first, now);
  expect(await history.coverage(key.repository)).toEqual([
    {
      repository: key.repository,
      workflow: null,
      how: 'webhook',
      from: 1_000_000,
      to: 1_020_000,
    },
  ]);
  // Another process does not vouch for the time before it was there.
  await createWebhookFeed(history).observe(first, 2_000_000);
  expect(await history.coverage(key.repository)).toHaveLength(1);
});

it('rejects while the history cannot be written', async () => {
  const { events } = await eventsOf('success');
  const [first] = events;
  const broken: History = {
    ...history,
    record: () => Promise.reject(new Error('database is locked')),
  };
  if (first === undefined) throw new Error('no event');
  await expect(createWebhookFeed(broken).observe(first, 0)).rejects.toThrow(
    'locked',
  );
});
