import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOLLOW_STAGES } from './follow.ts';
import type { Journal } from './journal.ts';
import { openSqliteJournal } from './sql/sqlite.ts';
import { journalContract } from '../testing/contracts/journal.ts';
import { createMemoryJournal } from '../testing/memory-journal.ts';
import {
  createFollow,
  createInvocation,
} from '../testing/contracts/records.ts';

describe(createMemoryJournal, () => {
  for (const { name, check } of journalContract)
    it(name, () => check(createMemoryJournal()));
});

/** Something to do with a journal, and its name for the report of a counterexample. */
interface Step {
  readonly name: string;
  readonly act: (journal: Journal) => Promise<unknown>;
}

// Few different values, so that steps meet each other.
const id = fc.integer({ min: 0, max: 3 }).map((n) => `aaaa-${n}`);
const time = fc.integer({ min: 0, max: 9 });
const owner = fc.constantFrom('ann', 'bob');
const runId = fc.option(fc.integer({ min: 1, max: 3 }));
const version = fc.integer({ min: 1, max: 4 });
const maybeTime = fc.option(time);
const json = fc.option(
  fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<never>),
);
const replyTo = fc.option(
  fc.record({
    surface: fc.constant('discord' as const),
    token: fc.constant('t'),
    tokenExpiresAt: time,
  }),
);
const followParts = {
  stage: fc.constantFrom(...FOLLOW_STAGES),
  wait: fc.boolean(),
  timedOut: fc.boolean(),
  snapshot: json,
  runId,
  nextAt: time,
  leaseOwner: fc.option(owner),
  leaseUntil: maybeTime,
};

function step<Values extends unknown[]>(
  name: string,
  values: { [K in keyof Values]: fc.Arbitrary<Values[K]> },
  act: (journal: Journal, ...values: Values) => Promise<unknown>,
): fc.Arbitrary<Step> {
  return fc.tuple<Values>(...values).map((chosen) => ({
    name: `${name} ${JSON.stringify(chosen)}`,
    act: (journal) => act(journal, ...chosen),
  }));
}

const steps = fc.oneof(
  step(
    'addInvocation',
    [
      fc.record({
        id,
        externalId: fc.option(fc.constantFrom('x', 'y')),
        surface: fc.constantFrom('discord' as const, 'cli' as const),
        decision: fc.constantFrom('accepted' as const, 'not_allowed' as const),
        runId,
        createdAt: time,
        replyTo,
      }),
    ],
    (journal, parts) => journal.addInvocation(createInvocation(parts)),
  ),
  step(
    'findInvocations',
    [fc.constantFrom('aaaa', 'aaaa-1', 'AAAA', 'aaa')],
    (journal, prefix) => journal.findInvocations(prefix),
  ),
  step(
    'listInvocations',
    [
      fc.record(
        { since: time, limit: fc.integer({ min: 1, max: 4 }) },
        { requiredKeys: [] },
      ),
    ],
    (journal, filter) => journal.listInvocations(filter),
  ),
  step('abandonedInvocations', [time], (journal, at) =>
    journal.abandonedInvocations(at),
  ),
  step('setRun', [id], (journal, which) =>
    journal.setRun(which, 7, 'https://run'),
  ),
  step('endInvocation', [id, time], (journal, which, finishedAt) =>
    journal.endInvocation(which, { outcome: 'succeeded', finishedAt }),
  ),
  step('setReplyTarget', [id, replyTo], (journal, which, where) =>
    journal.setReplyTarget(which, where),
  ),
  step(
    'requestersOf',
    [fc.uniqueArray(fc.integer({ min: 1, max: 3 }))],
    (journal, runs) => journal.requestersOf(runs),
  ),
  step(
    'addFollow',
    [fc.record({ id, ...followParts, createdAt: time })],
    (journal, parts) =>
      journal.addFollow(createFollow(parts)).catch(() => 'refused'),
  ),
  step(
    'changeFollow',
    [id, version, fc.record(followParts, { requiredKeys: [] })],
    (journal, which, on, change) => journal.changeFollow(which, on, change),
  ),
  step('openFollows', [], (journal) => journal.openFollows()),
  step('followsOfRun', [fc.integer({ min: 1, max: 3 })], (journal, run) =>
    journal.followsOfRun(run),
  ),
  step(
    'dueFollows',
    [time, fc.integer({ min: 1, max: 3 })],
    (journal, now, limit) => journal.dueFollows(now, limit),
  ),
  step(
    'takeLease',
    [fc.constantFrom('l', 'm'), owner, time, time],
    (journal, name, who, now, until) =>
      journal.takeLease(name, who, now, until),
  ),
  step(
    'releaseLease',
    [fc.constantFrom('l', 'm'), owner],
    (journal, name, who) => journal.releaseLease(name, who),
  ),
  step('breakLeases', [owner], (journal, dead) =>
    journal.breakLeases((who) => who === dead),
  ),
  step('addDelivery', [id, time], (journal, delivery, at) =>
    journal.addDelivery(delivery, at),
  ),
  step('claimDigest', [owner, time], (journal, key, at) =>
    journal.claimDigest(key, at),
  ),
  step('releaseDigest', [owner], (journal, key) => journal.releaseDigest(key)),
  step('hasDigests', [], (journal) => journal.hasDigests()),
  step('clean', [time, time], (journal, now, before) =>
    journal.clean(now, before),
  ),
);

describe('a journal on disk', () => {
  it('answers any sequence of calls as one in memory, also after it was opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yardmaster-model-'));
    let runs = 0;
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(steps, { minLength: 5, maxLength: 60 }),
          async (sequence) => {
            runs += 1;
            const path = join(folder, `${runs}.db`);
            const model = createMemoryJournal();
            const journal = await openSqliteJournal({ path });
            for (const { name, act } of sequence)
              expect(await act(journal), name).toEqual(await act(model));
            await journal.close();
            const again = await openSqliteJournal({ path });
            expect(await again.listInvocations({})).toEqual(
              await model.listInvocations({}),
            );
            expect(await again.openFollows()).toEqual(
              await model.openFollows(),
            );
            await again.close();
          },
        ),
        { numRuns: 40, seed: 20_260_115 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);
});
