import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../audit/verify.ts';
import { EVERYWHERE } from '../../policy/scope.ts';
import {
  ANN,
  BEN,
  createDeploy,
  NOON,
  PRODUCTION,
  STAGING,
} from '../../testing/deploys/records.ts';
import {
  openTestWorld,
  type TestWorld,
} from '../../testing/deploys/test-world.ts';
import { keepAutoLock } from './auto-lock.ts';
import { tidyLocks } from './expire.ts';
import { releaseLock, releaseLockById, stealLock } from './release.ts';
import { takeLock } from './take.ts';

const HOUR = 3_600_000;
let world: TestWorld;

beforeEach(() => {
  world = openTestWorld();
});

afterEach(async () => {
  expect(await verifyAudit(world.audit)).toMatchObject({ kind: 'intact' });
  await world.close();
});

let ids = 0;
const take = (changes: Partial<Parameters<typeof takeLock>[1]> = {}) =>
  takeLock(world.deploys, {
    id: `lock-${(ids += 1)}`,
    scope: PRODUCTION,
    by: ANN,
    reason: 'release night',
    forMs: 4 * HOUR,
    ...changes,
  });
const lockOf = (taken: Awaited<ReturnType<typeof take>>) => {
  if (taken.kind === 'refused') throw new Error(taken.code);
  return taken.lock;
};
const auto = () =>
  world.deploys.change([PRODUCTION], (tx) =>
    keepAutoLock(tx, {
      target: PRODUCTION,
      cause: 'failure',
      deployId: `deploy-${(ids += 1)}`,
      reason: 'It failed',
    }),
  );
const actions = async () =>
  (await world.audit.listAudit({}, 100))
    .map(({ action, code }) => (code === null ? action : `${action} ${code}`))
    .toReversed()
    .slice(1);

describe('takeLock', () => {
  it('holds a scope for a while, and names the holder to the next', async () => {
    const lock = lockOf(await take());
    expect(lock).toMatchObject({
      owner: ANN,
      createdAt: NOON,
      expiresAt: NOON + 4 * HOUR,
    });
    expect(await take({ by: BEN })).toMatchObject({
      kind: 'refused',
      code: 'locked_target',
      holder: { id: lock.id, owner: ANN },
    });
    expect(await take({ by: BEN, scope: STAGING })).toMatchObject({
      kind: 'taken',
    });
    const wide = { service: 'client', environment: '*' };
    expect(await take({ by: BEN, scope: wide })).toMatchObject({
      kind: 'taken',
    });
    expect(await take({ scope: wide })).toMatchObject({
      kind: 'refused',
      code: 'locked_scope',
    });
    expect(await actions()).toEqual([
      'lock.taken',
      'lock.refused locked_target',
      'lock.taken',
      'lock.taken',
      'lock.refused locked_scope',
    ]);
  });

  it('is free at the moment it expires, and writes that down', async () => {
    await take({ forMs: HOUR });
    world.clock.now = NOON + HOUR - 1;
    expect(await take({ by: BEN })).toMatchObject({ kind: 'refused' });
    world.clock.now = NOON + HOUR;
    expect(await take({ by: BEN })).toMatchObject({
      kind: 'taken',
      lock: { owner: BEN },
    });
    expect(await actions()).toContain('lock.expired');
  });

  it('extends its own three times, then wants another reason, and keeps the time since when', async () => {
    const first = lockOf(await take());
    for (const hours of [5, 6, 7]) {
      world.clock.now += 60_000;
      expect(await take({ forMs: hours * HOUR })).toMatchObject({
        kind: 'extended',
        lock: {
          id: first.id,
          createdAt: NOON,
          expiresAt: world.clock.now + hours * HOUR,
        },
      });
    }
    expect(await take()).toMatchObject({
      kind: 'refused',
      code: 'reason_required',
    });
    expect(await take({ reason: 'still at it', forMs: null })).toMatchObject({
      kind: 'extended',
      lock: { extensions: 0, expiresAt: null, createdAt: NOON },
    });
    expect(await take({ reason: 'still at it' })).toMatchObject({
      kind: 'extended',
      lock: { extensions: 1 },
    });
  });

  it('says which deploys are under way', async () => {
    await world.deploys.change([PRODUCTION, STAGING], async (tx) => {
      await tx.addDeploy(
        createDeploy({ id: 'a', state: 'running', claimSeq: 1 }),
      );
      await tx.addDeploy(
        createDeploy({
          id: 'b',
          state: 'running',
          claimSeq: 1,
          target: STAGING,
        }),
      );
    });
    expect(await take()).toMatchObject({ active: [{ id: 'a' }] });
    expect(await take({ scope: EVERYWHERE })).toMatchObject({
      active: [{ id: 'a' }, { id: 'b' }],
    });
  });

  it('gives a scope to one of many who ask at once', async () => {
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        take({ by: { ...ANN, id: `${n}` } }),
      ),
    );
    expect(taken.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
  });
});

