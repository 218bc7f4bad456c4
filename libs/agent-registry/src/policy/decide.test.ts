import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../journal/invocation.ts';
import {
  anyCall,
  anyPolicy,
  anyRule,
  member,
  policyWith,
  rule,
} from '../testing/policies.ts';
import { ACTIONS } from './action.ts';
import { decide } from './decide.ts';
import type { Policy } from './policy.ts';
import type { Channel, PolicyCall } from './rule.ts';
import { EVERYWHERE, parseScope } from './scope.ts';

const PRODUCTION = { service: 'client', environment: 'production' };
const STAGING = { service: 'client', environment: 'staging' };
const ANYWHERE: Channel = { id: '900' };
const TERMINAL: Caller = {
  surface: 'cli',
  id: 'ann',
  name: 'ann',
  roleIds: [],
  manageServer: false,
};

function deploy(
  caller: Caller,
  policy: Policy,
  { where = PRODUCTION, channel = ANYWHERE } = {},
) {
  return decide('deploy', where, caller, channel, policy);
}

function decideCall(
  { action, where, caller, channel }: PolicyCall,
  policy: Policy,
) {
  return decide(action, where, caller, channel, policy);
}

describe('without rules', () => {
  it.each([
    [
      'a listed user',
      { adminUserIds: ['1'] },
      member({ id: '1' }),
      'listed_user',
      'builtin:admin-user',
    ],
    [
      'a listed role',
      { adminRoleIds: ['7'] },
      member({ roleIds: ['7'] }),
      'listed_role',
      'builtin:admin-role',
    ],
    [
      'Manage Server where no admins are listed',
      {},
      member({ manageServer: true }),
      'manage_server',
      'builtin:manage-server',
    ],
    ['a terminal', {}, TERMINAL, 'terminal_operator', 'builtin:terminal'],
  ])('%s may do everything everywhere', (_, access, caller, reason, id) => {
    for (const action of ACTIONS.filter((one) => one !== 'read'))
      for (const where of [null, PRODUCTION, EVERYWHERE])
        expect(
          decide(action, where, caller, ANYWHERE, policyWith([], access)),
        ).toMatchObject({ allowed: true, reason, rule: id });
  });

  it.each([
    ['a member', {}, member(), 'no_manage_server'],
    [
      'a member beside listed admins',
      { adminUserIds: ['1'] },
      member({ id: '2' }),
      'not_listed',
    ],
    [
      'Manage Server beside listed admins',
      { adminRoleIds: ['7'] },
      member({ manageServer: true }),
      'not_listed',
    ],
    [
      'Manage Server where no server is configured',
      { guildId: null },
      member({ manageServer: true }),
      'no_operators',
    ],
    [
      'a direct message',
      { adminUserIds: ['1'] },
      member({ id: '1', guildId: undefined }),
      'outside_guild',
    ],
    [
      'a listed admin in another server',
      { adminUserIds: ['1'] },
      member({ id: '1', guildId: '101' }),
      'other_guild',
    ],
  ])('%s may not deploy', (_, access, caller, reason) => {
    expect(deploy(caller, policyWith([], access))).toMatchObject({
      allowed: false,
      reason,
      rule: null,
    });
  });

  it('a listed admin may deploy where no server is configured', () => {
    expect(
      deploy(
        member({ id: '1' }),
        policyWith([], { guildId: null, adminUserIds: ['1'] }),
      ),
    ).toMatchObject({ allowed: true, reason: 'listed_user' });
  });

  it('read commands are open to the server, and to it alone', () => {
    const read = (caller: Caller, policy = policyWith([])) =>
      decide('read', null, caller, ANYWHERE, policy);
    expect(read(member())).toMatchObject({
      allowed: true,
      reason: 'read_for_guild',
    });
    expect(read(member({ guildId: '101' }))).toMatchObject({
      reason: 'other_guild',
    });
    expect(read(member({ guildId: undefined }))).toMatchObject({
      reason: 'outside_guild',
    });
    expect(
      read(member({ guildId: '101' }), policyWith([], { guildId: null })),
    ).toMatchObject({ allowed: true });
  });

  it('the audit log is not open to the server', () => {
    expect(
      decide('audit.read', null, member(), ANYWHERE, policyWith([])),
    ).toMatchObject({ allowed: false });
  });
});

