import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../audit/verify.ts';
import {
  ANN,
  BEN,
  createPlan,
  createRequest,
  NOON,
  PRODUCTION,
  sha,
  surroundings,
} from '../../testing/deploys/records.ts';
import {
  openTestWorld,
  type TestWorld,
} from '../../testing/deploys/test-world.ts';
import { startFreeze } from '../freezes/freeze.ts';
import { liveOf } from '../history/live.ts';
import { takeLock } from '../locks/take.ts';
import { releaseLock } from '../locks/release.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { createCommitGraph } from '../../testing/deploys/commit-graph.ts';
import type { Deploy } from '../state/deploy.ts';
import { claimNext } from './claim-next.ts';
import { confirm } from './confirm.ts';
import { beginDispatch, recordRun } from './dispatch.ts';
import { dryRun } from './dry-run.ts';
import { endDeploy } from './end.ts';
import { CONFIRMATION_MS, QUEUE_MS, type Entered } from './enter.ts';
import { expireLapsed, handOver, withdraw } from './leave.ts';
import { replanHead, TURN_MS } from './replan.ts';
import {
  addDraft,
  submitDirect,
  submitPlan,
  type DeployRequest,
} from './request.ts';

const HOUR = 3_600_000;
let world: TestWorld;
let ids = 0;

beforeEach(() => {
  world = openTestWorld();
  ids = 0;
});

afterEach(async () => {
  expect(await verifyAudit(world.audit)).toMatchObject({ kind: 'intact' });
  await world.close();
});

const around = () => surroundings();
/** A request with its plan; ids are `deploy-1`, `deploy-2`, … */
async function submit(
  request: Partial<DeployRequest> = {},
  plan: Partial<Plan> = {},
  changes: Parameters<typeof surroundings>[0] = {},
): Promise<Entered> {
  const draft = await addDraft(
    world.deploys,
    createRequest({ id: `deploy-${(ids += 1)}`, ...request }),
  );
  const planned = createPlan({
    kind: draft.kind,
    ref: draft.ref,
    inputs: draft.inputs,
    base: await baseNow(),
    ...plan,
  });
  const entered = await submitPlan(
    world.deploys,
    draft,
    { plan: planned },
    surroundings(changes),
  );
  if (entered === null) throw new Error('The draft has changed');
  return entered;
}
/** What is live, as a plan that is made now names it. */
async function baseNow(): Promise<Plan['base']> {
  const live = liveOf(await world.deploys.deployHistory(PRODUCTION, 100));
  return live && { sha: live.sha, source: 'journal', certain: live.certain };
}
const get = async (id: string): Promise<Deploy> => {
  const deploy = await world.deploys.getDeploy(id);
  if (deploy === null) throw new Error(`No deploy ${id}`);
  return deploy;
};
/** Ends the deploy that has the target. */
async function finish(
  id: string,
  outcome: 'succeeded' | 'failed' | 'cancelled' | 'unknown' = 'succeeded',
) {
  const begun = await beginDispatch(
    world.deploys,
    await get(id),
    surroundings(),
  );
  expect(begun.kind).toBe('go');
  await recordRun(world.deploys, id, {
    runId: 7,
    runUrl: 'https://github.com/run/7',
    sha: null,
  });
  return endDeploy(world.deploys, id, { outcome }, around);
}
const notices = async () =>
  (await world.deploys.dueNotices(100)).map(({ kind, about, recipientId }) => [
    kind,
    about,
    recipientId,
  ]);
const click = (
  id: string,
  version: number,
  plan: Plan,
  by = ANN,
  changes: Parameters<typeof surroundings>[0] = {},
) => confirm(world.deploys, { id, version, by, plan }, surroundings(changes));

