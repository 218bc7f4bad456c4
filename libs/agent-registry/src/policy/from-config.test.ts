import { describe, expect, it } from 'vitest';
import { createPolicy } from './from-config.ts';

const ADMINS = { adminUserIds: ['1'], adminRoleIds: ['2'] };

describe('createPolicy', () => {
  it('reads admins and rules', () => {
    expect(
      createPolicy(
        {
          ...ADMINS,
          rules: [
            {
              id: 'staging',
              allow: ['deploy'],
              to: { roles: ['3'] },
              on: ['*/Staging'],
              in: ['#4', '5'],
            },
            {
              id: 'closed',
              deny: ['lock.sticky'],
              to: { everyone: true },
              on: ['*'],
            },
          ],
        },
        '100',
      ),
    ).toEqual({
      guildId: '100',
      ...ADMINS,
      rules: [
        {
          id: 'staging',
          effect: 'allow',
          actions: ['deploy'],
          to: { users: [], roles: ['3'], everyone: false },
          on: [{ service: '*', environment: 'staging' }],
          in: ['4', '5'],
        },
        {
          id: 'closed',
          effect: 'deny',
          actions: ['lock.sticky'],
          to: { users: [], roles: [], everyone: true },
          on: [{ service: '*', environment: '*' }],
          in: [],
        },
      ],
    });
  });

  it.each([
    [
      { id: 'a', allow: ['dance'], to: {}, on: ['*'] },
      'unknown action "dance"',
    ],
    [{ id: 'a', allow: ['deploy'], to: {}, on: ['client'] }, 'is not a scope'],
  ])('does not guess what %j means', (rule, words) => {
    expect(() => createPolicy({ ...ADMINS, rules: [rule] }, null)).toThrow(
      words,
    );
  });
});
