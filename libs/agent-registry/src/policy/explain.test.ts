import { expect, it } from 'vitest';
import { member, policyWith, rule } from '../testing/policies.ts';
import { explain } from './explain.ts';
import { policyFingerprint } from './policy.ts';

const PRODUCTION = { service: 'client', environment: 'production' };

it('lists the rules that name the action, denies first, with what did not hold', () => {
  const policy = policyWith([
    rule({
      id: 'staging',
      to: { roles: ['7'] },
      on: ['*/staging'],
      in: ['900'],
    }),
    rule({ id: 'all', to: { roles: ['8'] } }),
    rule({ id: 'night', effect: 'deny', in: ['901'] }),
    rule({ id: 'locks', actions: ['lock'] }),
  ]);
  const explained = explain(
    'deploy',
    PRODUCTION,
    member({ roleIds: ['8'] }),
    { id: '902' },
    policy,
  );
  expect(explained).toEqual({
    decision: expect.objectContaining({ allowed: true, rule: 'all' }),
    considered: [
      { id: 'night', effect: 'deny', applies: false, missing: ['channel'] },
      { id: 'all', effect: 'allow', applies: true, missing: [] },
      {
        id: 'staging',
        effect: 'allow',
        applies: false,
        missing: ['subject', 'scope', 'channel'],
      },
    ],
    policyFingerprint: policyFingerprint(policy),
  });
});