describe('a guarded deploy', () => {
  it('goes from the plan over the confirmation to its end, and leaves a trace of each step', async () => {
    const asked = await submit({ needsConfirmation: true });
    expect(asked).toMatchObject({
      kind: 'awaiting_confirmation',
      deploy: {
        state: 'awaiting_confirmation',
        expiresAt: NOON + CONFIRMATION_MS,
      },
    });
    const { plan, version } = asked.deploy;
    if (plan === null) throw new Error('no plan');
    const confirmed = await click('deploy-1', version, plan);
    expect(confirmed).toMatchObject({
      kind: 'claimed',
      deploy: { state: 'claimed', claimedAt: NOON, expiresAt: null },
    });
    world.clock.now += 60_000;
    const ended = await finish('deploy-1');
    expect(ended).toMatchObject({
      deploy: {
        state: 'ended',
        outcome: 'succeeded',
        runId: 7,
        endedAt: NOON + 60_000,
      },
      lock: null,
      next: { kind: 'empty' },
    });
    const actions = (await world.audit.listAudit({}, 50))
      .map(({ action }) => action)
      .toReversed();
    expect(actions).toEqual([
      'audit.genesis',
      'deploy.requested',
      'deploy.planned',
      'deploy.confirmed',
      'deploy.claimed',
      'deploy.dispatching',
      'deploy.running',
      'deploy.ended',
    ]);
  });

  it('is refused for good when it is requested, with the code in the record', async () => {
    const policy = { allowed: false, rule: 'no', sentence: 'No.' };
    expect(await submit({}, {}, { policy })).toMatchObject({
      kind: 'refused',
      deploy: { state: 'refused', code: 'policy_denied' },
    });
    const [entry] = await world.audit.listAudit(
      { action: 'deploy.refused' },
      1,
    );
    expect(entry).toMatchObject({
      decision: 'refused',
      code: 'policy_denied',
      rule: 'no',
    });
  });

  it('passes no gate without a plan of its own', async () => {
    const draft = await addDraft(world.deploys, createRequest({ id: 'x' }));
    await submitPlan(
      world.deploys,
      draft,
      { plan: createPlan() },
      surroundings(),
    );
    expect(
      await submitPlan(
        world.deploys,
        draft,
        { plan: createPlan() },
        surroundings(),
      ),
    ).toBeNull();
  });

  it('gets another plan where another deploy ended since it was made', async () => {
    await submit();
    await finish('deploy-1');
    const late = await submit({}, { base: null, sha: sha('c') });
    expect(late).toMatchObject({ kind: 'replan', deploy: { state: 'draft' } });
    const plan = createPlan({
      sha: sha('c'),
      base: await baseNow(),
      relation: 'ahead',
    });
    expect(
      await submitPlan(world.deploys, late.deploy, { plan }, surroundings()),
    ).toMatchObject({ kind: 'claimed' });
  });

  it('stops at a freeze to the millisecond', async () => {
    const window = {
      id: 'evening',
      scope: PRODUCTION,
      cron: '0 13 * * *',
      end: { kind: 'for', ms: HOUR },
      zone: 'UTC',
      reason: 'x',
      rollback: 'allowed',
    } as const;
    const kinds: string[] = [];
    for (const offset of [-1, 0, HOUR - 1, HOUR]) {
      world.clock.now = NOON + HOUR + offset;
      const entered = await submit(
        { exclusive: false },
        {},
        { windows: [window] },
      );
      kinds.push(entered.kind);
    }
    expect(kinds).toEqual(['claimed', 'refused', 'refused', 'claimed']);
  });

  it('is confirmed with the request where the caller names its commit', async () => {
    const draft = await addDraft(
      world.deploys,
      createRequest({ id: 'x', needsConfirmation: true }),
    );
    const entered = await submitPlan(
      world.deploys,
      draft,
      { plan: createPlan(), confirmed: true },
      surroundings(),
    );
    expect(entered?.kind).toBe('claimed');
  });
});

