import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPolicy, policyWith, rule } from '../testing/policies.ts';
import { ACTIONS } from './action.ts';
import { diffPolicies } from './diff.ts';

const CLIENT_PRODUCTION = { service: 'client', environment: 'production' };
const CLIENT_STAGING = { service: 'client', environment: 'staging' };
const TARGETS = [CLIENT_PRODUCTION, CLIENT_STAGING];

describe('diffPolicies', () => {
  it('of a policy with itself is empty', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(diffPolicies(policy, policy, TARGETS)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('swaps gains and losses with the policies', () => {
    const flip = { gains: 'loses', loses: 'gains' } as const;
    const order = (one: unknown) => JSON.stringify(one);
    fc.assert(
      fc.property(anyPolicy, anyPolicy, (one, other) => {
        const forth = diffPolicies(one, other, TARGETS);
        const back = diffPolicies(other, one, TARGETS).map((change) => ({
          ...change,
          change: flip[change.change],
        }));
        expect(new Set(back.map(order))).toEqual(new Set(forth.map(order)));
      }),
      { numRuns: 30 },
    );
  });

  it('names who gains which action on which target', () => {
    const after = policyWith([
      rule({
        id: 'staging',
        actions: ['deploy', 'rollback'],
        to: { roles: ['7'] },
        on: ['*/staging'],
      }),
    ]);
    expect(diffPolicies(policyWith([]), after, TARGETS)).toEqual([
      {
        change: 'gains',
        who: [{ kind: 'role', id: '7' }],
        actions: ['deploy', 'rollback'],
        targets: ['client/staging'],
        channelId: null,
      },
    ]);
  });

  it('names the channel if the change is confined to it', () => {
    const after = policyWith([
      rule({ id: 'here', to: { users: ['5'] }, on: ['client/*'], in: ['900'] }),
    ]);
    expect(diffPolicies(policyWith([]), after, TARGETS)).toEqual([
      {
        change: 'gains',
        who: [{ kind: 'user', id: '5' }],
        actions: ['deploy'],
        targets: ['client/production', 'client/staging'],
        channelId: '900',
      },
    ]);
  });

  it('says "*" for every target and what has none', () => {
    const changes = diffPolicies(
      policyWith([]),
      policyWith([], { adminUserIds: ['1'] }),
      TARGETS,
    );
    const everything = ACTIONS.filter((action) => action !== 'read');
    expect(changes).toEqual([
      {
        change: 'loses',
        who: [{ kind: 'manage_server' }],
        actions: everything,
        targets: ['*'],
        channelId: null,
      },
      {
        change: 'gains',
        who: [{ kind: 'user', id: '1' }],
        actions: everything,
        targets: ['*'],
        channelId: null,
      },
    ]);
  });

  it('shows a deny in those whom something else allows', () => {
    const deployers = rule({ id: 'deployers', to: { roles: ['7'] } });
    const contractors = rule({
      id: 'contractors',
      effect: 'deny',
      to: { roles: ['8'] },
      on: ['*/production'],
    });
    const changes = diffPolicies(
      policyWith([deployers], { adminRoleIds: ['6'] }),
      policyWith([deployers, contractors], { adminRoleIds: ['6'] }),
      TARGETS,
    );
    const lost = (other: string) => ({
      change: 'loses',
      who: [
        { kind: 'role', id: other },
        { kind: 'role', id: '8' },
      ],
      actions: ['deploy'],
      targets: ['client/production'],
      channelId: null,
    });
    expect(changes).toEqual([lost('6'), lost('7')]);
  });

  it('shows a deny for everyone in the terminal, too', () => {
    const closed = rule({ id: 'closed', effect: 'deny', on: ['*/production'] });
    expect(
      diffPolicies(policyWith([]), policyWith([closed]), TARGETS),
    ).toContainEqual({
      change: 'loses',
      who: [{ kind: 'terminal' }],
      actions: ['deploy'],
      targets: ['client/production'],
      channelId: null,
    });
  });
});
