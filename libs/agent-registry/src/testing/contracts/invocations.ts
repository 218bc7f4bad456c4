import assert from 'node:assert/strict';
import type { ReplyTarget } from '../../journal/invocation.ts';
import type { Journal } from '../../journal/journal.ts';
import type { ContractCase } from './contract.ts';
import { createInvocation, NOON, RUN } from './records.ts';

const ADDRESS: ReplyTarget = {
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

/** What every `Journal` does with an invocation from its start to its end. */
export const invocationContract: readonly ContractCase<Journal>[] = [
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
        replyTo: ADDRESS,
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
    name: 'ends an invocation once and erases its reply target',
    async check(journal) {
      const invocation = createInvocation({ id: 'aaaa-1', replyTo: ADDRESS });
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
        replyTo: null,
      });
      const again = { outcome: 'error', finishedAt: NOON + 9 } as const;
      assert.equal(await journal.endInvocation('aaaa-1', again), false);
      assert.equal(await journal.endInvocation('bbbb-1', again), false);
      assert.deepEqual(await journal.findInvocations('aaaa-1'), [ended]);
    },
  },
  {
    name: 'changes and erases a reply target',
    async check(journal) {
      const invocation = createInvocation({ id: 'aaaa-1' });
      await journal.addInvocation(invocation);
      await journal.setReplyTarget('aaaa-1', ADDRESS);
      assert.deepEqual(await journal.findInvocations('aaaa-1'), [
        { ...invocation, replyTo: ADDRESS },
      ]);
      await journal.setReplyTarget('aaaa-1', null);
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
        await journal.addInvocation(createInvocation({ id, replyTo: address }));
      const addresses = async () =>
        (await journal.listInvocations({}))
          .toReversed()
          .map(({ replyTo }) => replyTo);
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
];