describe('a confirmation', () => {
  const asked = async () => {
    const { deploy } = await submit({ needsConfirmation: true });
    const { id, version, plan } = deploy;
    if (plan === null) throw new Error('no plan');
    return { id, version, plan };
  };

  it('counts once, and from the requester alone', async () => {
    const { id, version, plan } = await asked();
    expect(await click(id, version, plan, BEN)).toMatchObject({
      kind: 'rejected',
      code: 'confirm_not_yours',
    });
    const clicks = await Promise.all(
      [1, 2, 3].map(() => click(id, version, plan)),
    );
    expect(clicks.map(({ kind }) => kind).toSorted()).toEqual([
      'claimed',
      'rejected',
      'rejected',
    ]);
    expect(await click('none', 1, plan)).toMatchObject({
      code: 'changed_meanwhile',
      deploy: null,
    });
  });

  it('shows the new plan where the ref has moved, and takes the next click for that one only', async () => {
    const { id, version, plan } = await asked();
    const moved = { ...plan, sha: sha('c') };
    const shown = await click(id, version, moved);
    expect(shown).toMatchObject({
      kind: 'rejected',
      code: 'ref_changed',
      deploy: { sha: sha('c'), state: 'awaiting_confirmation' },
    });
    expect(await click(id, version, plan)).toMatchObject({
      code: 'changed_meanwhile',
    });
    const second = (await get(id)).version;
    // Back to the first commit: that is another plan again.
    expect(await click(id, second, plan)).toMatchObject({
      code: 'ref_changed',
      deploy: { sha: sha('b') },
    });
    expect(await click(id, (await get(id)).version, plan)).toMatchObject({
      kind: 'claimed',
      deploy: { sha: sha('b') },
    });
  });

  it('is too late at the end of ten minutes, to the millisecond, and is expired once', async () => {
    const { id, version, plan } = await asked();
    world.clock.now = NOON + CONFIRMATION_MS;
    const results = await Promise.all([
      click(id, version, plan),
      expireLapsed(world.deploys),
      click(id, version, plan),
    ]);
    expect(results[0]).toMatchObject({
      kind: 'rejected',
      code: 'confirm_expired',
      deploy: { state: 'expired' },
    });
    expect(await notices()).toEqual([['confirmation_expired', id, ANN.id]]);
    expect(
      await world.audit.listAudit({ action: 'deploy.expired' }, 10),
    ).toHaveLength(1);
  });

  it('counts in the last millisecond', async () => {
    const { id, version, plan } = await asked();
    world.clock.now = NOON + CONFIRMATION_MS - 1;
    expect(await click(id, version, plan)).toMatchObject({ kind: 'claimed' });
    expect(await expireLapsed(world.deploys)).toEqual([]);
  });

  it('is refused by a lock or a freeze that began meanwhile, and can be repeated afterwards', async () => {
    const { id, version, plan } = await asked();
    await takeLock(world.deploys, {
      id: 'l',
      scope: PRODUCTION,
      by: BEN,
      reason: 'x',
      forMs: HOUR,
    });
    expect(await click(id, version, plan)).toMatchObject({
      kind: 'refused',
      stop: { code: 'locked_target' },
      deploy: { state: 'awaiting_confirmation' },
    });
    await releaseLock(world.deploys, {
      scope: PRODUCTION,
      by: BEN,
      reason: null,
    });
    expect(await click(id, (await get(id)).version, plan)).toMatchObject({
      kind: 'claimed',
    });
  });

  it('can pass a freeze with an override, for this plan only', async () => {
    const { id, version, plan } = await asked();
    await startFreeze(world.deploys, {
      id: 'f',
      scope: PRODUCTION,
      by: BEN,
      reason: 'holidays',
      endsAt: NOON + HOUR,
    });
    expect(await click(id, version, plan)).toMatchObject({
      stop: { code: 'frozen' },
    });
    const override = { reason: 'hotfix', freezes: ['f'] };
    const over = await confirm(
      world.deploys,
      { id, version: (await get(id)).version, by: ANN, plan, override },
      surroundings(),
    );
    expect(over).toMatchObject({
      kind: 'claimed',
      deploy: { override: { reason: 'hotfix', by: ANN } },
    });
    expect(
      await world.audit.listAudit({ action: 'freeze.overridden' }, 10),
    ).toHaveLength(1);
  });

  it('ends with the withdrawal', async () => {
    const { id, version, plan } = await asked();
    expect(
      await withdraw(world.deploys, { id, version, by: BEN, mayCancel: false }),
    ).toMatchObject({ code: 'confirm_not_yours' });
    expect(
      await withdraw(world.deploys, { id, version, by: ANN, mayCancel: false }),
    ).toMatchObject({ kind: 'done', deploy: { state: 'withdrawn' } });
    expect(await click(id, version, plan)).toMatchObject({
      code: 'changed_meanwhile',
    });
  });
});