describe('rules', () => {
  const staging = rule({
    id: 'staging',
    actions: ['deploy', 'rollback'],
    to: { roles: ['7'] },
    on: ['*/staging'],
    in: ['900'],
  });
  const caller = member({ roleIds: ['7'] });

  it('allow what they name', () => {
    expect(deploy(caller, policyWith([staging]), { where: STAGING })).toEqual({
      allowed: true,
      reason: 'allowed_by_rule',
      rule: 'staging',
      sentence: 'Allowed to deploy on client/staging by rule "staging".',
    });
  });

  it('name the target they do not cover', () => {
    expect(deploy(caller, policyWith([staging]))).toEqual({
      allowed: false,
      reason: 'target_not_allowed',
      rule: 'staging',
      sentence:
        'Not allowed to deploy on client/production: rule "staging" covers only */staging. Ask an operator.',
    });
  });

  it('name the channel they hold in', () => {
    expect(
      deploy(caller, policyWith([staging]), {
        where: STAGING,
        channel: { id: '901' },
      }),
    ).toEqual({
      allowed: false,
      reason: 'channel_not_allowed',
      rule: 'staging',
      sentence:
        'Not allowed to deploy on client/staging in this channel: rule "staging" allows it only in channel 900. Run the command there.',
    });
  });

  it('hold in the threads of their channel', () => {
    const thread = { id: '901', parentId: '900' };
    expect(
      deploy(caller, policyWith([staging]), { where: STAGING, channel: thread })
        .allowed,
    ).toBe(true);
    const closed = rule({ id: 'closed', effect: 'deny', in: ['900'] });
    expect(
      deploy(caller, policyWith([staging, closed]), {
        where: STAGING,
        channel: thread,
      }),
    ).toMatchObject({ reason: 'denied_by_rule', rule: 'closed' });
  });

  it('do not lift what needs operators: without server and admins nothing changes', () => {
    const open = rule({ id: 'open', to: { everyone: true } });
    expect(
      deploy(member(), policyWith([open], { guildId: null })),
    ).toMatchObject({
      allowed: false,
      reason: 'no_operators',
    });
  });

  it('a deny wins over admins and terminals', () => {
    const frozen = rule({ id: 'frozen', effect: 'deny', on: ['*/production'] });
    const policy = policyWith([frozen], { adminUserIds: ['1'] });
    for (const one of [member({ id: '1' }), TERMINAL])
      expect(deploy(one, policy)).toMatchObject({
        allowed: false,
        reason: 'denied_by_rule',
        rule: 'frozen',
      });
    expect(deploy(TERMINAL, policy, { where: STAGING }).allowed).toBe(true);
  });

  it('a deny closes read commands', () => {
    const quiet = rule({
      id: 'quiet',
      effect: 'deny',
      actions: ['read'],
      in: ['900'],
    });
    const read = (channel: Channel) =>
      decide('read', null, member(), channel, policyWith([quiet]));
    expect(read({ id: '900' })).toMatchObject({
      allowed: false,
      rule: 'quiet',
    });
    expect(read({ id: '901' }).allowed).toBe(true);
  });

  it('a user id of a rule does not mean a terminal user of the same name', () => {
    const own = rule({ id: 'own', effect: 'deny', to: { users: ['1'] } });
    expect(deploy({ ...TERMINAL, id: '1' }, policyWith([own])).allowed).toBe(
      true,
    );
  });

  it('an allow has to cover the whole scope of a lock, a deny only a part', () => {
    const client = rule({ id: 'client', actions: ['lock'], on: ['client/*'] });
    const noProduction = rule({
      id: 'no-production',
      effect: 'deny',
      actions: ['lock'],
      on: ['*/production'],
    });
    const lock = (text: string, ...rules: Policy['rules']) => {
      const scope = parseScope(text);
      if ('problem' in scope) throw new Error(scope.problem);
      return decide('lock', scope.value, member(), ANYWHERE, policyWith(rules));
    };
    expect(lock('client/*', client).allowed).toBe(true);
    expect(lock('client/staging', client).allowed).toBe(true);
    expect(lock('*/staging', client)).toMatchObject({
      reason: 'target_not_allowed',
    });
    expect(lock('*', client)).toMatchObject({
      sentence: expect.stringContaining('lock on every target'),
    });
    expect(lock('client/*', client, noProduction)).toMatchObject({
      rule: 'no-production',
    });
    expect(lock('client/staging', client, noProduction).allowed).toBe(true);
  });

  it('what concerns no target needs a rule on every target', () => {
    const all = rule({ id: 'all', on: ['*'] });
    const some = rule({ id: 'some', on: ['client/*', '*/production'] });
    expect(
      decide('deploy', null, member(), ANYWHERE, policyWith([all])).allowed,
    ).toBe(true);
    expect(
      decide('deploy', null, member(), ANYWHERE, policyWith([some])).allowed,
    ).toBe(false);
  });
});

describe('properties', () => {
  it('adding a deny never allows more', () => {
    fc.assert(
      fc.property(anyPolicy, anyCall, anyRule, (policy, call, extra) => {
        const deny = { ...extra, id: 'extra', effect: 'deny' as const };
        const stricter = { ...policy, rules: [...policy.rules, deny] };
        if (decideCall(call, stricter).allowed)
          expect(decideCall(call, policy).allowed).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('adding an allow never allows less', () => {
    fc.assert(
      fc.property(anyPolicy, anyCall, anyRule, (policy, call, extra) => {
        const allow = { ...extra, id: 'extra', effect: 'allow' as const };
        const wider = { ...policy, rules: [...policy.rules, allow] };
        if (decideCall(call, policy).allowed)
          expect(decideCall(call, wider).allowed).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the order of rules has no meaning', () => {
    const shuffled = anyPolicy.chain((policy) =>
      fc.tuple(
        fc.constant(policy),
        fc.shuffledSubarray([...policy.rules], {
          minLength: policy.rules.length,
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled, anyCall, ([policy, rules], call) => {
        expect(decideCall(call, { ...policy, rules })).toEqual(
          decideCall(call, policy),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('what is allowed on a scope is allowed on every target in it', () => {
    fc.assert(
      fc.property(anyPolicy, anyCall, (policy, call) => {
        if (!decideCall({ ...call, where: EVERYWHERE }, policy).allowed) return;
        expect(decideCall({ ...call, where: PRODUCTION }, policy).allowed).toBe(
          true,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('the generated cases reach every kind of decision', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyPolicy, anyCall, (policy, call) => {
        seen.add(decideCall(call, policy).reason);
      }),
      { numRuns: 5_000, seed: 1 },
    );
    expect(seen.size).toBe(14);
  });
});
