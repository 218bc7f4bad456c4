import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeFaults, loadConfig, type Env } from './config.ts';
import { createConfiguredRegistry } from './built-in.ts';

const SNOWFLAKE = '80351110224678912';
const OTHER = '80351110224678913';
const ENV = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_TOKEN: 'ghp_token' };

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'yardmaster-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: Env = ENV) =>
  loadConfig(env, { parts: ['github', 'database'], cwd });

async function json(content: unknown, env: Env = ENV) {
  writeFileSync(join(cwd, 'yardmaster.config.json'), JSON.stringify(content));
  return load(env);
}

async function faultsOf(content: unknown): Promise<readonly string[]> {
  const loaded = await json(content);
  return loaded.ok ? [] : describeFaults(loaded.faults);
}

describe('what the file says', () => {
  it('fills what the environment leaves open', async () => {
    const loaded = await json({
      workflows: {
        deploy: { ref: 'release', inputs: { region: 'eu', replicas: 2 } },
        smoke_test: { file: 'smoke.yaml' },
      },
      checks: {
        frontendBaseUrl: 'https://shop.example.com/',
        apiPaths: ['/live'],
      },
      access: { adminUserIds: [SNOWFLAKE] },
      allowedDomains: ['*.example.com'],
    });
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        workflows: {
          deploy: {
            file: 'client-deploy.yml',
            name: 'Client Deploy',
            ref: 'release',
            inputs: { region: 'eu', replicas: '2' },
          },
          diagnose: { file: 'diagnose.yml' },
          smoke_test: { file: 'smoke.yaml', name: 'smoke_test', inputs: {} },
        },
        checks: {
          frontendBaseUrl: 'https://shop.example.com',
          frontendPaths: ['/', '/index.html'],
          apiPaths: ['/live'],
        },
        access: { adminUserIds: [SNOWFLAKE], adminRoleIds: [] },
        allowedDomains: ['*.example.com'],
      },
    });
  });

  it('gives way to the environment, setting by setting', async () => {
    const loaded = await json(
      {
        access: { adminUserIds: [SNOWFLAKE], adminRoleIds: [SNOWFLAKE] },
        checks: { apiBase: 'https://file.example.com' },
      },
      {
        ...ENV,
        ADMIN_USER_IDS: OTHER,
        VITE_API_BASE: 'https://env.example.com',
      },
    );
    expect(loaded).toMatchObject({
      config: {
        access: { adminUserIds: [OTHER], adminRoleIds: [SNOWFLAKE] },
        checks: { apiBase: 'https://env.example.com' },
      },
    });
  });
});