describe('the queue', () => {
  it('is served in order, rollbacks first, each turn announced once', async () => {
    await submit();
    expect(await submit({ requester: BEN })).toMatchObject({
      kind: 'queued',
      stop: { code: 'target_busy', cause: { deploy: { id: 'deploy-1' } } },
    });
    await submit({ ref: 'other' });
    expect(await submit({ kind: 'rollback', reason: 'broken' })).toMatchObject({
      kind: 'queued',
    });
    const order = (await world.deploys.waitingDeploys(PRODUCTION)).map(
      ({ id }) => id,
    );
    expect(order).toEqual(['deploy-4', 'deploy-2', 'deploy-3']);
    expect(await finish('deploy-1')).toMatchObject({
      next: { kind: 'replan', deploy: { id: 'deploy-4' } },
    });
    await replanHead(
      world.deploys,
      await get('deploy-4'),
      createPlan({
        kind: 'rollback',
        base: { sha: sha('b'), source: 'journal', certain: true },
      }),
      around,
    );
    expect((await get('deploy-4')).state).toBe('claimed');
    expect(await notices()).toEqual([['your_turn', 'deploy-4', ANN.id]]);
  });

  it('refuses at once where it is off', async () => {
    await submit({ queue: 'off' });
    expect(await submit({ queue: 'off' })).toMatchObject({
      kind: 'refused',
      deploy: { code: 'target_busy' },
    });
  });

  it('replaces what waits for the same ref and inputs, keeps its place and notifies each requester', async () => {
    const latest = { queue: 'latest' } as const;
    await submit(latest);
    await submit({ ...latest, requester: BEN });
    await submit({ ...latest, ref: 'other' });
    await submit({ ...latest, inputs: { region: 'eu' } });
    await submit(latest, { sha: sha('c') });
    const waiting = await world.deploys.waitingDeploys(PRODUCTION);
    expect(waiting.map(({ id }) => id)).toEqual([
      'deploy-5',
      'deploy-3',
      'deploy-4',
    ]);
    expect(await get('deploy-2')).toMatchObject({
      state: 'superseded',
      supersededBy: 'deploy-5',
    });
    expect(await notices()).toEqual([['superseded', 'deploy-2', BEN.id]]);
  });

  it('holds its head for a lock and wakes it when the lock is gone', async () => {
    await submit();
    await submit({ requester: BEN });
    await takeLock(world.deploys, {
      id: 'l',
      scope: PRODUCTION,
      by: ANN,
      reason: 'x',
      forMs: HOUR,
    });
    const base = { sha: sha('b'), source: 'journal', certain: true } as const;
    await finish('deploy-1');
    const plan = createPlan({ sha: sha('b'), base, relation: 'ahead' });
    expect(
      await replanHead(world.deploys, await get('deploy-2'), plan, around),
    ).toMatchObject({
      kind: 'held',
      code: 'locked_target',
      until: NOON + HOUR,
    });
    await claimNext(world.deploys, PRODUCTION, around);
    expect(await notices()).toEqual([['held', 'deploy-2', BEN.id]]);
    world.clock.now += HOUR;
    expect(await claimNext(world.deploys, PRODUCTION, around)).toMatchObject({
      kind: 'claimed',
      deploy: { id: 'deploy-2', held: null },
    });
    expect(await claimNext(world.deploys, PRODUCTION, around)).toMatchObject({
      kind: 'busy',
    });
  });

  it('refuses a head that the access rules no longer allow, and goes on with the next', async () => {
    await submit();
    await submit({ requester: BEN });
    await submit();
    const withoutBen = (deploy: Deploy) =>
      surroundings(
        deploy.requester.id === BEN.id
          ? {
              policy: { allowed: false, rule: 'r', sentence: 'No.' },
              configFingerprint: 'config-2',
            }
          : {},
      );
    await withdraw(world.deploys, {
      id: 'deploy-1',
      version: 1,
      by: ANN,
      mayCancel: true,
    });
    await beginDispatch(world.deploys, await get('deploy-1'), surroundings());
    const ended = await endDeploy(
      world.deploys,
      'deploy-1',
      { outcome: 'not_started', code: 'dispatch_failed' },
      withoutBen,
    );
    expect(ended?.next).toMatchObject({
      kind: 'claimed',
      deploy: { id: 'deploy-3' },
    });
    expect(await get('deploy-2')).toMatchObject({
      state: 'refused',
      code: 'config_changed',
    });
    expect(await notices()).toEqual([
      ['refused', 'deploy-2', BEN.id],
      ['your_turn', 'deploy-3', ANN.id],
    ]);
  });

  it('asks again where another commit would ship, and keeps the turn for five minutes', async () => {
    await submit();
    const queued = await submit({ needsConfirmation: true });
    await click(
      'deploy-2',
      queued.deploy.version,
      queued.deploy.plan ?? createPlan(),
    );
    await submit({ requester: BEN });
    expect(
      (await world.deploys.waitingDeploys(PRODUCTION)).map(({ id }) => id),
    ).toEqual(['deploy-2', 'deploy-3']);
    await finish('deploy-1');
    const base = { sha: sha('b'), source: 'journal', certain: true } as const;
    const moved = createPlan({ sha: sha('d'), base, relation: 'ahead' });
    expect(
      await replanHead(world.deploys, await get('deploy-2'), moved, around),
    ).toMatchObject({
      kind: 'held',
      code: 'not_confirmed',
      until: NOON + TURN_MS,
    });
    expect(await claimNext(world.deploys, PRODUCTION, around)).toMatchObject({
      kind: 'held',
      deploy: { id: 'deploy-2' },
    });
    world.clock.now += TURN_MS;
    expect(await expireLapsed(world.deploys)).toMatchObject([
      { id: 'deploy-2' },
    ]);
    const next = await replanHead(
      world.deploys,
      await get('deploy-3'),
      createPlan({ base, relation: 'ahead' }),
      around,
    );
    expect(next).toMatchObject({ kind: 'claimed', deploy: { id: 'deploy-3' } });
  });

  it('lets go of what waited too long, and of a place that is given up or handed over', async () => {
    await submit();
    await submit({ requester: BEN });
    const { version } = await get('deploy-2');
    expect(
      await handOver(world.deploys, {
        id: 'deploy-2',
        version,
        by: ANN,
        mayCancel: false,
        to: ANN,
        caller: {},
      }),
    ).toMatchObject({ code: 'confirm_not_yours' });
    expect(
      await handOver(world.deploys, {
        id: 'deploy-2',
        version,
        by: BEN,
        mayCancel: false,
        to: ANN,
        caller: { roleIds: ['1'] },
      }),
    ).toMatchObject({
      kind: 'done',
      deploy: { requester: ANN, state: 'queued' },
    });
    world.clock.now += QUEUE_MS;
    expect(await expireLapsed(world.deploys)).toMatchObject([
      { id: 'deploy-2', state: 'expired' },
    ]);
    expect(await notices()).toEqual([
      ['handed_over', 'deploy-2', ANN.id],
      ['queue_expired', 'deploy-2', ANN.id],
    ]);
  });

  it('waits for a run that was not started here', async () => {
    const foreign = {
      runId: 9,
      url: 'https://github.com/run/9',
      by: 'octocat',
    };
    expect(await submit({}, {}, { foreign })).toMatchObject({
      kind: 'queued',
      stop: { cause: { kind: 'run', run: foreign } },
    });
  });
});

