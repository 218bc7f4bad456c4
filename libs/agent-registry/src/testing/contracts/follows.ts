import assert from 'node:assert/strict';
import type { Follow } from '../../journal/follow.ts';
import type { Journal } from '../../journal/journal.ts';
import type { ContractCase } from './contract.ts';
import { createFollow, createInvocation, NOON, RUN } from './records.ts';

const ids = (follows: readonly Follow[]) => follows.map(({ id }) => id);

/** What every `Journal` does with follows and their leases. */
export const followContract: readonly ContractCase<Journal>[] = [
  {
    name: 'gives a follow back as it was added and changed',
    async check(journal) {
      const follow = createFollow({ id: 'aaaa-1', search: { since: NOON } });
      await journal.addFollow(follow);
      assert.deepEqual(await journal.getFollow('aaaa-1'), follow);
      assert.equal(await journal.getFollow('aaaa-2'), null);
      const change = {
        stage: 'concluded',
        wait: false,
        ref: null,
        identity: 'correlated',
        runId: RUN,
        runUrl: 'https://run',
        attempt: 2,
        search: null,
        snapshot: { jobs: [{ name: 'ä"\n', steps: [] }], seen: 1.5 },
        outcome: 'succeeded',
        outcomeDetail: { sentence: 'done', ok: true, none: null },
        timedOut: true,
        shown: 'digest',
        shownAt: NOON + 1,
        notice: 'sending',
        noticeAt: NOON + 2,
        failures: 3,
        troubleSince: NOON + 3,
        trouble: 'GitHub answered 502.',
        retryAt: NOON + 6,
        undelivered: 'the thread is locked',
        leaseOwner: 'me',
        leaseUntil: NOON + 4,
        nextAt: NOON + 5,
      } as const;
      const changed = { ...follow, ...change, version: 2 };
      assert.deepEqual(
        await journal.changeFollow('aaaa-1', 1, change),
        changed,
      );
      assert.deepEqual(await journal.getFollow('aaaa-1'), changed);
      assert.deepEqual(await journal.changeFollow('aaaa-1', 2, {}), {
        ...changed,
        version: 3,
      });
    },
  },
  {
    name: 'lets one of many simultaneous changes of a version win',
    async check(journal) {
      await journal.addFollow(createFollow({ id: 'aaaa-1', version: 7 }));
      const changes = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          journal.changeFollow('aaaa-1', 7, { failures: n }),
        ),
      );
      const won = changes.filter((change) => change !== null);
      assert.equal(won.length, 1);
      assert.deepEqual(await journal.getFollow('aaaa-1'), won[0]);
      assert.equal(won[0]?.version, 8);
      assert.equal(
        await journal.changeFollow('aaaa-1', 7, { failures: 9 }),
        null,
      );
      assert.equal(await journal.changeFollow('aaaa-2', 7, {}), null);
    },
  },
  {
    name: 'loses no change where everybody tries again on the newest version',
    async check(journal) {
      await journal.addFollow(createFollow({ id: 'aaaa-1' }));
      const addOne = async (): Promise<void> => {
        for (;;) {
          const now = await journal.getFollow('aaaa-1');
          assert.ok(now);
          const failures = now.failures + 1;
          if (await journal.changeFollow('aaaa-1', now.version, { failures }))
            return;
        }
      };
      await Promise.all(Array.from({ length: 15 }, addOne));
      const last = await journal.getFollow('aaaa-1');
      assert.equal(last?.failures, 15);
      assert.equal(last.version, 16);
    },
  },
  {
    name: 'lists open follows: all, of a run, and those that are due and free',
    async check(journal) {
      const held = { leaseOwner: 'o', leaseUntil: NOON + 10 };
      for (const follow of [
        createFollow({ id: 'aaaa-1', createdAt: NOON + 3, runId: RUN }),
        createFollow({ id: 'aaaa-2', createdAt: NOON + 2, stage: 'closed' }),
        createFollow({ id: 'aaaa-3', createdAt: NOON + 1, nextAt: NOON + 5 }),
        createFollow({ id: 'aaaa-4', nextAt: NOON - 1, runId: RUN, ...held }),
        createFollow({ id: 'aaaa-5', stage: 'closed', runId: RUN }),
        createFollow({ id: 'aaaa-6', stage: 'dispatching', nextAt: NOON + 1 }),
      ])
        await journal.addFollow(follow);
      assert.deepEqual(ids(await journal.openFollows()), [
        'aaaa-4',
        'aaaa-6',
        'aaaa-3',
        'aaaa-1',
      ]);
      assert.deepEqual(
        await journal.openFollowIds(),
        ids(await journal.openFollows()),
      );
      assert.deepEqual(ids(await journal.followsOfRun(RUN)), [
        'aaaa-4',
        'aaaa-1',
      ]);
      assert.deepEqual(ids(await journal.followsOfRun(1)), []);
      const due = async (now: number, limit = 9) =>
        ids(await journal.dueFollows(now, limit));
      assert.deepEqual(await due(NOON - 1), []);
      assert.deepEqual(await due(NOON), ['aaaa-1']);
      assert.deepEqual(await due(NOON + 9), ['aaaa-1', 'aaaa-6', 'aaaa-3']);
      assert.deepEqual(await due(NOON + 10, 2), ['aaaa-4', 'aaaa-1']);
    },
  },
  {
    name: 'does not call an invocation abandoned that has a follow',
    async check(journal) {
      await journal.addInvocation(createInvocation({ id: 'aaaa-1' }));
      await journal.addFollow(createFollow({ id: 'aaaa-1', stage: 'closed' }));
      assert.deepEqual(await journal.abandonedInvocations(NOON + 1), []);
    },
  },
  {
    name: 'gives a follow to one holder until it is released or its lease runs out',
    async check(journal) {
      await journal.addFollow(createFollow({ id: 'aaaa-1' }));
      await journal.addFollow(createFollow({ id: 'aaaa-2', stage: 'closed' }));
      const hold = (owner: string, now: number) =>
        journal.holdFollow('aaaa-1', owner, now, now + 10);
      const both = await Promise.all([hold('me', NOON), hold('other', NOON)]);
      assert.equal(both.filter((held) => held !== null).length, 1);
      const winner = both[0] === null ? 'other' : 'me';
      const loser = winner === 'me' ? 'other' : 'me';
      assert.deepEqual(await journal.getFollow('aaaa-1'), {
        ...createFollow({ id: 'aaaa-1' }),
        leaseOwner: winner,
        leaseUntil: NOON + 10,
      });
      assert.equal(await hold(loser, NOON + 9), null);
      assert.ok(await hold(winner, NOON + 9));
      await journal.renewFollow('aaaa-1', loser, NOON + 999);
      await journal.renewFollow('aaaa-1', winner, NOON + 30);
      assert.equal(await hold(loser, NOON + 29), null);
      assert.ok(await hold(loser, NOON + 30));
      // A clock that was set back does not lock it for as long.
      assert.ok(await hold(winner, NOON - 3_600_000));
      assert.equal(await journal.holdFollow('aaaa-2', 'me', NOON, NOON), null);
      assert.equal(await journal.holdFollow('none', 'me', NOON, NOON), null);
    },
  },
  {
    name: 'counts outcomes that could not be delivered until they are acknowledged',
    async check(journal) {
      assert.equal(await journal.countUndelivered(), 0);
      const undelivered = 'the thread is locked';
      await journal.addFollow(createFollow({ id: 'aaaa-1', undelivered }));
      await journal.addFollow(
        createFollow({ id: 'aaaa-2', undelivered, stage: 'closed' }),
      );
      await journal.addFollow(createFollow({ id: 'aaaa-3' }));
      assert.equal(await journal.countUndelivered(), 2);
      await journal.acknowledgeUndelivered();
      assert.equal(await journal.countUndelivered(), 0);
      assert.deepEqual(
        await journal.getFollow('aaaa-3'),
        createFollow({ id: 'aaaa-3' }),
      );
    },
  },
  {
    name: 'breaks the leases of the dead and leaves the others',
    async check(journal) {
      const until = NOON + 10;
      await journal.takeLease('one', 'dead', NOON, until);
      await journal.takeLease('two', 'alive', NOON, until);
      const held = (id: string, leaseOwner: string) =>
        createFollow({ id, leaseOwner, leaseUntil: until });
      await journal.addFollow(held('aaaa-1', 'gone'));
      await journal.addFollow(held('aaaa-2', 'alive'));
      const asked = new Set<string>();
      await journal.breakLeases((owner) => {
        asked.add(owner);
        return owner !== 'alive';
      });
      assert.deepEqual(asked, new Set(['alive', 'dead', 'gone']));
      assert.equal(await journal.takeLease('one', 'me', NOON, until), true);
      assert.equal(await journal.takeLease('two', 'me', NOON, until), false);
      assert.deepEqual(await journal.getFollow('aaaa-1'), {
        ...held('aaaa-1', 'gone'),
        leaseOwner: null,
        leaseUntil: null,
      });
      assert.deepEqual(
        await journal.getFollow('aaaa-2'),
        held('aaaa-2', 'alive'),
      );
    },
  },
];
