import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileContent } from '../config/schema/file.ts';
import { LINT_CODES, type LintCode } from './finding.ts';
import { lint, type LintContext } from './lint.ts';

const CONTEXT: LintContext = {
  defaultRepository: 'acme/shop',
  hasGuild: true,
  hasAdmins: false,
  commands: ['deploy-client', 'status'],
  now: new Date('2026-01-01T00:00:00Z'),
};

/** Nothing is wrong with it; every case changes one thing. */
const GOOD = {
  repositories: {
    shop: { repository: 'acme/shop' },
    api: { repository: 'acme/api' },
  },
  workflows: {
    'api-deploy': {
      repository: 'api',
      file: 'deploy.yml',
      service: 'api',
      environment: { input: 'environment' },
      sha: { input: 'sha' },
      command: 'deploy-api',
      inputs: { region: 'eu' },
      options: {
        environment: {
          type: 'choice',
          choices: ['staging', 'production'],
          required: true,
        },
        version: { type: 'string', pattern: '^v\\d+', maxLength: 40 },
      },
      steps: { sync: 'sync|upload' },
    },
  },
  environments: { production: { confirm: true }, staging: {} },
  freezes: [
    {
      id: 'weekend',
      scope: '*/production',
      cron: '0 18 * * 5',
      until: 'Mon 08:00',
      zone: 'Europe/Berlin',
      reason: 'No one is on call',
    },
  ],
  access: {
    rules: [
      {
        id: 'staging',
        allow: ['deploy'],
        to: { roles: ['7'] },
        on: ['*/staging'],
        in: ['#9'],
      },
    ],
  },
} as const satisfies FileContent;

type Workflow = NonNullable<FileContent['workflows']>[string];
type Rule = NonNullable<NonNullable<FileContent['access']>['rules']>[number];
type Freeze = NonNullable<FileContent['freezes']>[number];

const workflow = (change: Partial<Workflow>) => ({
  ...GOOD,
  workflows: { 'api-deploy': { ...GOOD.workflows['api-deploy'], ...change } },
});
const option = (declaration: Record<string, unknown>) =>
  workflow({
    options: {
      ...GOOD.workflows['api-deploy'].options,
      extra: declaration as never,
    },
  });
const freeze = (change: Partial<Freeze>) => ({
  ...GOOD,
  freezes: [{ ...GOOD.freezes[0], ...change }],
});
const rule = (change: Partial<Rule>) => ({
  ...GOOD,
  access: { rules: [{ ...GOOD.access.rules[0], ...change }] },
});
const rules = (...more: readonly Rule[]) => ({
  ...GOOD,
  access: { rules: [...GOOD.access.rules, ...more] },
});
const environments = (change: FileContent['environments']) => ({
  ...GOOD,
  environments: { ...GOOD.environments, ...change },
});

function codesOf(content: unknown, context = CONTEXT) {
  return lint(content, context).map(({ code, place }) => [code, place]);
}

const A = 'workflows.api-deploy';
const R = 'access.rules[0]';

