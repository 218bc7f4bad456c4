import assert from 'node:assert/strict';
import type { Journal } from '../../journal/journal.ts';
import type { ContractCase } from './contract.ts';
import { createInvocation, NOON, RUN } from './records.ts';

/** How every `Journal` finds invocations again. */
export const lookupContract: readonly ContractCase<Journal>[] = [
  {
    name: 'finds invocations by the start of the id, newest first, at most 10',
    async check(journal) {
      for (let n = 0; n < 12; n += 1)
        await journal.addInvocation(
          createInvocation({ id: `abcd-${n}`, createdAt: NOON + n }),
        );
      await journal.addInvocation(createInvocation({ id: 'abce-0' }));
      const ids = async (prefix: string) =>
        (await journal.findInvocations(prefix)).map(({ id }) => id);
      assert.deepEqual(
        await ids('abcd'),
        [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `abcd-${n}`),
      );
      assert.deepEqual(await ids('ABCD-1'), ['abcd-11', 'abcd-10', 'abcd-1']);
      assert.deepEqual(await ids('abc'), []);
      assert.deepEqual(await ids(''), []);
      assert.deepEqual(await ids('abc%'), []);
      assert.deepEqual(await ids('abc_'), []);
      assert.deepEqual(await ids('abcf'), []);
    },
  },
  {
    name: 'lists invocations by each part of a filter, newest first',
    async check(journal) {
      const one = createInvocation({ id: 'aaaa-1', createdAt: NOON });
      const two = createInvocation({
        id: 'aaaa-2',
        createdAt: NOON + 1,
        surface: 'cli',
        command: 'status',
        requester: { id: 'ops', name: 'Olga' },
        decision: 'not_allowed',
      });
      const three = createInvocation({
        id: 'aaaa-3',
        createdAt: NOON + 2,
        outcome: 'failed',
      });
      for (const each of [two, three, one]) await journal.addInvocation(each);
      const list = journal.listInvocations;
      assert.deepEqual(await list({}), [three, two, one]);
      assert.deepEqual(await list({ surface: 'cli' }), [two]);
      assert.deepEqual(await list({ command: 'deploy-client' }), [three, one]);
      assert.deepEqual(await list({ requester: 'Olga' }), [two]);
      assert.deepEqual(await list({ requester: 'ops' }), [two]);
      assert.deepEqual(await list({ requester: 'op' }), []);
      assert.deepEqual(await list({ decision: 'not_allowed' }), [two]);
      assert.deepEqual(await list({ outcome: 'failed' }), [three]);
      assert.deepEqual(await list({ since: NOON + 1 }), [three, two]);
      assert.deepEqual(await list({ before: two.createdAt }), [one]);
      assert.deepEqual(await list({ limit: 1 }), [three]);
      assert.deepEqual(
        await list({ surface: 'discord', since: NOON + 1, limit: 5 }),
        [three],
      );
    },
  },
  {
    name: 'finds what a crash left without end and without follow',
    async check(journal) {
      const left = createInvocation({ id: 'aaaa-1', createdAt: NOON - 2 });
      await journal.addInvocation(left);
      for (const change of [
        { id: 'aaaa-2', createdAt: NOON - 1, outcome: 'answered' as const },
        { id: 'aaaa-3', createdAt: NOON - 1, decision: 'not_allowed' as const },
        { id: 'aaaa-4', createdAt: NOON },
      ])
        await journal.addInvocation(createInvocation(change));
      assert.deepEqual(await journal.abandonedInvocations(NOON), [left]);
      assert.deepEqual(await journal.abandonedInvocations(NOON - 2), []);
    },
  },
  {
    name: 'names who started each run first, for any number of runs',
    async check(journal) {
      const first = createInvocation({
        id: 'aaaa-1',
        runId: RUN,
        requester: { id: '1', name: 'One' },
      });
      await journal.addInvocation(
        createInvocation({
          id: 'aaaa-2',
          runId: RUN,
          createdAt: NOON + 1,
          requester: { id: '2', name: 'Two' },
        }),
      );
      await journal.addInvocation(first);
      await journal.addInvocation(createInvocation({ id: 'aaaa-3' }));
      const many = Array.from({ length: 2500 }, (_, n) => RUN - 2400 + n);
      assert.deepEqual(
        await journal.requestersOf(many),
        new Map([[RUN, first.requester]]),
      );
      assert.deepEqual(await journal.requestersOf([]), new Map());
    },
  },
];
