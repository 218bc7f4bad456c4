import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_DEPLOY } from '../workflow/workflow.ts';
import type { LocalGitHub } from '../local-github.ts';
import { startLocalGitHub } from '../start-local-github.ts';
import { createClient } from '../testing.ts';

const PATH = '/repos/acme/shop/actions/workflows/client-deploy.yml/dispatches';

let github: LocalGitHub;
let post: ReturnType<typeof createClient>['post'];

beforeEach(async () => {
  github = await startLocalGitHub({
    branches: ['release'],
    workflows: [
      {
        ...CLIENT_DEPLOY,
        inputs: {
          ...CLIENT_DEPLOY.inputs,
          debug: { type: 'choice', options: ['on', 'off'], default: 'off' },
        },
      },
      { file: 'push.yml', name: 'On push', jobs: [] },
      {
        file: 'hook.yml',
        name: 'Hook',
        runName: 'Hook ${{ github.event.client_payload.id }}',
        repositoryDispatch: ['deploy'],
        jobs: [{ name: 'one', steps: [] }],
      },
    ],
  });
  ({ post } = createClient(github));
});

afterEach(() => github.close());

describe('a dispatch', () => {
  test('names its run when asked to', async () => {
    const { status, json } = await post(PATH, {
      ref: 'refs/heads/release',
      inputs: { correlation_id: 'c-1', requester: 'Admin' },
      return_run_details: true,
    });
    const [run] = github.runs();
    expect(status).toBe(200);
    expect(json).toEqual({
      workflow_run_id: run?.id,
      run_url: `${github.url}/repos/acme/shop/actions/runs/${run?.id}`,
      html_url: run?.htmlUrl,
    });
    expect(run).toMatchObject({
      title: 'Client Deploy [c-1] by Admin',
      branch: 'release',
      status: 'queued',
      conclusion: null,
      event: 'workflow_dispatch',
      inputs: { correlation_id: 'c-1', debug: 'off' },
    });
    expect(run?.id).toBeGreaterThan(2 ** 31);
  });

  test('is answered by an empty 204 otherwise', async () => {
    expect(await post(PATH, { ref: 'main' })).toMatchObject({
      status: 204,
      text: '',
    });
    expect(github.runs()).toHaveLength(1);
  });

  test('names its run from API version 2026-03-10 on', async () => {
    const version = { 'x-github-api-version': '2026-03-10' };
    const { status, json } = await post(PATH, { ref: 'main' }, version);
    expect(status).toBe(200);
    expect(json['workflow_run_id']).toBe(github.runs()[0]?.id);
  });

  test.each([
    ['an unknown ref', { ref: 'nope' }, 'No ref found for: nope'],
    [
      'an unknown input',
      { ref: 'main', inputs: { k: '1' } },
      'Unexpected inputs provided: ["k"]',
    ],
    [
      'a value not on the list',
      { ref: 'main', inputs: { debug: 'perhaps' } },
      "Provided value 'perhaps' for input 'debug' not in the list of allowed values",
    ],
    ['no ref', {}, 'Invalid request.\n\n"ref" wasn\'t supplied.'],
  ])(
    'with %s is refused with 422 and makes no run',
    async (_, body, message) => {
      const answer = await post(PATH, { return_run_details: true, ...body });
      expect(answer.status).toBe(422);
      expect(answer.json['message']).toBe(message);
      expect(github.runs()).toEqual([]);
    },
  );

  test('of a workflow without the trigger, a disabled one, one that is not there', async () => {
    const noTrigger = await post(PATH.replace('client-deploy', 'push'), {
      ref: 'main',
    });
    expect(noTrigger.status).toBe(422);
    expect(noTrigger.json['message']).toBe(
      "Workflow does not have 'workflow_dispatch' trigger",
    );
    github.setWorkflowState('client-deploy.yml', 'disabled_manually');
    const disabled = await post(PATH, { ref: 'main' });
    expect(disabled.status).toBe(422);
    expect(disabled.json['message']).toMatch(/a disabled workflow$/);
    expect(
      await post(PATH.replace('client-deploy', 'none'), { ref: 'main' }),
    ).toMatchObject({ status: 404 });
    expect(
      await post(PATH.replace('/acme/', '/other/'), { ref: 'main' }),
    ).toMatchObject({ status: 404 });
  });

  test('runs on the commit the branch points to at that moment', async () => {
    await post(PATH, { ref: 'main' });
    const sha = github.push();
    await post(PATH, { ref: 'main' });
    const [second, first] = github.runs();
    expect(second?.sha).toBe(sha);
    expect(first?.sha).not.toBe(sha);
  });

  test('of the repository starts what listens, and names nothing', async () => {
    const answer = await post('/repos/acme/shop/dispatches', {
      event_type: 'deploy',
      client_payload: { id: 7 },
    });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(github.runs()).toMatchObject([
      { title: 'Hook 7', event: 'repository_dispatch' },
    ]);
  });
});

test.each([
  ['3.20', 400],
  ['3.21', 200],
])(
  'GitHub Enterprise Server %s answers return_run_details with %i',
  async (ghes, status) => {
    const server = await startLocalGitHub({ ghes });
    try {
      const answer = await createClient(server).post(PATH, {
        ref: 'main',
        return_run_details: true,
      });
      expect(answer.status).toBe(status);
      expect(server.runs()).toHaveLength(status === 200 ? 1 : 0);
      expect(answer.headers.get('x-ratelimit-limit')).toBeNull();
    } finally {
      await server.close();
    }
  },
);