const FAULTS: readonly (readonly [
  LintCode,
  string,
  unknown,
  Partial<LintContext>?,
])[] = [
  [
    'unknown_key',
    `${A}.comand`,
    workflow({ comand: 'x' } as Partial<Workflow>),
  ],
  ['invalid_value', `${A}.file`, workflow({ file: 'deploy' })],
  [
    'secret_in_config',
    `${A}.inputs.token`,
    workflow({ inputs: { token: `ghp_${'a'.repeat(36)}` } }),
  ],
  [
    'secret_in_config',
    'freezes[0].reason',
    freeze({ reason: `Bearer ${'a'.repeat(20)}` }),
  ],
  ['bad_cron', 'freezes[0].cron', freeze({ cron: '0 18 * *' })],
  ['bad_cron', 'freezes[0].cron', freeze({ cron: '0 0 18 * * 5' })],
  ['bad_cron', 'freezes[0].cron', freeze({ cron: '@daily' })],
  ['bad_cron', 'freezes[0].cron', freeze({ cron: '0 18 L * *' })],
  ['bad_cron', 'freezes[0].cron', freeze({ cron: '61 18 * * 5' })],
  ['bad_cron', 'digest.schedule', { ...GOOD, digest: { schedule: 'Mondays' } }],
  ['never_fires', 'freezes[0].cron', freeze({ cron: '0 0 31 2 *' })],
  ['bad_zone', 'freezes[0].zone', freeze({ zone: 'Europe/Nowhere' })],
  ['bad_zone', 'freezes[0].zone', freeze({ zone: '+02:00' })],
  ['bad_zone', 'timeZone', { ...GOOD, timeZone: 'UTC+2' }],
  [
    'bad_zone',
    'digest.timeZone',
    { ...GOOD, digest: { schedule: '0 9 * * 1', timeZone: 'Mars' } },
  ],
  ['bad_window_end', 'freezes[0]', freeze({ until: undefined })],
  ['bad_window_end', 'freezes[0]', freeze({ for: '2d' })],
  ['bad_window_end', 'freezes[0].until', freeze({ until: 'Monday' })],
  ['bad_window_end', 'freezes[0].until', freeze({ until: '24:00' })],
  ['bad_window_end', 'freezes[0].for', freeze({ until: undefined, for: '0h' })],
  ['day_and_weekday', 'freezes[0].cron', freeze({ cron: '0 18 13 * 5' })],
  [
    'duplicate_id',
    'freezes[1].id',
    { ...GOOD, freezes: [GOOD.freezes[0], GOOD.freezes[0]] },
  ],
  [
    'duplicate_id',
    'access.rules[1].id',
    rules({ ...GOOD.access.rules[0], to: { roles: ['8'] } }),
  ],
  ['duplicate_id', 'environments.Staging', environments({ Staging: {} })],
  [
    'duplicate_id',
    `${A}.options.extra.choices`,
    option({ type: 'choice', choices: ['a', 'a'] }),
  ],
  [
    'duplicate_repository',
    'repositories.again',
    {
      ...GOOD,
      repositories: { ...GOOD.repositories, again: { repository: 'Acme/API' } },
    },
  ],
  ['unknown_repository', `${A}.repository`, workflow({ repository: 'apy' })],
  [
    'repository_required',
    `${A}.repository`,
    workflow({ repository: undefined }),
    { defaultRepository: null },
  ],
  ['file_missing', `${A}.file`, workflow({ file: undefined })],
  [
    'built_in_workflow',
    'workflows.deploy',
    { ...GOOD, workflows: { ...GOOD.workflows, deploy: { command: 'ship' } } },
  ],
  [
    'service_missing',
    'workflows.docs',
    {
      ...GOOD,
      workflows: {
        ...GOOD.workflows,
        docs: { file: 'docs.yml', environment: 'staging' },
      },
    },
  ],
  [
    'environment_missing',
    'workflows.docs',
    {
      ...GOOD,
      workflows: {
        ...GOOD.workflows,
        docs: { file: 'docs.yml', service: 'docs' },
      },
    },
  ],
  ['bad_name', `${A}.service`, workflow({ service: 'the api' })],
  ['bad_name', `${A}.command`, workflow({ command: 'Deploy_API' })],
  [
    'bad_name',
    `${A}.options.hook-url`,
    workflow({
      options: {
        ...GOOD.workflows['api-deploy'].options,
        'hook-url': { type: 'url' },
      },
    }),
  ],
  ['bad_name', `${R}.id`, rule({ id: 'builtin:read' })],
  [
    'duplicate_target',
    'workflows.other',
    {
      ...GOOD,
      workflows: {
        ...GOOD.workflows,
        other: { file: 'x.yml', service: 'API', environment: 'Staging' },
      },
    },
  ],
  ['duplicate_command', `${A}.command`, workflow({ command: 'status' })],
  [
    'duplicate_command',
    'workflows.other.command',
    {
      ...GOOD,
      workflows: {
        ...GOOD.workflows,
        other: { file: 'x.yml', command: 'deploy-api' },
      },
    },
  ],
  [
    'unknown_environment',
    'workflows.other.environment',
    {
      ...GOOD,
      workflows: {
        ...GOOD.workflows,
        other: { file: 'x.yml', service: 'x', environment: 'prodution' },
      },
    },
  ],
  [
    'environment_unused',
    'environments.preview',
    environments({ preview: { confirm: true } }),
  ],
  [
    'prod_without_guard',
    'environments.production',
    environments({ production: {} }),
  ],
  [
    'no_environments',
    `${A}.environment`,
    {
      workflows: {
        'api-deploy': {
          file: 'deploy.yml',
          service: 'api',
          environment: { input: 'environment' },
        },
      },
    },
  ],
  [
    'environment_optional',
    `${A}.options.environment`,
    workflow({
      options: {
        environment: { type: 'choice', choices: ['staging', 'production'] },
      },
    }),
  ],
  [
    'reserved_name',
    `${A}.options.wait`,
    workflow({
      options: {
        ...GOOD.workflows['api-deploy'].options,
        wait: { type: 'boolean' },
      },
    }),
  ],
  [
    'reserved_name',
    `${A}.inputs.correlation_id`,
    workflow({ inputs: { correlation_id: 'x' } }),
  ],
  [
    'reserved_name',
    `${A}.options.extra`,
    option({ type: 'string', input: 'requester' }),
  ],
  [
    'input_set_twice',
    `${A}.options.extra`,
    option({ type: 'string', input: 'region' }),
  ],
  ['input_set_twice', `${A}.sha`, workflow({ sha: { input: 'version' } })],
  [
    'too_many_options',
    `${A}.options`,
    workflow({
      options: {
        ...GOOD.workflows['api-deploy'].options,
        ...Object.fromEntries(
          Array.from({ length: 22 }, (_, index) => [
            `o${index}`,
            { type: 'boolean' as const },
          ]),
        ),
      },
    }),
  ],
  [
    'bad_pattern',
    `${A}.options.extra.pattern`,
    option({ type: 'string', pattern: '(' }),
  ],
  [
    'bad_pattern',
    `${A}.options.extra.pattern`,
    option({ type: 'string', pattern: '(?=x)' }),
  ],
  ['bad_pattern', `${A}.steps.build`, workflow({ steps: { build: '[' } })],
  [
    'bad_range',
    `${A}.options.extra`,
    option({ type: 'integer', min: 3, max: 2 }),
  ],
  [
    'bad_range',
    `${A}.options.extra`,
    option({ type: 'string', minLength: 3, maxLength: 2 }),
  ],
  [
    'bad_range',
    `${A}.options.extra.choices`,
    option({ type: 'choice', choices: ['x'.repeat(101)] }),
  ],
  [
    'bad_default',
    `${A}.options.extra.default`,
    option({ type: 'choice', choices: ['a'], default: 'b' }),
  ],
  [
    'bad_default',
    `${A}.options.extra.default`,
    option({ type: 'integer', max: 2, default: 3 }),
  ],
  [
    'bad_default',
    `${A}.options.extra.default`,
    option({ type: 'string', pattern: '^v', default: '1' }),
  ],
  ['bad_scope', `${R}.on[0]`, rule({ on: ['production'] })],
  ['bad_scope', 'freezes[0].scope', freeze({ scope: 'prod*' })],
  ['scope_matches_nothing', `${R}.on[0]`, rule({ on: ['*/stagin'] })],
  ['scope_matches_nothing', 'freezes[0].scope', freeze({ scope: 'docs/*' })],
  ['bad_id', `${R}.to.roles[0]`, rule({ to: { roles: ['@admins'] } })],
  ['bad_id', `${R}.in[0]`, rule({ in: ['#deploys'] })],
  [
    'bad_id',
    'access.adminUserIds[0]',
    { ...GOOD, access: { ...GOOD.access, adminUserIds: ['octocat'] } },
  ],
  ['unknown_action', `${R}.allow[0]`, rule({ allow: ['deploys'] })],
  ['allow_or_deny', R, rule({ deny: ['deploy'] })],
  ['allow_or_deny', R, rule({ allow: undefined })],
  ['rule_without_subject', `${R}.to`, rule({ to: {} })],
  [
    'rule_shadowed',
    R,
    rules({
      id: 'closed',
      deny: ['deploy', 'rollback'],
      to: { everyone: true },
      on: ['*'],
    }),
  ],
  [
    'rule_shadowed',
    R,
    rules({
      id: 'wider',
      allow: ['deploy'],
      to: { roles: ['7', '8'] },
      on: ['*'],
    }),
  ],
  [
    'rule_shadowed',
    'access.rules[1]',
    rules({ ...GOOD.access.rules[0], id: 'again' }),
  ],
  ['no_operators', 'access', GOOD, { hasGuild: false }],
];