describe('the last step before the dispatch', () => {
  it('goes back to the queue where a gate has closed since the claim', async () => {
    await submit();
    await startFreeze(world.deploys, {
      id: 'f',
      scope: PRODUCTION,
      by: BEN,
      reason: 'holidays',
      endsAt: NOON + HOUR,
    });
    expect(
      await beginDispatch(world.deploys, await get('deploy-1'), surroundings()),
    ).toMatchObject({
      kind: 'stopped',
      stop: { code: 'frozen' },
      deploy: { state: 'queued', held: 'frozen', claimSeq: null },
    });
    expect(await world.deploys.activeDeploys(PRODUCTION)).toEqual([]);
  });

  it('is taken once', async () => {
    await submit();
    const deploy = await get('deploy-1');
    const begun = await Promise.all(
      [1, 2, 3].map(() => beginDispatch(world.deploys, deploy, surroundings())),
    );
    expect(begun.map(({ kind }) => kind).toSorted()).toEqual([
      'changed',
      'changed',
      'go',
    ]);
  });
});

describe('the end of a deploy', () => {
  it('is recorded once', async () => {
    await submit();
    await finish('deploy-1', 'failed');
    expect(
      await endDeploy(
        world.deploys,
        'deploy-1',
        { outcome: 'succeeded' },
        around,
      ),
    ).toMatchObject({ deploy: { outcome: 'failed' }, next: null });
    expect(
      await endDeploy(world.deploys, 'none', { outcome: 'succeeded' }, around),
    ).toBeNull();
  });

  it('locks the target after a failure where that is configured', async () => {
    await submit({ lockOnFailure: true });
    expect(await finish('deploy-1', 'failed')).toMatchObject({
      lock: { cause: 'failure', kind: 'auto' },
    });
    expect(await submit()).toMatchObject({
      kind: 'refused',
      stop: { code: 'locked_target' },
    });
    expect(await submit({ kind: 'rollback', reason: 'broken' })).toMatchObject({
      kind: 'claimed',
    });
  });

  it('locks it after an unknown end too, but not after a cancelled run or where nothing was started', async () => {
    for (const outcome of ['unknown', 'cancelled'] as const) {
      await submit({ lockOnFailure: true });
      const ended = await finish(`deploy-${ids}`, outcome);
      expect(ended?.lock === null).toBe(outcome === 'cancelled');
      await releaseLock(world.deploys, {
        scope: PRODUCTION,
        by: ANN,
        reason: 'looked at it',
      });
    }
    await submit({ lockOnFailure: true });
    expect(
      await endDeploy(
        world.deploys,
        `deploy-${ids}`,
        { outcome: 'not_started' },
        around,
      ),
    ).toMatchObject({ lock: null });
  });

  it('locks it after a rollback always, which pauses the queue until it is unlocked', async () => {
    await submit({ kind: 'rollback', reason: 'broken' });
    await submit({ requester: BEN });
    const ended = await finish('deploy-1');
    expect(ended?.lock).toMatchObject({ cause: 'rollback' });
    const base = { sha: sha('b'), source: 'journal', certain: true } as const;
    const plan = createPlan({ sha: sha('c'), base, relation: 'ahead' });
    expect(
      await replanHead(world.deploys, await get('deploy-2'), plan, around),
    ).toMatchObject({ kind: 'held', code: 'locked_target', until: null });
    await releaseLock(world.deploys, {
      scope: PRODUCTION,
      by: ANN,
      reason: 'fixed',
    });
    expect(await claimNext(world.deploys, PRODUCTION, around)).toMatchObject({
      kind: 'claimed',
    });
  });
});

