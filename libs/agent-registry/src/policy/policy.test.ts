import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyCall, anyPolicy, policyWith, rule } from '../testing/policies.ts';
import { decide } from './decide.ts';
import { policyFingerprint, type Policy } from './policy.ts';

it('a policy has one fingerprint, however its lists are ordered', () => {
  const reversed = (policy: Policy): Policy => ({
    guildId: policy.guildId,
    rules: policy.rules
      .map((one) => ({
        ...one,
        actions: one.actions.toReversed(),
        on: one.on.toReversed(),
        in: one.in.toReversed(),
        to: {
          everyone: one.to.everyone,
          roles: one.to.roles.toReversed(),
          users: one.to.users.toReversed(),
        },
      }))
      .toReversed(),
    adminRoleIds: policy.adminRoleIds.toReversed(),
    adminUserIds: policy.adminUserIds.toReversed(),
  });
  fc.assert(
    fc.property(anyPolicy, (policy) => {
      expect(policyFingerprint(reversed(policy))).toBe(
        policyFingerprint(policy),
      );
    }),
  );
});

it('policies with the same fingerprint decide the same', () => {
  fc.assert(
    fc.property(anyPolicy, anyPolicy, anyCall, (one, other, call) => {
      const decided = (policy: Policy) =>
        decide(call.action, call.where, call.caller, call.channel, policy);
      if (policyFingerprint(one) === policyFingerprint(other))
        expect(decided(one)).toEqual(decided(other));
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['another server', { guildId: '101' }],
  ['an admin user', { adminUserIds: ['1'] }],
  ['an admin role', { adminRoleIds: ['1'] }],
  ['a rule less', { rules: [] }],
  [
    'a deny instead of an allow',
    { rules: [rule({ id: 'a', effect: 'deny' })] },
  ],
  ['another action', { rules: [rule({ id: 'a', actions: ['lock'] })] }],
  ['another scope', { rules: [rule({ id: 'a', on: ['client/*'] })] }],
  ['a channel', { rules: [rule({ id: 'a', in: ['900'] })] }],
  [
    'a role instead of everyone',
    { rules: [rule({ id: 'a', to: { roles: ['1'] } })] },
  ],
] as const)('%s changes the fingerprint', (_, own) => {
  const policy = policyWith([rule({ id: 'a' })]);
  expect(policyFingerprint({ ...policy, ...own })).not.toBe(
    policyFingerprint(policy),
  );
});
