import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseWebhook, type WebhookEvent } from '@yardmaster/github-dispatcher';
import { createManualClock } from '@yardmaster/github-dispatcher/testing';
import { createLocalGitHub } from '@yardmaster/sandbox/github';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteDatabase } from '../journal/sql/sqlite.ts';
import type { History } from './history.ts';
import { createKyselyHistory } from './sql/history.ts';
import { createHistoryFeed } from './feed.ts';

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

function feedOf(own: { readonly history?: History } = {}) {
  const clock = createManualClock();
  const warnings: string[] = [];
  const feed = createHistoryFeed({
    history: own.history ?? history,
    clock,
    isOurs: (repository) => repository.toLowerCase() === 'acme/shop',
    warn: (message) => warnings.push(message),
  });
  return { feed, clock, warnings };
}

it('knows a run from its webhooks alone, with its jobs and its end', async () => {
  const { events, key } = await eventsOf('failure');
  const { feed } = feedOf();
  for (const event of events) feed.observe(event);
  await feed.close();
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
  const knownAfter = async (all: readonly WebhookEvent[]) => {
    const { feed } = feedOf();
    for (const event of all) feed.observe(event);
    await feed.close();
    const known = await history.find(key);
    await history.prune(Number.MAX_SAFE_INTEGER);
    return known;
  };
  const inOrder = await knownAfter(events);
  expect(await knownAfter([...events.toReversed(), ...events])).toEqual(
    inOrder,
  );
});

it('writes events together, a few seconds after they arrived', async () => {
  const { events, key } = await eventsOf('success');
  let writes = 0;
  const counted: History = {
    ...history,
    record: (...given) => {
      writes += 1;
      return history.record(...given);
    },
  };
  const { feed, clock } = feedOf({ history: counted });
  for (const event of events) feed.observe(event);
  expect(writes).toBe(0);
  await clock.advance(10_000);
  await feed.close();
  expect(writes).toBe(1);
  expect(await history.find(key)).not.toBeNull();
});

it('covers the time between the first and the latest event that is written', async () => {
  const { events, key } = await eventsOf('success');
  const [first] = events;
  if (first === undefined) throw new Error('no event');
  const { feed, clock } = feedOf();
  const from = clock.now();
  feed.observe(first);
  await clock.advance(60_000);
  feed.observe(first);
  await feed.close();
  expect(await history.coverage(key.repository)).toEqual([
    {
      repository: key.repository,
      workflow: null,
      how: 'webhook',
      from,
      to: from + 60_000,
    },
  ]);
  // Another process does not vouch for the time before its first event.
  const other = feedOf();
  await other.clock.advance(600_000);
  other.feed.observe(first);
  await other.feed.close();
  expect(await history.coverage(key.repository)).toHaveLength(1);
});

it('ignores repositories that are not configured', async () => {
  const { events, key } = await eventsOf('success');
  const { feed } = feedOf();
  for (const event of events)
    feed.observe({ ...event, repository: 'acme/other' });
  await feed.close();
  expect(await history.find({ ...key, repository: 'acme/other' })).toBeNull();
});

it('keeps events while the history cannot be written', async () => {
  const { events, key } = await eventsOf('success');
  let broken = true;
  const { feed, clock, warnings } = feedOf({
    history: {
      ...history,
      record: (...given) =>
        broken
          ? Promise.reject(new Error('database is locked'))
          : history.record(...given),
    },
  });
  for (const event of events) feed.observe(event);
  await clock.advance(10_000);
  await clock.advance(0);
  expect(warnings).toEqual([expect.stringContaining('database is locked')]);
  expect(await history.coverage(key.repository)).toEqual([]);
  broken = false;
  await clock.advance(10_000);
  await feed.close();
  expect(await history.find(key)).toMatchObject({
    state: { conclusion: 'success' },
  });
});
