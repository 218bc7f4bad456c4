import assert from 'node:assert/strict';
import { EVERYWHERE } from '../../policy/scope.ts';
import { scopesOf } from '../../deploys/state/scopes.ts';
import type { AuditLog } from '../../audit/audit.ts';
import type { DeployStore } from '../../deploys/state/store.ts';
import {
  ANN,
  BEN,
  createDeploy,
  createFreeze,
  createLock,
  createPlan,
  NOON,
  PRODUCTION,
  sha,
  STAGING,
} from '../deploys/records.ts';
import type { ContractCase } from './contract.ts';

/** A store, and the audit on the same database. */
export interface DeployStores {
  readonly deploys: DeployStore;
  readonly audit: AuditLog;
}

const ID = '11111111-0000-4000-8000-000000000001';
const OTHER = '22222222-0000-4000-8000-000000000002';
const THIRD = '33333333-0000-4000-8000-000000000003';

/** What every `DeployStore` does. */
export const deployContract: readonly ContractCase<DeployStores>[] = [
  {
    name: 'returns a deploy as it was added and changed',
    async check({ deploys }) {
      const added = createDeploy({
        id: ID,
        sha: sha('b'),
        inputs: { region: 'eu', count: 3, dry: true },
        caller: { roleIds: ['1', '2'] },
        reason: 'tested 👩‍🚀',
        plan: createPlan({
          commits: [{ sha: sha('b'), subject: 'Fix it', author: 'ann' }],
        }),
        override: {
          by: BEN,
          reason: 'hotfix',
          fingerprint: 'f',
          freezes: ['weekend'],
        },
      });
      await deploys.change([PRODUCTION], (tx) => tx.addDeploy(added));
      assert.deepEqual(await deploys.getDeploy(ID), added);
      const changed = await deploys.change([PRODUCTION], (tx) =>
        tx.changeDeploy(ID, 1, { state: 'queued', seq: 4, override: null }),
      );
      assert.deepEqual(changed, {
        ...added,
        state: 'queued',
        seq: 4,
        override: null,
        version: 2,
      });
      assert.deepEqual(await deploys.getDeploy(ID), changed);
      assert.equal(await deploys.getDeploy(OTHER), null);
    },
  },
  {
    name: 'changes a version once',
    async check({ deploys }) {
      await deploys.change([PRODUCTION], async (tx) => {
        await tx.addDeploy(createDeploy({ id: ID }));
        await tx.addLock(createLock({ id: ID }));
        await tx.addFreeze(createFreeze({ id: ID }));
      });
      const changes = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          deploys.change([PRODUCTION], (tx) =>
            tx.changeDeploy(ID, 1, { reason: `${n}` }),
          ),
        ),
      );
      assert.equal(changes.filter((one) => one !== null).length, 1);
      await deploys.change([PRODUCTION], async (tx) => {
        assert.equal((await tx.changeLock(ID, 1, { reason: 'a' }))?.version, 2);
        assert.equal(await tx.changeLock(ID, 1, { reason: 'b' }), null);
        assert.equal(
          (await tx.changeFreeze(ID, 1, { reason: 'a' }))?.version,
          2,
        );
        assert.equal(await tx.changeFreeze(ID, 1, { reason: 'b' }), null);
      });
    },
  },
  {
    name: 'undoes everything of a change that throws',
    async check({ deploys, audit }) {
      const change = deploys.change([PRODUCTION], async (tx) => {
        await tx.addDeploy(createDeploy({ id: ID }));
        await tx.addLock(createLock({ id: ID }));
        await tx.notify({
          key: 'k',
          kind: 'held',
          about: ID,
          recipientId: null,
          detail: {},
        });
        await tx.audit({
          action: 'deploy.requested',
          actor: ANN,
          decision: 'recorded',
        });
        throw new Error('stop');
      });
      await assert.rejects(change, /stop/);
      assert.equal(await deploys.getDeploy(ID), null);
      assert.deepEqual(await deploys.openLocks(), []);
      assert.deepEqual(await deploys.dueNotices(10), []);
      assert.equal((await audit.auditHead())?.seq, 0);
    },
  },
  {
    name: 'has one exclusive deploy per target, and any number of others',
    async check({ deploys }) {
      const active = { state: 'claimed', claimSeq: 1 } as const;
      const add = (
        id: string,
        changes: Partial<Parameters<typeof createDeploy>[0]>,
      ) =>
        deploys.change(scopesOf(PRODUCTION), (tx) =>
          tx.addDeploy(createDeploy({ id, ...active, ...changes })),
        );
      await add(ID, {});
      await assert.rejects(add(OTHER, { state: 'running' }));
      await add(OTHER, { exclusive: false });
      await add(THIRD, { target: STAGING });
      const ids = async (target = PRODUCTION) =>
        (await deploys.activeDeploys(target)).map(({ id }) => id);
      assert.deepEqual(await ids(), [ID]);
      assert.deepEqual(await ids(STAGING), [THIRD]);
      assert.equal((await deploys.activeDeploys()).length, 2);
    },
  },
  {
    name: 'has one open lock per scope and kind, and one open freeze per scope',
    async check({ deploys }) {
      await deploys.change([PRODUCTION], async (tx) => {
        assert.equal(await tx.addLock(createLock({ id: ID })), true);
        assert.equal(await tx.addLock(createLock({ id: OTHER })), false);
        assert.equal(
          await tx.addLock(
            createLock({ id: THIRD, kind: 'auto', cause: 'failure' }),
          ),
          true,
        );
        assert.equal(await tx.addFreeze(createFreeze({ id: ID })), true);
        assert.equal(await tx.addFreeze(createFreeze({ id: OTHER })), false);
        await tx.changeLock(ID, 1, {
          releasedAt: NOON,
          releasedBy: '1',
          releaseCause: 'unlocked',
        });
        await tx.changeFreeze(ID, 1, { endedAt: NOON, endedBy: '1' });
        assert.equal(await tx.addLock(createLock({ id: OTHER })), true);
        assert.equal(await tx.addFreeze(createFreeze({ id: OTHER })), true);
      });
      assert.deepEqual(
        (await deploys.openLocks()).map(({ id }) => id),
        [OTHER, THIRD],
      );
      assert.deepEqual(
        (await deploys.openFreezes()).map(({ id }) => id),
        [OTHER],
      );
      assert.equal((await deploys.getLock(ID))?.releaseCause, 'unlocked');
      assert.deepEqual((await deploys.getLock(OTHER))?.scope, PRODUCTION);
      assert.equal((await deploys.getFreeze(ID))?.endedBy, '1');
    },
  },
  {
    name: 'numbers the changes of a scope',
    async check({ deploys }) {
      const turns = await Promise.all(
        [1, 2, 3, 4, 5].map(() =>
          deploys.change(scopesOf(PRODUCTION), async (tx) =>
            tx.turnOf(PRODUCTION),
          ),
        ),
      );
      assert.deepEqual(
        turns.toSorted((a, b) => a - b),
        [1, 2, 3, 4, 5],
      );
      await deploys.change([EVERYWHERE], async (tx) => {
        assert.equal(tx.turnOf(EVERYWHERE), 6);
        assert.throws(() => tx.turnOf(PRODUCTION));
      });
    },
  },
  {
    name: 'lists the queue by turn, the history by claim and what lapsed by time',
    async check({ deploys }) {
      const rows = [
        { id: '0000-a', state: 'queued', seq: 3, expiresAt: NOON + 2 },
        { id: '0000-b', state: 'queued', seq: 5, kind: 'rollback' },
        {
          id: '0000-c',
          state: 'awaiting_confirmation',
          seq: 2,
          expiresAt: NOON,
        },
        { id: '0000-d', state: 'awaiting_confirmation', expiresAt: NOON + 1 },
        { id: '0000-e', state: 'ended', claimSeq: 1, outcome: 'succeeded' },
        { id: '0000-f', state: 'ended', claimSeq: 7, outcome: 'failed' },
        { id: '0000-g', state: 'ended', claimSeq: 8, outcome: 'not_started' },
        { id: '0000-h', state: 'refused', expiresAt: NOON },
        { id: '0000-i', state: 'queued', seq: 1, target: STAGING },
      ] as const;
      await deploys.change([PRODUCTION, STAGING], async (tx) => {
        for (const [n, row] of rows.entries())
          await tx.addDeploy(createDeploy({ ...row, createdAt: NOON + n }));
      });
      const ids = (list: readonly { id: string }[]) =>
        list.map(({ id }) => id.slice(5)).join('');
      assert.equal(ids(await deploys.waitingDeploys(PRODUCTION)), 'bca');
      assert.equal(ids(await deploys.waitingDeploys()), 'bica');
      assert.equal(ids(await deploys.deployHistory(PRODUCTION, 10)), 'fe');
      assert.equal(ids(await deploys.deployHistory(PRODUCTION, 1)), 'f');
      assert.equal(ids(await deploys.lapsedDeploys(NOON + 1, 10)), 'cd');
      assert.equal(ids(await deploys.lapsedDeploys(NOON + 9, 1)), 'c');
      assert.equal(ids(await deploys.listDeploys({})), 'ihgfedcba');
      assert.equal(ids(await deploys.listDeploys({ target: STAGING })), 'i');
      assert.equal(
        ids(
          await deploys.listDeploys({
            states: ['queued', 'refused'],
            limit: 2,
          }),
        ),
        'ih',
      );
      assert.equal(ids(await deploys.listDeploys({ before: NOON + 2 })), 'ba');
      assert.equal(ids(await deploys.listDeploys({ requesterId: BEN.id })), '');
    },
  },
  {
    name: 'finds deploys by the start of an id or of a commit',
    async check({ deploys }) {
      await deploys.change([PRODUCTION], async (tx) => {
        await tx.addDeploy(createDeploy({ id: ID, sha: sha('b') }));
        await tx.addDeploy(
          createDeploy({ id: OTHER, sha: sha('1'), createdAt: NOON + 1 }),
        );
      });
      const found = async (text: string) =>
        (await deploys.findDeploys(text)).map(({ id }) => id);
      assert.deepEqual(await found('1111'), [ID]);
      assert.deepEqual(await found('111'), []);
      assert.deepEqual(await found('1111111'), [OTHER, ID]);
      assert.deepEqual(await found('BBBBBBB'), [ID]);
      assert.deepEqual(await found('bbbb'), []);
      assert.deepEqual(await found("%'_"), []);
    },
  },
  {
    name: 'keeps a notice once, and lists it until it is sent',
    async check({ deploys }) {
      const notice = {
        key: 'turn:1',
        kind: 'your_turn',
        about: ID,
        recipientId: '1',
        detail: { commits: 3 },
      } as const;
      for (const commits of [3, 4])
        await deploys.change([PRODUCTION], (tx) =>
          tx.notify({ ...notice, detail: { commits } }),
        );
      const [due, ...more] = await deploys.dueNotices(10);
      assert.deepEqual(more, []);
      assert.equal(due?.key, 'turn:1');
      assert.deepEqual(due?.detail, { commits: 3 });
      await deploys.noticeSent('turn:1', NOON);
      await deploys.change([PRODUCTION], (tx) => tx.notify(notice));
      assert.deepEqual(await deploys.dueNotices(10), []);
    },
  },
  {
    name: 'changes scopes that overlap one after another, without a deadlock',
    async check({ deploys }) {
      let inside = 0;
      const scopes = [
        scopesOf(PRODUCTION),
        scopesOf(PRODUCTION).toReversed(),
        [EVERYWHERE],
        scopesOf(STAGING),
      ];
      await Promise.all(
        Array.from({ length: 24 }, (_, n) =>
          deploys.change(scopes[n % scopes.length] ?? [], async (tx) => {
            inside += 1;
            assert.equal(inside, 1);
            await tx.openLocks();
            await tx.audit({
              action: 'deploy.requested',
              actor: ANN,
              decision: 'recorded',
            });
            inside -= 1;
          }),
        ),
      );
    },
  },
  {
    name: 'removes what the databases would change in a text',
    async check({ deploys }) {
      await deploys.change([PRODUCTION], (tx) =>
        tx.addDeploy(createDeploy({ id: ID, reason: 'a\ud800b\0c' })),
      );
      assert.equal((await deploys.getDeploy(ID))?.reason, 'a\ufffdbc');
    },
  },
];