describe('lint', () => {
  it('finds nothing in a good configuration', () => {
    expect(lint(GOOD, CONTEXT)).toEqual([]);
    expect(lint({}, CONTEXT)).toEqual([]);
  });

  it.each(
    FAULTS.map(([code, place, content, context]) => ({
      code,
      place,
      content,
      context,
    })),
  )('$code at $place', ({ code, place, content, context }) => {
    expect(codesOf(content, { ...CONTEXT, ...context })).toEqual([
      [code, place],
    ]);
  });

  it('has a case for every code', () => {
    expect(new Set(FAULTS.map(([code]) => code))).toEqual(new Set(LINT_CODES));
  });

  it('says what is wrong and what to do, in sentences', () => {
    for (const [, , content, context] of FAULTS)
      for (const { sentence, fix } of lint(content, {
        ...CONTEXT,
        ...context,
      })) {
        expect(sentence).toMatch(/^["A-Z0-9].*[.?]$/);
        expect(fix).toMatch(/^[A-Z].*[.?]$/);
      }
  });

  it('suggests what was probably meant', () => {
    const fixOf = (content: unknown) => lint(content, CONTEXT)[0]?.fix;
    expect(fixOf(workflow({ repository: 'apy' }))).toBe('Did you mean "api"?');
    expect(fixOf(workflow({ repository: 'elsewhere' }))).toBe(
      'Use shop or api.',
    );
    expect(fixOf(rule({ allow: ['rolback'] }))).toBe(
      'Did you mean "rollback"?',
    );
    expect(fixOf(rule({ on: ['api/prodution'] }))).toBe(
      'Did you mean "api/production"?',
    );
  });

  it('reports everything that is wrong, not only the first', () => {
    expect(
      codesOf({
        ...workflow({ repository: 'apy', steps: { sync: '(' } }),
        ...freeze({ zone: 'Mars' }),
        workflows: workflow({ repository: 'apy', steps: { sync: '(' } })
          .workflows,
      }).map(([code]) => code),
    ).toEqual(['unknown_repository', 'bad_pattern', 'bad_zone']);
  });

  it('never quotes a secret', () => {
    const secret = `github_pat_${'a1'.repeat(20)}`;
    const findings = lint(workflow({ ref: secret }), CONTEXT);
    expect(findings.map(({ code }) => code)).toEqual(['secret_in_config']);
    expect(findings.flatMap(Object.values).join()).not.toContain(secret);
  });

  it.each([
    `MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.${'a'.repeat(27)}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${'a'.repeat(40)}`,
    'https://user:password@example.com',
  ])('recognises the form of %s', (text) => {
    expect(codesOf(workflow({ ref: text }))).toEqual([
      ['secret_in_config', `${A}.ref`],
    ]);
  });

  it('does not run into agents given as objects', () => {
    class Agent {
      readonly self = this;
      readonly token = `ghp_${'a'.repeat(36)}`;
    }
    expect(lint({ ...GOOD, agents: [new Agent()] }, CONTEXT)).toEqual([]);
  });

  it('takes anything without failing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        for (const finding of lint(content, CONTEXT))
          expect(LINT_CODES).toContain(finding.code);
      }),
    );
  });
});
