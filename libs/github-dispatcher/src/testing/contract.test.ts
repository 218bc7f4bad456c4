import {
  CLIENT_DEPLOY,
  startLocalGitHub,
  type LocalGitHub,
} from '@yardmaster/sandbox/github';
import { afterEach, describe, test } from 'vitest';
import { createOctokitGitHub } from '../rest/octokit.ts';
import { createFakeGitHub, gitHubContract } from './index.ts';

const servers: LocalGitHub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function localWorld(ghes?: string) {
  const server = await startLocalGitHub({
    workflows: [
      {
        ...CLIENT_DEPLOY,
        repositoryDispatch: ['deploy'],
        runName:
          'Deploy [${{ inputs.correlation_id || github.event.client_payload.correlation_id }}]',
      },
    ],
    environments: [{ name: 'production' }],
    ...(ghes === undefined ? {} : { ghes }),
  });
  servers.push(server);
  const github = createOctokitGitHub({
    repository: server.repository,
    auth: { token: server.token },
    baseUrl: server.url,
  });
  return {
    github,
    workflow: CLIENT_DEPLOY.file,
    eventType: 'deploy',
    finish: (id: number, conclusion: 'success' | 'failure', log = 'failed') =>
      void server.finish(id, conclusion, {
        log,
        ...(conclusion === 'failure' ? { failStep: 'Install' } : {}),
      }),
    wait(id: number) {
      server.replan(id, { waitForApproval: true });
      server.advanceToEnd(id);
    },
  };
}

function fakeWorld() {
  const fake = createFakeGitHub();
  const times = {
    startedAt: '2026-01-01T00:00:00Z',
    completedAt: '2026-01-01T00:00:09Z',
  };
  return {
    github: fake.github,
    workflow: 'deploy.yml',
    eventType: 'deploy',
    finish(id: number, conclusion: 'success' | 'failure', log = 'failed') {
      const words = { status: 'completed', conclusion };
      fake.setJobs(id, [
        {
          id: 77,
          name: 'build',
          ...words,
          ...times,
          steps: [{ name: 'Install', number: 1, ...words }],
        },
      ]);
      fake.setLog(77, `2026-01-01T00:00:01.0000000Z ${log}\n`);
      fake.finish(id, conclusion);
    },
    wait: (id: number) => fake.update(id, { status: 'waiting' }),
  };
}

describe.each([
  ['Octokit over HTTP', () => localWorld()],
  ['Octokit over HTTP, Enterprise Server 3.21', () => localWorld('3.21')],
  ['the fake', async () => fakeWorld()],
])('%s', (_, createWorld) => {
  for (const { name, run } of gitHubContract)
    test(name, async () => run(await createWorld()));
});
