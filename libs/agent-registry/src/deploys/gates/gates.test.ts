import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALLOWED,
  ANN,
  BEN,
  createDeploy,
  createFreeze,
  createLock,
  createPlan,
  NOON,
  sha,
  STAGING,
} from '../../testing/deploys/records.ts';
import { deployGuards } from './guards.ts';
import {
  evaluateGates,
  firstStop,
  GATES,
  QUEUE_LIMIT,
  type GateRequest,
  type GateWorld,
} from './gates.ts';

const BASE = { sha: sha('a'), source: 'journal', certain: true } as const;
const request = (changes: Partial<GateRequest> = {}): GateRequest => ({
  ...createDeploy({
    id: 'one',
    requester: ANN,
    plan: createPlan({ relation: 'ahead', base: BASE }),
  }),
  ...changes,
});
const world = (changes: Partial<GateWorld> = {}): GateWorld => ({
  policy: ALLOWED,
  configFingerprint: 'config-1',
  locks: [],
  windows: [],
  freezes: [],
  active: null,
  ahead: [],
  foreign: null,
  live: { sha: BASE.sha, certain: true },
  now: NOON,
  ...changes,
});
const stopOf = (
  asked: Partial<GateRequest>,
  around: Partial<GateWorld> = {},
  phase: 'request' | 'click' | 'send' = 'request',
) => {
  const stop = firstStop(evaluateGates(request(asked), world(around), phase));
  return stop && [stop.gate, stop.verdict, stop.code];
};