describe('what is wrong with the file', () => {
  it.each([
    [
      { workflow: {} },
      /workflow: there is no such setting; did you mean workflows\?/,
    ],
    [
      { workflows: { deploy: { fiel: 'a.yml' } } },
      /workflows\.deploy\.fiel: there is no such setting; did you mean file\?/,
    ],
    [
      { secrets: 1 },
      /secrets: .*Expected: repositories, workflows, environments/,
    ],
    [
      { workflows: { deploy: { file: '../a.yml' } } },
      /workflows\.deploy\.file: must be a file name/,
    ],
    [
      { workflows: { smoke: { ref: 'main' } } },
      /workflows\.smoke\.file: Workflow "smoke" does not name its file\. Use the file name/,
    ],
    [
      { workflows: { 'Smoke Test': { file: 'a.yml' } } },
      /workflows\.Smoke Test: must be a name like/,
    ],
    [
      { access: { adminUserIds: [1] } },
      /access\.adminUserIds\[0\]: expected string/,
    ],
    [
      { access: { adminUserIds: ['nelly'] } },
      /access\.adminUserIds: "nelly" is not an id/,
    ],
    [
      { checks: { apiBase: 'nowhere' } },
      /checks\.apiBase: "nowhere" is not a URL/,
    ],
    [
      { checks: { apiPaths: ['health'] } },
      /checks\.apiPaths\[0\]: must be a path/,
    ],
    [{ allowedDomains: ['exa mple.com'] }, /allowedDomains: "exa mple.com"/],
    [[], /the whole file: expected object/],
    ['text', /the whole file: expected object/],
    [{ agents: [{ id: 'x' }] }, /agents\[0\]: not an agent \(.*run/],
    [{ agents: ['smoke-test'] }, /agents\[0\]: .*must begin with \.\//],
    [
      { agents: ['./none.ts'] },
      /agents\[0\]: the agent "\.\/none\.ts" cannot be loaded/,
    ],
  ])('%j', async (content, fault) => {
    expect(await faultsOf(content)).toEqual([
      expect.stringMatching(
        new RegExp(`^yardmaster\\.config\\.json: ${fault.source}`),
      ),
    ]);
  });

  it('is reported for a file that is not JSON, has no default export, or throws', async () => {
    const write = (name: string, text: string) =>
      writeFileSync(join(cwd, name), text);
    write('yardmaster.config.json', '{');
    expect(await load()).toMatchObject({
      faults: [{ problem: expect.stringMatching(/^it cannot be loaded: /) }],
    });
    rmSync(join(cwd, 'yardmaster.config.json'));
    write('yardmaster.config.js', 'export const config = {};');
    expect(await load()).toMatchObject({
      faults: [{ problem: 'it has no default export' }],
    });
    write('yardmaster.config.ts', 'throw new Error("boom");');
    const loaded = await load();
    expect(loaded.ok ? [] : describeFaults(loaded.faults)).toEqual([
      'yardmaster.config.ts: yardmaster.config.js is there, too. Expected: one configuration file.',
      'yardmaster.config.ts: it cannot be loaded: boom. Expected: a module or JSON text that loads.',
    ]);
  });
});

describe('settings that are read but not enforced yet', () => {
  it.each([
    [
      {
        repositories: {
          shop: { repository: 'acme/shop' },
          api: { repository: 'acme/api' },
        },
        workflows: { deploy: { repository: 'shop' } },
      },
      'repositories.api',
    ],
    [
      { environments: { production: { confirm: true } } },
      'environments.production',
    ],
    [
      {
        freezes: [
          { id: 'a', scope: '*', cron: '0 18 * * 5', for: '2d', reason: 'x' },
        ],
      },
      'freezes[0]',
    ],
    [
      { workflows: { deploy: { sha: { input: 'sha' } } } },
      'workflows.deploy.sha',
    ],
    [
      { workflows: { deploy: { steps: { build: 'build' } } } },
      'workflows.deploy.steps',
    ],
  ])(
    'are faults, so that no one relies on them: %j',
    async (content, place) => {
      expect(await faultsOf(content)).toEqual([
        `yardmaster.config.json: ${place}: this version does not act on it yet. Remove it.`,
      ]);
    },
  );
});

describe('a repository with a token of its own', () => {
  const { GITHUB_REPOSITORY: _, GITHUB_TOKEN: _token, ...none } = ENV;
  const api = {
    repositories: {
      api: { repository: 'acme/api', tokenVariable: 'API_TOKEN' },
    },
  };

  it('needs no variable of the environment but that one', async () => {
    expect(await json(api, { ...none, API_TOKEN: 'ghp_api' })).toMatchObject({
      ok: true,
      config: {
        github: {
          repository: 'acme/api',
          auth: { kind: 'token', token: 'ghp_api' },
        },
      },
    });
  });

  it('whose token is missing is a fault', async () => {
    const loaded = await json(api, none);
    expect(loaded.ok ? [] : describeFaults(loaded.faults)).toEqual([
      'yardmaster.config.json: repositories.api.tokenVariable: API_TOKEN is not set. Expected: the name of a variable that holds a GitHub token.',
    ]);
  });
});

describe('configured workflows', () => {
  const api = {
    file: 'deploy.yml',
    name: 'API Deploy',
    service: 'api',
    environment: { input: 'environment' },
    command: 'deploy-api',
    options: {
      environment: { type: 'choice', choices: ['staging'], required: true },
    },
  };

  it('are agents of their own', async () => {
    const loaded = await json({ workflows: { 'api-deploy': api } });
    if (!loaded.ok) throw new Error(describeFaults(loaded.faults).join('\n'));
    const registry = createConfiguredRegistry(loaded.config);
    expect(registry.byId('api_deploy')).toMatchObject({
      name: 'API Deploy',
      command: 'deploy-api',
    });
    expect(loaded.config.workflows['api-deploy']).toMatchObject({
      service: 'api',
      inputs: {},
    });
  });

  it('whose command is taken are a fault', async () => {
    expect(
      await faultsOf({
        workflows: { 'api-deploy': { ...api, command: 'status' } },
      }),
    ).toEqual([
      expect.stringContaining('two agents or commands are called "status"'),
    ]);
  });

  it('are linted: errors stop the start, warnings do not', async () => {
    expect(
      await faultsOf({
        workflows: { 'api-deploy': { ...api, repository: 'apy' } },
      }),
    ).toEqual([
      'yardmaster.config.json: workflows.api-deploy.repository: "apy" is not a key of repositories. There are none yet.',
    ]);
    const loaded = await json({
      workflows: { 'api-deploy': api },
      environments: { staging: {}, production: {} },
    });
    expect(loaded).toMatchObject({
      ok: true,
      warnings: expect.arrayContaining([
        {
          variable: 'yardmaster.config.json: environments.production',
          problem: 'Deploys to "production" have no guard.',
          fix: 'Add confirm: true, for example.',
        },
      ]),
    });
  });
});

describe('agents of the team’s own', () => {
  const source = (id: string, command: string) => `{
    id: '${id}', name: 'Smoke test', command: '${command}', description: 'Test',
    effect: 'write', visibility: 'public', examples: [],
    input: z.object({}), run: async () => ({ outcome: 'answered', report: {} }),
  }`;
  const zod = `import { z } from ${JSON.stringify(import.meta.resolve('zod'))};`;

  it('come as modules, as values and as functions of the configuration', async () => {
    writeFileSync(
      join(cwd, 'smoke-test.ts'),
      `${zod} export const agent = ${source('smoke_test', 'smoke-test')};`,
    );
    writeFileSync(
      join(cwd, 'yardmaster.config.ts'),
      `${zod}
      interface Named { repository: string }
      export default {
        agents: [
          './smoke-test.ts',
          ${source('second', 'second')},
          ({ github }: { github: Named }) =>
            ({ ...${source('third', 'third')}, name: github.repository }),
        ],
      };`,
    );
    const loaded = await load();
    if (!loaded.ok) throw new Error(describeFaults(loaded.faults).join('\n'));
    const registry = createConfiguredRegistry(loaded.config);
    expect(registry.list().map((agent) => agent.id)).toEqual([
      'deploy_client',
      'diagnose_runner',
      'status_reporter',
      'deploy_verifier',
      'smoke_test',
      'second',
      'third',
    ]);
    expect(registry.byId('third')?.name).toBe('acme/shop');
  });

  it('are refused where they take a name that is taken', async () => {
    writeFileSync(
      join(cwd, 'yardmaster.config.js'),
      `${zod} export default { agents: [${source('smoke', 'status')}] };`,
    );
    const loaded = await load();
    expect(loaded.ok ? [] : describeFaults(loaded.faults)).toEqual([
      'yardmaster.config.js: agents: two agents or commands are called "status": rename one. Expected: agents whose ids and commands are their own.',
    ]);
  });

  it('need an export named agent', async () => {
    writeFileSync(join(cwd, 'empty.ts'), 'export const other = 1;');
    expect(await faultsOf({ agents: ['./empty.ts'] })).toEqual([
      expect.stringContaining('it has no export named `agent`'),
    ]);
  });
});
