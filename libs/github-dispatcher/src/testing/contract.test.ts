import {
  CLIENT_DEPLOY,
  createLocalGitHub,
  startLocalGitHub,
  type LocalGitHub,
  type LocalGitHubOptions,
} from '@yardmaster/sandbox/github';
import { afterEach, describe, test } from 'vitest';
import { createOctokitGitHub } from '../rest/octokit.ts';
import { gitHubContract } from './index.ts';

const servers: LocalGitHub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const OPTIONS: LocalGitHubOptions = {
  workflows: [
    {
      ...CLIENT_DEPLOY,
      repositoryDispatch: ['deploy'],
      runName:
        'Deploy [${{ inputs.correlation_id || github.event.client_payload.correlation_id }}]',
    },
  ],
  environments: [{ name: 'production' }],
};

function worldOf(local: LocalGitHub) {
  servers.push(local);
  const github = createOctokitGitHub({
    repository: local.repository,
    auth: { token: local.token },
    baseUrl: local.url,
    fetch: local.fetch,
  });
  return {
    github,
    workflow: CLIENT_DEPLOY.file,
    eventType: 'deploy',
    finish: (id: number, conclusion: 'success' | 'failure', log = 'failed') =>
      void local.finish(id, conclusion, {
        log,
        ...(conclusion === 'failure' ? { failStep: 'Install' } : {}),
      }),
    wait(id: number) {
      local.replan(id, { waitForApproval: true });
      local.advanceToEnd(id);
    },
  };
}

describe.each([
  ['in process', async () => createLocalGitHub(OPTIONS)],
  ['over HTTP', async () => ({ ...(await startLocalGitHub(OPTIONS)), fetch })],
  [
    'over HTTP, Enterprise Server 3.21',
    async () => ({
      ...(await startLocalGitHub({ ...OPTIONS, ghes: '3.21' })),
      fetch,
    }),
  ],
])('Octokit %s', (_, start) => {
  for (const { name, run } of gitHubContract)
    test(name, async () => run(worldOf((await start()) as LocalGitHub)));
});
