import assert from 'node:assert/strict';
import type { Address } from '../invocation.ts';
import type { Journal } from '../journal.ts';
import type { ContractCase } from './contract.ts';
import { followContract } from './journal-contract-follows.ts';
import { createInvocation, NOON } from './records.ts';

const ADDRESS: Address = {
  surface: 'discord',
  applicationId: '1',
  channelId: '2',
  userId: '3',
  messageId: '4',
  ephemeral: false,
  token: 'interaction-token',
  tokenExpiresAt: NOON + 900_000,
};

const ID = '3f2a9c01-7b1d-4c59-9a58-0d5f2f4f8e11';
/** A run id of the size GitHub gives, beyond 32 bits. */
const RUN = 17_301_234_567;

/** What every `Journal` does. */
export const journalContract: readonly ContractCase<Journal>[] = [
  {
    name: 'gives an invocation back as it was added',
    async check(journal) {
      const whole = createInvocation({
        id: ID,
        externalId: '846462639134605312',
        guildId: '5',
        channelId: '6',
        input: {
          api_base: 'https://api.example.com/ä?"\'\\',
          wait: true,
          count: 3,
          list: [1.5, null, { deep: '\u0000🚢' }],
        },
        decision: 'url_refused',
        outcome: 'rejected',
        detail: 'line one\nline two',
        runId: RUN,
        runUrl: 'https://github.com/o/r/actions/runs/17301234567',
        finishedAt: NOON + 1,
        address: ADDRESS,
      });
      assert.deepEqual(await journal.addInvocation(whole), { added: true });
      assert.deepEqual(await journal.findInvocations(ID), [whole]);
      const bare = createInvocation({ id: 'aaaa-1', surface: 'cli' });
      await journal.addInvocation(bare);
      assert.deepEqual(await journal.findInvocations('aaaa-1'), [bare]);
      const odd = { ...bare, id: 'aaaa-2', detail: 'no\0thing' };
      await journal.addInvocation(odd);
      const [kept] = await journal.findInvocations('aaaa-2');
      // PostgreSQL has no text with a NUL in it; an adapter may leave it out.
      assert.equal(kept?.detail?.replace('\0', ''), 'nothing');
    },
  },
  {
    name: 'adds ended invocations together and leaves what is there',
    async check(journal) {
      const first = createInvocation({ id: 'aaaa-0', externalId: 'x' });
      await journal.addInvocation(first);
      const many = Array.from({ length: 120 }, (_, index) =>
        createInvocation({
          id: `bbbb-${String(index).padStart(3, '0')}`,
          outcome: 'answered',
          finishedAt: NOON + index,
        }),
      );
      await journal.addEnded([
        ...many,
        { ...first, outcome: 'answered' },
        { ...first, id: 'aaaa-9', outcome: 'answered' },
      ]);
      await journal.addEnded([]);
      const all = await journal.listInvocations({ limit: 1000 });
      assert.equal(all.length, 121);
      assert.deepEqual(await journal.findInvocations('aaaa-'), [first]);
      assert.deepEqual(await journal.findInvocations('bbbb-119'), [many[119]]);
    },
  },
  {
    name: 'adds a repeated delivery once and names the first',
    async check(journal) {
      const first = createInvocation({ id: 'aaaa-1', externalId: 'x' });
      await journal.addInvocation(first);
      assert.deepEqual(
        await journal.addInvocation({ ...first, id: 'aaaa-2' }),
        { added: false, existing: first },
      );
      const sameId = { ...first, externalId: 'y' };
      assert.deepEqual(await journal.addInvocation(sameId), {
        added: false,
        existing: first,
      });
      const others = [
        createInvocation({ id: 'aaaa-3', externalId: 'x', surface: 'cli' }),
        createInvocation({ id: 'aaaa-4' }),
        createInvocation({ id: 'aaaa-5' }),
      ];
      for (const other of others)
        assert.deepEqual(await journal.addInvocation(other), { added: true });
      assert.equal((await journal.listInvocations({})).length, 4);
    },
  },
  {
    name: 'adds one of many simultaneous deliveries',
    async check(journal) {
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          journal.addInvocation(
            createInvocation({ id: `aaaa-${n}`, externalId: 'x' }),
          ),
        ),
      );
      assert.equal(answers.filter((answer) => answer.added).length, 1);
      const [kept, ...more] = await journal.listInvocations({});
      assert.deepEqual(more, []);
      for (const answer of answers)
        if (!answer.added) assert.deepEqual(answer.existing, kept);
    },
  },
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
    name: 'ends an invocation once',
    async check(journal) {
      const invocation = createInvocation({ id: 'aaaa-1', address: ADDRESS });
      await journal.addInvocation(invocation);
      await journal.setRun('aaaa-1', RUN, 'https://run');
      const started = { ...invocation, runId: RUN, runUrl: 'https://run' };
      assert.deepEqual(await journal.findInvocations('aaaa-1'), [started]);
      const answers = await Promise.all(
        (['succeeded', 'failed', 'cancelled'] as const).map((outcome) =>
          journal.endInvocation('aaaa-1', {
            outcome,
            finishedAt: NOON + 5,
            detail: outcome,
          }),
        ),
      );
      assert.equal(answers.filter(Boolean).length, 1);
      const [ended] = await journal.findInvocations('aaaa-1');
      assert.ok(ended?.outcome);
      assert.deepEqual(ended, {
        ...started,
        outcome: ended.outcome,
        detail: ended.outcome,
        finishedAt: NOON + 5,
      });
      const again = { outcome: 'error', finishedAt: NOON + 9 } as const;
      assert.equal(await journal.endInvocation('aaaa-1', again), false);
      assert.equal(await journal.endInvocation('bbbb-1', again), false);
      assert.deepEqual(await journal.findInvocations('aaaa-1'), [ended]);
    },
  },
  {
    name: 'changes and takes away an address',
    async check(journal) {
      const invocation = createInvocation({ id: 'aaaa-1' });
      await journal.addInvocation(invocation);
      await journal.setAddress('aaaa-1', ADDRESS);
      assert.deepEqual(await journal.findInvocations('aaaa-1'), [
        { ...invocation, address: ADDRESS },
      ]);
      await journal.setAddress('aaaa-1', null);
      assert.deepEqual(await journal.findInvocations('aaaa-1'), [invocation]);
    },
  },
  {
    name: 'erases interaction tokens once they no longer work',
    async check(journal) {
      const { token: _, ...spent } = ADDRESS;
      const { tokenExpiresAt: __, ...undated } = ADDRESS;
      for (const [id, address] of [
        ['aaaa-1', ADDRESS],
        ['aaaa-2', { ...ADDRESS, tokenExpiresAt: NOON + 900_001 }],
        ['aaaa-3', undated],
      ] as const)
        await journal.addInvocation(createInvocation({ id, address }));
      const addresses = async () =>
        (await journal.listInvocations({}))
          .toReversed()
          .map(({ address }) => address);
      await journal.clean(NOON + 899_999, 0);
      assert.deepEqual(await addresses(), [
        ADDRESS,
        { ...ADDRESS, tokenExpiresAt: NOON + 900_001 },
        undated,
      ]);
      await journal.clean(NOON + 900_000, 0);
      const { tokenExpiresAt: ___, ...bare } = spent;
      assert.deepEqual(await addresses(), [
        spent,
        { ...ADDRESS, tokenExpiresAt: NOON + 900_001 },
        bare,
      ]);
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
  ...followContract,
  {
    name: 'gives a lease to one owner until it is released or runs out',
    async check(journal) {
      const owners = Array.from({ length: 20 }, (_, n) => `owner-${n}`);
      const taken = await Promise.all(
        owners.map((owner) => journal.takeLease('l', owner, NOON, NOON + 10)),
      );
      assert.equal(taken.filter(Boolean).length, 1);
      const holder = `owner-${taken.indexOf(true)}`;
      const take = (owner: string, now: number) =>
        journal.takeLease('l', owner, now, now + 10);
      assert.equal(await take(holder, NOON + 5), true);
      assert.equal(await take('other', NOON + 14), false);
      assert.equal(await take('other', NOON + 15), true);
      assert.equal(await take(holder, NOON + 16), false);
      await journal.releaseLease('l', holder);
      assert.equal(await take(holder, NOON + 16), false);
      await journal.releaseLease('l', 'other');
      assert.equal(await take(holder, NOON + 16), true);
      assert.equal(await journal.takeLease('m', 'other', NOON, NOON + 1), true);
    },
  },
  {
    name: 'sees a delivery and claims a digest for the first time once',
    async check(journal) {
      const seen = await Promise.all(
        Array.from({ length: 20 }, () => journal.addDelivery('d', NOON)),
      );
      assert.equal(seen.filter(Boolean).length, 1);
      assert.equal(await journal.addDelivery('e', NOON + 1), true);
      await journal.clean(NOON, NOON + 1);
      assert.equal(await journal.addDelivery('d', NOON), true);
      assert.equal(await journal.addDelivery('e', NOON), false);

      assert.equal(await journal.hasDigests(), false);
      const claims = await Promise.all(
        Array.from({ length: 20 }, () => journal.claimDigest('k', NOON)),
      );
      assert.equal(claims.filter(Boolean).length, 1);
      assert.equal(await journal.hasDigests(), true);
      await journal.releaseDigest('k');
      assert.equal(await journal.hasDigests(), false);
      assert.equal(await journal.claimDigest('k', NOON), true);
    },
  },
  {
    name: 'answers a ping while it is open and rejects once it is closed',
    async check(journal) {
      await journal.ping();
      await journal.close();
      await assert.rejects(journal.ping());
    },
  },
];