describe('a deploy of a target without guards', () => {
  const direct = (request: Partial<DeployRequest> = {}) =>
    submitDirect(
      world.deploys,
      {
        ...createRequest({
          id: `deploy-${(ids += 1)}`,
          exclusive: false,
          ...request,
        }),
        sha: null,
      },
      surroundings(),
    );

  it('goes straight through, several at once', async () => {
    expect(await direct()).toMatchObject({ kind: 'claimed' });
    expect(await direct()).toMatchObject({ kind: 'claimed' });
    await finish('deploy-1');
    expect(await get('deploy-2')).toMatchObject({ state: 'claimed' });
  });

  it('is stopped by a lock and by a freeze', async () => {
    await takeLock(world.deploys, {
      id: 'l',
      scope: PRODUCTION,
      by: BEN,
      reason: 'x',
      forMs: HOUR,
    });
    expect(await direct()).toMatchObject({
      kind: 'refused',
      stop: { code: 'locked_target' },
    });
    expect(await direct({ requester: BEN })).toMatchObject({ kind: 'claimed' });
    await startFreeze(world.deploys, {
      id: 'f',
      scope: PRODUCTION,
      by: BEN,
      reason: 'holidays',
      endsAt: NOON + HOUR,
    });
    expect(await direct({ requester: BEN })).toMatchObject({
      kind: 'refused',
      stop: { code: 'frozen' },
    });
  });

  it('records the commit that shipped', async () => {
    await direct();
    await beginDispatch(world.deploys, await get('deploy-1'), surroundings());
    await recordRun(world.deploys, 'deploy-1', {
      runId: 7,
      runUrl: 'u',
      sha: sha('e'),
    });
    await endDeploy(
      world.deploys,
      'deploy-1',
      { outcome: 'succeeded' },
      around,
    );
    expect(await world.deploys.deployHistory(PRODUCTION, 5)).toMatchObject([
      { sha: sha('e') },
    ]);
  });
});

