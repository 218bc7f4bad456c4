import { describe, expect, it } from 'vitest';
import { schemaFaults } from './faults.ts';
import { fileSchema, type FileContent } from './file.ts';

/** The example of the documentation, every key of it. */
const WHOLE = {
  repositories: {
    shop: { repository: 'acme/shop' },
    api: { repository: 'acme/api', installationId: '42' },
    docs: { repository: 'acme/docs', tokenVariable: 'DOCS_GITHUB_TOKEN' },
  },
  workflows: {
    deploy: {
      file: 'client-deploy.yml',
      name: 'Client Deploy',
      service: 'client',
      environment: 'production',
    },
    'api-deploy': {
      repository: 'api',
      file: 'deploy.yml',
      name: 'API Deploy',
      service: 'api',
      ref: 'main',
      command: 'deploy-api',
      description: 'Deploy the API',
      environment: { input: 'environment' },
      sha: { input: 'sha' },
      inputs: { region: 'eu', retries: 3, verbose: true },
      options: {
        environment: {
          type: 'choice',
          choices: ['staging', 'production'],
          required: true,
          description: 'Where to',
        },
        version: {
          type: 'string',
          pattern: '^v\\d+',
          maxLength: 40,
          description: 'Tag to ship',
        },
        replicas: { type: 'integer', min: 1, max: 9, default: 2 },
        migrate: { type: 'boolean', default: false },
        hook: { type: 'url', input: 'HOOK_URL' },
      },
      steps: { build: 'build', sync: 'sync|upload', invalidation: 'invalidat' },
    },
  },
  environments: {
    production: {
      confirm: true,
      lockOnFailure: true,
      queue: 'latest',
      rollback: { confirm: true },
    },
    staging: {},
  },
  freezes: [
    {
      id: 'weekend',
      scope: '*/production',
      cron: '0 18 * * 5',
      until: 'Mon 08:00',
      zone: 'Europe/Berlin',
      reason: 'No one is on call',
      rollback: 'allowed',
    },
  ],
  access: {
    adminUserIds: ['1'],
    adminRoleIds: ['2'],
    rules: [
      {
        id: 'staging',
        allow: ['deploy', 'rollback'],
        to: { roles: ['3'] },
        on: ['*/staging'],
        in: ['4'],
      },
    ],
  },
  timeZone: 'Europe/Berlin',
} as const satisfies FileContent;

function faults(content: unknown) {
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) throw new Error('the content was accepted');
  return schemaFaults(fileSchema, parsed.error);
}

it('takes every key of the documented example', () => {
  expect(fileSchema.parse(WHOLE)).toEqual(WHOLE);
});

describe('unknown keys', () => {
  it.each([
    [{ workflow: {} }, 'workflow', 'workflows'],
    [
      { repositories: { shop: { repo: 'a/b', repository: 'a/b' } } },
      'repositories.shop.repo',
      undefined,
    ],
    [
      { workflows: { a: { enviroment: 'production' } } },
      'workflows.a.enviroment',
      'environment',
    ],
    [
      { workflows: { a: { environment: { inputs: 'x', input: 'x' } } } },
      'workflows.a.environment.inputs',
      'input',
    ],
    [
      { workflows: { a: { steps: { sinc: 'x' } } } },
      'workflows.a.steps.sinc',
      'sync',
    ],
    [
      { workflows: { a: { options: { v: { type: 'string', patern: 'x' } } } } },
      'workflows.a.options.v.patern',
      'pattern',
    ],
    [
      { environments: { production: { confirmation: true, confrim: true } } },
      'environments.production.confrim',
      'confirm',
    ],
    [
      { environments: { production: { rollback: { confrim: true } } } },
      'environments.production.rollback.confrim',
      'confirm',
    ],
    [
      {
        freezes: [{ id: 'a', scope: '*', cron: 'x', reason: 'x', untill: 'x' }],
      },
      'freezes[0].untill',
      'until',
    ],
    [
      { access: { rules: [{ id: 'a', alow: ['deploy'], to: {}, on: ['*'] }] } },
      'access.rules[0].alow',
      'allow',
    ],
    [
      { access: { rules: [{ id: 'a', to: { role: ['1'] }, on: ['*'] }] } },
      'access.rules[0].to.role',
      'roles',
    ],
  ])('%j: %s', (content, place, near) => {
    const found = faults(content).find((fault) => fault.place === place);
    expect(found).toMatchObject({
      code: 'unknown_key',
      problem:
        near === undefined
          ? 'there is no such setting'
          : `there is no such setting; did you mean ${near}?`,
      expected: expect.stringContaining(near ?? 'repository'),
    });
  });

  it('are all reported', () => {
    expect(
      faults({ a: 1, access: { b: 1 }, environments: { x: { c: 1 } } }).map(
        (fault) => fault.place,
      ),
    ).toEqual(['environments.x.c', 'access.b', 'a']);
  });
});

describe('values that do not fit', () => {
  it.each([
    [
      { repositories: { shop: { repository: 'shop' } } },
      'repositories.shop.repository',
      'owner/name',
    ],
    [
      { repositories: { Shop: { repository: 'a/b' } } },
      'repositories.Shop',
      'must be a name like api-deploy',
    ],
    [
      { repositories: { a: { repository: 'a/b', tokenVariable: 'ghp_x y' } } },
      'repositories.a.tokenVariable',
      'environment variable',
    ],
    [
      { workflows: { a: { file: '../x.yml' } } },
      'workflows.a.file',
      'file name like',
    ],
    [
      { workflows: { a: { environment: 3 } } },
      'workflows.a.environment',
      'name of an environment, or { input',
    ],
    [
      { workflows: { a: { description: 'x'.repeat(101) } } },
      'workflows.a.description',
      'at most 100 characters',
    ],
    [
      { workflows: { a: { options: { v: { type: 'text' } } } } },
      'workflows.a.options.v.type',
      'string, choice, boolean, integer or url',
    ],
    [
      { workflows: { a: { options: { v: { type: 'choice', choices: [] } } } } },
      'workflows.a.options.v.choices',
      'at least one choice',
    ],
    [
      { environments: { production: { queue: 'lifo' } } },
      'environments.production.queue',
      'fifo',
    ],
    [
      { freezes: [{ id: 'a', scope: '*', cron: '* * * * *' }] },
      'freezes[0].reason',
      'string',
    ],
    [
      { access: { rules: [{ id: 'a', allow: [], to: {}, on: ['*'] }] } },
      'access.rules[0].allow',
      'at least one action',
    ],
    [
      { access: { rules: [{ id: 'a', allow: ['deploy'], to: {}, on: [] }] } },
      'access.rules[0].on',
      'at least one scope',
    ],
    [[], '', 'object'],
  ])('%j: %s', (content, place, words) => {
    expect(faults(content)).toContainEqual(
      expect.objectContaining({
        code: 'invalid_value',
        place,
        problem: expect.stringContaining(words),
      }),
    );
  });
});