describe('evaluateGates', () => {
  it('answers for every gate, in order', () => {
    const results = evaluateGates(request(), world(), 'request');
    expect(results.map(({ gate }) => gate)).toEqual(GATES);
    expect(firstStop(results)).toBeNull();
  });

  it('refuses what the access rules refuse, and says when they were changed', () => {
    const policy = { allowed: false, rule: 'no-prod', sentence: 'No.' };
    expect(stopOf({}, { policy })).toEqual([
      'policy',
      'refuse',
      'policy_denied',
    ]);
    expect(
      stopOf({}, { policy, configFingerprint: 'config-2' }, 'send'),
    ).toEqual(['policy', 'refuse', 'config_changed']);
  });

  it('refuses a deploy that changes nothing or goes back, and lets a redeploy and a rollback do it', () => {
    const same = createPlan({ relation: 'identical', base: BASE });
    const back = createPlan({ relation: 'behind', base: BASE });
    expect(stopOf({ plan: same })).toEqual([
      'plan',
      'refuse',
      'nothing_to_deploy',
    ]);
    expect(stopOf({ plan: back })).toEqual([
      'plan',
      'refuse',
      'behind_current',
    ]);
    for (const kind of ['redeploy', 'rollback'] as const)
      for (const plan of [same, back])
        expect(stopOf({ plan, kind, reason: 'broken' })).toBeNull();
    for (const relation of [
      'ahead',
      'diverged',
      'first',
      'unknown_base',
    ] as const)
      expect(stopOf({ plan: createPlan({ relation, base: BASE }) })).toBeNull();
  });

  it('lets the last certain commit be deployed again after a deploy that failed', () => {
    const plan = createPlan({
      relation: 'identical',
      base: { ...BASE, certain: false },
    });
    expect(
      stopOf({ plan }, { live: { sha: BASE.sha, certain: false } }),
    ).toBeNull();
  });

  it('wants a reason for a rollback of a guarded target', () => {
    expect(stopOf({ kind: 'rollback' })).toEqual([
      'plan',
      'refuse',
      'reason_required',
    ]);
    expect(stopOf({ kind: 'rollback', exclusive: false })).toBeNull();
  });

  it('wants another plan where what is live has changed', () => {
    for (const live of [
      { sha: sha('c'), certain: true },
      { sha: BASE.sha, certain: false },
      null,
    ]) {
      expect(stopOf({}, { live }, 'send')).toEqual([
        'plan',
        'replan',
        'changed_meanwhile',
      ]);
    }
    const plan = createPlan({
      relation: 'ahead',
      base: { ...BASE, source: 'github' },
    });
    expect(stopOf({ plan }, { live: null }, 'send')).toBeNull();
  });

  it('is stopped by a lock on any scope of the target, and held by it at its turn', () => {
    const locks = [createLock({ id: 'l', owner: BEN })];
    expect(stopOf({}, { locks })).toEqual(['lock', 'refuse', 'locked_target']);
    expect(stopOf({}, { locks }, 'send')).toEqual([
      'lock',
      'hold',
      'locked_target',
    ]);
    expect(stopOf({ target: STAGING }, { locks })).toBeNull();
    const wide = [
      createLock({
        id: 'l',
        owner: BEN,
        scope: { service: '*', environment: 'production' },
      }),
    ];
    expect(stopOf({}, { locks: wide })).toEqual([
      'lock',
      'refuse',
      'locked_scope',
    ]);
  });

  it('is not stopped by a lock that expired, was released, or is its own', () => {
    for (const lock of [
      { owner: BEN, expiresAt: NOON },
      { owner: BEN, releasedAt: NOON - 1 },
      { owner: ANN },
    ])
      expect(
        stopOf({}, { locks: [createLock({ id: 'l', ...lock })] }),
      ).toBeNull();
    expect(
      stopOf(
        {},
        { locks: [createLock({ id: 'l', owner: BEN, expiresAt: NOON + 1 })] },
      ),
    ).toEqual(['lock', 'refuse', 'locked_target']);
    expect(
      stopOf(
        {},
        { locks: [createLock({ id: 'l', owner: { ...ANN, kind: 'cli' } })] },
      ),
    ).not.toBeNull();
  });

  it('is stopped by the lock that a deploy left, even for its requester; a rollback passes that of a failure', () => {
    const failure = createLock({
      id: 'l',
      kind: 'auto',
      cause: 'failure',
      owner: ANN,
    });
    const rolledBack = createLock({ id: 'l', kind: 'auto', cause: 'rollback' });
    expect(stopOf({}, { locks: [failure] })).toEqual([
      'lock',
      'refuse',
      'locked_target',
    ]);
    expect(
      stopOf({ kind: 'rollback', reason: 'x' }, { locks: [failure] }),
    ).toBeNull();
    expect(
      stopOf({ kind: 'rollback', reason: 'x' }, { locks: [rolledBack] }),
    ).not.toBeNull();
  });

  it('is stopped by a freeze, unless it is overridden for this plan and these freezes', () => {
    const freezes = [createFreeze({ id: 'f' })];
    const { planFingerprint } = request();
    const override = {
      by: BEN,
      reason: 'hotfix',
      fingerprint: planFingerprint,
      freezes: ['f'],
    };
    expect(stopOf({}, { freezes })).toEqual(['freeze', 'refuse', 'frozen']);
    expect(stopOf({}, { freezes }, 'send')).toEqual([
      'freeze',
      'hold',
      'frozen',
    ]);
    expect(stopOf({ override }, { freezes })).toBeNull();
    expect(
      stopOf({ override: { ...override, fingerprint: 'other' } }, { freezes }),
    ).not.toBeNull();
    const more = [
      ...freezes,
      createFreeze({ id: 'g', scope: { service: '*', environment: '*' } }),
    ];
    expect(stopOf({ override }, { freezes: more })).not.toBeNull();
    expect(stopOf({}, { freezes, now: NOON + 3_600_000 })).toBeNull();
  });

  it('asks for a confirmation of this plan', () => {
    const { planFingerprint } = request();
    const needsConfirmation = true;
    expect(stopOf({ needsConfirmation })).toEqual([
      'confirmation',
      'confirm',
      'not_confirmed',
    ]);
    expect(stopOf({ needsConfirmation, confirmed: 'other' })).toEqual([
      'confirmation',
      'confirm',
      'not_confirmed',
    ]);
    expect(
      stopOf({ needsConfirmation, confirmed: planFingerprint }),
    ).toBeNull();
  });

  it('waits behind the deploy that has the target, those before it and foreign runs', () => {
    const other = createDeploy({ id: 'two' });
    const foreign = {
      runId: 5,
      url: 'https://github.com/run/5',
      by: 'octocat',
    };
    for (const around of [{ active: other }, { ahead: [other] }, { foreign }]) {
      expect(stopOf({}, around)).toEqual(['queue', 'wait', 'target_busy']);
      expect(stopOf({ queue: 'off' }, around)).toEqual([
        'queue',
        'refuse',
        'target_busy',
      ]);
      expect(stopOf({ exclusive: false, queue: 'off' }, around)).toBeNull();
    }
    expect(stopOf({}, { active: createDeploy({ id: 'one' }) })).toBeNull();
    const ahead = Array.from({ length: QUEUE_LIMIT }, (_, n) =>
      createDeploy({ id: `${n}` }),
    );
    expect(stopOf({}, { ahead })).toEqual(['queue', 'refuse', 'queue_full']);
  });

  it('names the worst stop first, whatever else there is', () => {
    const verdicts = ['refuse', 'replan', 'confirm', 'hold', 'wait'] as const;
    const stop = fc.record({
      gate: fc.constantFrom(...GATES),
      verdict: fc.constantFrom(...verdicts),
      code: fc.constant('frozen' as const),
      cause: fc.constant({ kind: 'plan' } as const),
    });
    fc.assert(
      fc.property(fc.array(stop, { minLength: 1 }), (stops) => {
        const best = Math.min(
          ...stops.map(({ verdict }) => verdicts.indexOf(verdict)),
        );
        expect(firstStop(stops)?.verdict).toBe(verdicts[best]);
      }),
    );
  });
});

describe('deployGuards', () => {
  const NONE = {
    exclusive: false,
    queue: 'fifo',
    needsConfirmation: false,
    lockOnFailure: false,
  };

  it('has none where the environment has none', () => {
    expect(deployGuards(undefined, 'deploy')).toEqual(NONE);
    expect(deployGuards({}, 'deploy')).toEqual(NONE);
  });

  it('makes a deploy exclusive for any guard', () => {
    expect(deployGuards({ queue: 'off' }, 'deploy')).toEqual({
      ...NONE,
      exclusive: true,
      queue: 'off',
    });
    expect(deployGuards({ lockOnFailure: true }, 'deploy')).toEqual({
      ...NONE,
      exclusive: true,
      lockOnFailure: true,
    });
  });

  it('asks before a rollback as before a deploy, unless it says otherwise', () => {
    const asks = (...of: Parameters<typeof deployGuards>) =>
      deployGuards(...of).needsConfirmation;
    expect(asks({ confirm: true }, 'rollback')).toBe(true);
    const quick = { confirm: true, rollback: { confirm: false } };
    expect(asks(quick, 'rollback')).toBe(false);
    expect(asks(quick, 'redeploy')).toBe(true);
    expect(asks({ rollback: { confirm: true } }, 'deploy')).toBe(false);
  });
});