describe('a dry run', () => {
  it('names the gate that would stop it, and leaves no trace', async () => {
    const dry = (changes: Partial<DeployRequest> = {}) =>
      dryRun(
        world.deploys,
        createRequest({ id: 'dry', ...changes }),
        { plan: createPlan() },
        surroundings(),
      );
    expect(await dry()).toMatchObject({ stop: null, plan: { sha: sha('b') } });
    expect(await dry({ needsConfirmation: true })).toMatchObject({
      stop: { gate: 'confirmation', code: 'not_confirmed' },
    });
    await takeLock(world.deploys, {
      id: 'l',
      scope: PRODUCTION,
      by: BEN,
      reason: 'x',
      forMs: HOUR,
    });
    const stopped = await dry({ needsConfirmation: true });
    expect(stopped.stop).toMatchObject({ code: 'locked_target' });
    expect(stopped.gates).toHaveLength(6);
    expect(await world.deploys.listDeploys({})).toEqual([]);
    expect((await world.audit.auditHead())?.seq).toBe(2);
  });

  it('passes what is confirmed and overridden with it', async () => {
    await startFreeze(world.deploys, {
      id: 'f',
      scope: PRODUCTION,
      by: BEN,
      reason: 'holidays',
      endsAt: NOON + HOUR,
    });
    const request = createRequest({ id: 'dry', needsConfirmation: true });
    const planned = {
      plan: createPlan(),
      confirmed: true,
      override: { reason: 'hotfix', freezes: ['f'] },
    };
    expect(
      await dryRun(world.deploys, request, planned, surroundings()),
    ).toMatchObject({ stop: null });
  });
});

describe('a ref that moves', () => {
  it('never ships a commit whose plan was not confirmed, wherever it moves', async () => {
    const commits = ['a', 'b', 'c'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...commits), { minLength: 5, maxLength: 5 }),
        fc.constantFrom('input' as const, 'ref' as const),
        async (moves, mode) => {
          const graph = createCommitGraph();
          for (const name of commits) graph.commit(name, []);
          const planNow = async (pinned?: string) => {
            const made = await makePlan(graph, {
              target: PRODUCTION,
              kind: 'deploy',
              workflow: 'deploy',
              ref: 'main',
              sha: pinned,
              mode,
              inputs: {},
              base: null,
            });
            if (made.kind === 'failed') throw new Error(made.message);
            return made.plan;
          };
          const target = {
            service: `s${(ids += 1)}`,
            environment: 'production',
          };
          const [
            atPlan = '',
            atClick = '',
            atTurn = '',
            again = '',
            atDispatch = '',
          ] = moves;
          graph.move('main', atPlan);
          const plan = { ...(await planNow()), target };
          const draft = await addDraft(
            world.deploys,
            createRequest({
              id: `moving-${ids}`,
              target,
              needsConfirmation: true,
            }),
          );
          const asked = await submitPlan(
            world.deploys,
            draft,
            { plan },
            surroundings(),
          );
          if (asked === null) throw new Error('lost');
          const confirmedShas = new Set<string>();
          graph.move('main', atClick);
          // The requester confirms whatever plan is shown.
          let shown = asked.deploy;
          for (;;) {
            const fresh = { ...(await planNow()), target };
            const clicked = await confirm(
              world.deploys,
              { id: shown.id, version: shown.version, by: ANN, plan: fresh },
              surroundings({ foreign: { runId: 1, url: 'u', by: 'x' } }),
            );
            if (clicked.deploy === null) throw new Error('lost');
            shown = clicked.deploy;
            if (clicked.kind !== 'rejected') break;
          }
          expect(shown.state).toBe('queued');
          confirmedShas.add(shown.sha ?? '');
          graph.move('main', atTurn);
          // A pinned commit is compared anew, an unpinned ref looked up anew.
          const turnPlan = {
            ...(await planNow(
              mode === 'input' ? (shown.sha ?? '') : undefined,
            )),
            target,
          };
          let next = await replanHead(world.deploys, shown, turnPlan, around);
          graph.move('main', again);
          if (next.kind === 'held') {
            const fresh = { ...(await planNow()), target };
            const clicked = await confirm(
              world.deploys,
              {
                id: shown.id,
                version: next.deploy.version,
                by: ANN,
                plan: fresh,
              },
              surroundings(),
            );
            if (clicked.kind !== 'claimed') return;
            confirmedShas.add(clicked.deploy.sha ?? '');
            next = { kind: 'claimed', deploy: clicked.deploy };
          }
          if (next.kind !== 'claimed') throw new Error(next.kind);
          graph.move('main', atDispatch);
          const begun = await beginDispatch(
            world.deploys,
            next.deploy,
            surroundings(),
          );
          if (begun.kind !== 'go') throw new Error(begun.kind);
          expect(begun.deploy.confirmed).toBe(begun.deploy.planFingerprint);
          expect(confirmedShas).toContain(begun.deploy.sha);
          expect(begun.deploy.plan?.sha).toBe(begun.deploy.sha);
        },
      ),
      { numRuns: 60 },
    );
  });
});
