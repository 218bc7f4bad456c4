import type { Setup } from '../core/setup.ts';

/** A configuration of the defaults, with a repository that exists nowhere, changed by `change`. */
export function createTestConfig(change: Partial<Setup> = {}): Setup {
  return {
    github: {
      repository: 'acme/shop',
      auth: { kind: 'token', token: 'ghp_token' },
      apiUrl: 'https://api.github.com',
      webhookSecrets: [],
    },
    repositories: {
      shop: {
        repository: 'acme/shop',
        auth: { kind: 'token', token: 'ghp_token' },
      },
    },
    databaseUrl: 'file::memory:',
    host: '127.0.0.1',
    port: 0,
    access: {
      guildId: '80351110224678913',
      adminUserIds: [],
      adminRoleIds: [],
      rules: [],
    },
    environments: {},
    freezes: [],
    timeZone: 'UTC',
    allowedDomains: [],
    checks: {
      frontendPaths: ['/', '/index.html'],
      apiPaths: ['/health', '/hello'],
    },
    workflows: {
      deploy: {
        file: 'client-deploy.yml',
        name: 'Client Deploy',
        service: 'client',
        environment: 'production',
        inputs: {},
      },
      diagnose: {
        file: 'diagnose.yml',
        name: 'Diagnose on Demand',
        inputs: {},
      },
    },
    follow: { timeoutMs: 180_000, pollIntervalMs: 3_000 },
    logLevel: 'info',
    agents: [],
    ...change,
  };
}