describe('releaseLock', () => {
  const release = (by = ANN, reason: string | null = null) =>
    releaseLock(world.deploys, { scope: PRODUCTION, by, reason });

  it('frees the own lock, and not that of somebody else', async () => {
    expect(await release()).toMatchObject({
      kind: 'refused',
      code: 'not_locked',
    });
    await take();
    expect(await release(BEN)).toMatchObject({
      kind: 'refused',
      code: 'lock_not_yours',
    });
    expect(await release()).toMatchObject({
      kind: 'released',
      lock: { releasedBy: ANN.id, releaseCause: 'unlocked' },
      remaining: [],
    });
    expect(await release()).toMatchObject({ code: 'not_locked' });
  });

  it('wants a reason for the lock that a deploy left', async () => {
    await auto();
    expect(await release()).toMatchObject({ code: 'reason_required' });
    expect(await release(BEN, 'fixed in abc1234')).toMatchObject({
      kind: 'released',
      lock: { kind: 'auto' },
    });
  });

  it('frees the own lock first, and names what is left', async () => {
    await auto();
    await take();
    expect(await release()).toMatchObject({
      lock: { kind: 'person' },
      remaining: [{ kind: 'auto' }],
    });
  });

  it('by id does not free the successor', async () => {
    const first = lockOf(await take());
    const byId = (by = ANN) =>
      releaseLockById(world.deploys, { id: first.id, by, reason: null });
    await release();
    await take({ by: BEN });
    expect(await byId()).toMatchObject({
      code: 'lock_changed',
      lock: { releaseCause: 'unlocked' },
    });
    expect(await byId(BEN)).toMatchObject({ code: 'lock_changed' });
    expect(await world.deploys.openLocks()).toHaveLength(1);
    expect(
      await releaseLockById(world.deploys, {
        id: 'none',
        by: ANN,
        reason: null,
      }),
    ).toMatchObject({ code: 'not_locked' });
  });
});

describe('stealLock', () => {
  const steal = (
    lockId: string,
    changes: { reason?: string; by?: typeof ANN } = {},
  ) =>
    stealLock(world.deploys, {
      id: `lock-${(ids += 1)}`,
      lockId,
      by: BEN,
      reason: 'she is on a plane',
      forMs: HOUR,
      ...changes,
    });

  it('takes the lock that was meant, with a reason, and notifies the former owner once', async () => {
    const lock = lockOf(await take());
    expect(await steal(lock.id, { reason: ' ' })).toMatchObject({
      code: 'reason_required',
    });
    expect(await steal(lock.id)).toMatchObject({
      kind: 'stolen',
      lock: { owner: BEN, expiresAt: NOON + HOUR },
      from: { id: lock.id, releaseCause: 'stolen' },
    });
    expect(await steal(lock.id)).toMatchObject({
      kind: 'refused',
      code: 'lock_changed',
      lock: { owner: BEN },
    });
    expect(await world.deploys.dueNotices(10)).toMatchObject([
      { kind: 'lock_stolen', recipientId: ANN.id },
    ]);
    expect(await actions()).toEqual([
      'lock.taken',
      'lock.stolen',
      'lock.taken',
    ]);
  });

  it('does not take an expired one, one that a deploy left, or none', async () => {
    const lock = lockOf(await take({ forMs: HOUR }));
    world.clock.now += HOUR;
    expect(await steal(lock.id)).toMatchObject({
      code: 'lock_changed',
      lock: null,
    });
    expect(await steal((await auto()).id)).toMatchObject({
      code: 'lock_changed',
    });
    expect(await steal('none')).toMatchObject({ code: 'not_locked' });
  });

  it('lets one of two steal', async () => {
    const lock = lockOf(await take());
    const stolen = await Promise.all([
      steal(lock.id),
      steal(lock.id, { by: { ...ANN, id: '9' } }),
    ]);
    expect(stolen.filter(({ kind }) => kind === 'stolen')).toHaveLength(1);
  });
});

describe('the lock that a deploy leaves', () => {
  it('stays one however many deploys fail, and becomes that of a rollback', async () => {
    const first = await auto();
    const again = await auto();
    expect(again).toMatchObject({
      id: first.id,
      reason: 'It failed; It failed',
      createdAt: NOON,
    });
    const keep = (cause: 'failure' | 'rollback') =>
      world.deploys.change([PRODUCTION], (tx) =>
        keepAutoLock(tx, {
          target: PRODUCTION,
          cause,
          deployId: 'r',
          reason: 'x'.repeat(300),
        }),
      );
    expect(await keep('rollback')).toMatchObject({
      id: first.id,
      cause: 'rollback',
      reason: 'It failed; It failed',
    });
    expect(await keep('failure')).toMatchObject({ cause: 'rollback' });
    expect(await world.deploys.openLocks()).toHaveLength(1);
  });
});

describe('tidyLocks', () => {
  it('reminds once before each end, and closes what expired', async () => {
    await take({ forMs: HOUR });
    await auto();
    await tidyLocks(world.deploys);
    expect(await world.deploys.dueNotices(10)).toEqual([]);
    world.clock.now += HOUR - 15 * 60_000;
    await Promise.all([tidyLocks(world.deploys), tidyLocks(world.deploys)]);
    expect(await world.deploys.dueNotices(10)).toMatchObject([
      { kind: 'lock_expiring', recipientId: ANN.id },
    ]);
    await take({ forMs: 20 * 60_000 });
    world.clock.now += 10 * 60_000;
    await tidyLocks(world.deploys);
    expect(await world.deploys.dueNotices(10)).toHaveLength(2);
    world.clock.now += HOUR;
    expect(await tidyLocks(world.deploys)).toMatchObject([
      { releaseCause: 'expired' },
    ]);
    expect(await tidyLocks(world.deploys)).toEqual([]);
    expect(await world.deploys.openLocks()).toMatchObject([{ kind: 'auto' }]);
  });
});
