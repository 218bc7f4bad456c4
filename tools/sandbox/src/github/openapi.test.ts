import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalGitHub } from './local-github.ts';
import { DEFAULT_WORKFLOWS } from './workflow/workflow.ts';
import { startLocalGitHub } from './start-local-github.ts';
import {
  createClient,
  createClock,
  createJudge,
  startReceiver,
  type TestAnswer,
} from './testing.ts';

const judge = createJudge('api.github.com');
const R = '/repos/acme/shop';
const clock = createClock();

function jwt() {
  const part = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(clock.now() / 1000);
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 60, exp: now + 540, iss: 424_242 })}.c2ln`;
}

const received: { readonly event: string; readonly payload: unknown }[] = [];
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let github: LocalGitHub;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  receiver = await startReceiver((headers, text) => {
    received.push({
      event: String(headers['x-github-event']),
      payload: JSON.parse(text) as unknown,
    });
    return 204;
  });
  github = await startLocalGitHub({
    clock: clock.now,
    timers: clock.timers,
    environments: [{ name: 'production' }],
    workflows: [
      ...DEFAULT_WORKFLOWS,
      {
        file: 'release.yml',
        name: 'Release',
        concurrency: { group: 'release' },
        jobs: [{ name: 'release', environment: 'staging', steps: ['Release'] }],
      },
    ],
    webhook: { url: receiver.url, secret: 'hush' },
  });
  client = createClient(github);
});

afterAll(async () => {
  await github.close();
  await receiver.close();
});

// Compiling the schemas takes seconds on a busy machine.
describe("GitHub's own OpenAPI description", { timeout: 60_000 }, () => {
  test('finds no fault with the answer of any operation', async () => {
    const faults: string[] = [];
    const covered = new Set<string>();
    async function check(
      method: string,
      route: string,
      path: string,
      status: number,
      body?: unknown,
      headers?: Record<string, string>,
    ): Promise<TestAnswer> {
      const answer = await client.send(method, path, body, headers);
      covered.add(`${method} ${route}`);
      if (answer.status !== status) {
        faults.push(`${method} ${path}: ${answer.status} ${answer.text}`);
      }
      for (const fault of judge.answer(method, route, answer)) {
        faults.push(`${method} ${route} ${answer.status}: ${fault}`);
      }
      return answer;
    }
    const O = '/repos/{owner}/{repo}';
    const RUN = `${O}/actions/runs/{run_id}`;
    const app = { authorization: `Bearer ${jwt()}` };
    const dispatches = `${R}/actions/workflows/client-deploy.yml/dispatches`;
    async function dispatch(body: object, status: number) {
      const answer = await check(
        'POST',
        `${O}/actions/workflows/{workflow_id}/dispatches`,
        dispatches,
        status,
        { ref: 'main', ...body },
      );
      return answer;
    }

    const answer = await dispatch({ return_run_details: true }, 200);
    const id = Number(answer.json['workflow_run_id']);
    await dispatch({}, 204);
    for (let moved = true; moved; moved = github.advance(id)) {
      const run = await check('GET', RUN, `${R}/actions/runs/${id}`, 200);
      expect(judge.unknownKeys('workflow-run', run.json)).toEqual([]);
      const { json } = await check(
        'GET',
        `${RUN}/jobs`,
        `${R}/actions/runs/${id}/jobs`,
        200,
      );
      for (const job of Object.values(json['jobs'] ?? {})) {
        expect(judge.unknownKeys('job', job)).toEqual([]);
      }
    }
    const job = github.run(id)?.jobs[0]?.id;
    await check(
      'GET',
      `${O}/actions/jobs/{job_id}`,
      `${R}/actions/jobs/${job}`,
      200,
    );
    await check(
      'GET',
      `${O}/actions/jobs/{job_id}/logs`,
      `${R}/actions/jobs/${job}/logs`,
      302,
    );
    await check('POST', `${RUN}/cancel`, `${R}/actions/runs/${id}/cancel`, 409);
    await check(
      'POST',
      `${RUN}/force-cancel`,
      `${R}/actions/runs/${id}/force-cancel`,
      409,
    );
    await check('POST', `${RUN}/rerun`, `${R}/actions/runs/${id}/rerun`, 201);
    await check('POST', `${RUN}/cancel`, `${R}/actions/runs/${id}/cancel`, 202);
    await check(
      'POST',
      `${RUN}/rerun-failed-jobs`,
      `${R}/actions/runs/${id}/rerun-failed-jobs`,
      201,
    );
    await check(
      'POST',
      `${RUN}/force-cancel`,
      `${R}/actions/runs/${id}/force-cancel`,
      202,
    );
    const attempt = `${R}/actions/runs/${id}/attempts/1`;
    await check('GET', `${RUN}/attempts/{attempt_number}`, attempt, 200);
    await check(
      'GET',
      `${RUN}/attempts/{attempt_number}`,
      `${R}/actions/runs/${id}/attempts/3`,
      200,
    );
    await check(
      'GET',
      `${RUN}/attempts/{attempt_number}/jobs`,
      `${attempt}/jobs`,
      200,
    );
    await check(
      'POST',
      `${O}/actions/jobs/{job_id}/rerun`,
      `${R}/actions/jobs/${job}/rerun`,
      201,
    );
    github.finish(id, 'failure');

    const held = github.startRun({ plan: { waitForApproval: true } }).id;
    github.advanceToEnd(held);
    const pending = `${R}/actions/runs/${held}/pending_deployments`;
    const { json } = await check(
      'GET',
      `${RUN}/pending_deployments`,
      pending,
      200,
    );
    await check('POST', `${RUN}/pending_deployments`, pending, 200, {
      environment_ids: [json[0]?.['environment']?.['id']],
      state: 'approved',
      comment: 'Go',
    });
    await check(
      'GET',
      `${RUN}/approvals`,
      `${R}/actions/runs/${held}/approvals`,
      200,
    );
    github.finish(held);
    github.finish(github.startRun().id, 'startup_failure');

    await check(
      'GET',
      `${O}/actions/runs`,
      `${R}/actions/runs?per_page=2`,
      200,
    );
    await check('GET', `${O}/actions/workflows`, `${R}/actions/workflows`, 200);
    const one = `${R}/actions/workflows/diagnose.yml`;
    await check('GET', `${O}/actions/workflows/{workflow_id}`, one, 200);
    await check(
      'GET',
      `${O}/actions/workflows/{workflow_id}/runs`,
      `${one}/runs`,
      200,
    );
    await check('DELETE', RUN, `${R}/actions/runs/${held}`, 204);
    await check('POST', `${O}/dispatches`, `${R}/dispatches`, 204, {
      event_type: 'deploy',
    });
    await check('POST', `${O}/dispatches`, `${R}/dispatches`, 422, {});
    await check('GET', O, R, 200);
    await check(
      'GET',
      `${O}/contents/{path}`,
      `${R}/contents/.github/workflows/diagnose.yml`,
      200,
    );
    await check(
      'GET',
      `${O}/contents/{path}`,
      `${R}/contents/.github/workflows`,
      200,
    );
    await check('GET', `${O}/contents/{path}`, `${R}/contents/none.txt`, 404);
    await check('GET', '/user', '/user', 200);
    await check('GET', '/user', '/user', 401, undefined, {
      authorization: 'Bearer wrong',
    });
    await check('GET', '/rate_limit', '/rate_limit', 200);
    await check('GET', '/meta', '/meta', 200);
    await check('GET', '/app', '/app', 200, undefined, app);
    const tokens = '/app/installations/{installation_id}/access_tokens';
    const minted = await check(
      'POST',
      tokens,
      tokens.replace('{installation_id}', '51000001'),
      201,
      {},
      app,
    );
    await check(
      'GET',
      '/installation/repositories',
      '/installation/repositories',
      200,
      undefined,
      {
        authorization: `token ${String(minted.json['token'])}`,
      },
    );

    const hook = `${R}/hooks/${github.hookId}`;
    await github.webhooksSettled();
    await check('POST', `${O}/hooks/{hook_id}/pings`, `${hook}/pings`, 204);
    await github.webhooksSettled();
    await check('GET', `${O}/hooks`, `${R}/hooks`, 200);
    await check('GET', `${O}/hooks/{hook_id}`, hook, 200);
    const list = await check(
      'GET',
      `${O}/hooks/{hook_id}/deliveries`,
      `${hook}/deliveries`,
      200,
    );
    const delivery = `${hook}/deliveries/${String(list.json[0]?.['id'])}`;
    await check(
      'GET',
      `${O}/hooks/{hook_id}/deliveries/{delivery_id}`,
      delivery,
      200,
    );
    await check(
      'POST',
      `${O}/hooks/{hook_id}/deliveries/{delivery_id}/attempts`,
      `${delivery}/attempts`,
      202,
    );
    await github.webhooksSettled();
    await check(
      'GET',
      `${O}/check-runs/{check_run_id}/annotations`,
      `${R}/check-runs/${job}/annotations`,
      200,
    );
    const holder = github.startRun({ workflow: 'release.yml' });
    github.startRun({ workflow: 'release.yml' });
    const groups = `${R}/actions/concurrency_groups`;
    const GROUPS = `${O}/actions/concurrency_groups`;
    await check('GET', GROUPS, groups, 200);
    await check(
      'GET',
      `${GROUPS}/{concurrency_group_name}`,
      `${groups}/release`,
      200,
    );
    await check(
      'GET',
      `${RUN}/concurrency_groups`,
      `${R}/actions/runs/${holder.id}/concurrency_groups`,
      200,
    );

    github.commits.push('feature', { message: 'Try it' });
    github.commits.setCheck('main', { name: 'test', conclusion: null });
    github.commits.setCheck('main', { name: 'lint', conclusion: 'failure' });
    github.commits.setStatus('main', { context: 'ci', state: 'success' });
    for (const [route, path] of [
      ['/commits', '/commits?sha=feature'],
      ['/commits/{ref}', '/commits/main'],
      ['/commits/{ref}/check-runs', '/commits/main/check-runs'],
      ['/commits/{ref}/status', '/commits/main/status'],
      ['/compare/{basehead}', '/compare/main...feature'],
    ] as const)
      await check('GET', O + route, R + path, 200);
    await check('GET', `${O}/commits/{ref}`, `${R}/commits/nope`, 422);
    await check('GET', `${O}/compare/{basehead}`, `${R}/compare/a...b`, 404);
    github.finish(holder.id);
    const deployments = await check(
      'GET',
      `${O}/deployments`,
      `${R}/deployments?environment=staging`,
      200,
    );
    const deployment = `${R}/deployments/${String(deployments.json[0]?.['id'])}`;
    await check('GET', `${O}/deployments/{deployment_id}`, deployment, 200);
    await check(
      'GET',
      `${O}/deployments/{deployment_id}/statuses`,
      `${deployment}/statuses`,
      200,
    );

    expect(faults).toEqual([]);
    expect(
      github.operations
        .map(({ method, path }) => `${method} ${path}`)
        .filter((operation) => !covered.has(operation)),
    ).toEqual([]);
  });

  test('finds no fault with any webhook', () => {
    const faults = received.flatMap(({ event, payload }) => {
      const { action } = payload as { action?: string };
      const name = ['webhook', event, action]
        .filter((part) => part !== undefined)
        .join('-')
        .replaceAll('_', '-');
      return judge.schema(name, payload).map((fault) => `${name}: ${fault}`);
    });
    expect(faults).toEqual([]);
    expect(
      new Set(
        received.map(({ event, payload }) =>
          [event, (payload as { action?: string }).action].join(' ').trim(),
        ),
      ),
    ).toEqual(
      new Set([
        'workflow_run requested',
        'workflow_run in_progress',
        'workflow_run completed',
        'workflow_job queued',
        'workflow_job waiting',
        'workflow_job in_progress',
        'workflow_job completed',
        'ping',
      ]),
    );
  });
});

test(
  "a GitHub Enterprise Server's answers fit its own description",
  { timeout: 60_000 },
  async () => {
    const older = createJudge('ghes-3.19');
    const server = await startLocalGitHub({ ghes: '3.19' });
    const { get, post } = createClient(server);
    try {
      const route =
        '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
      const path = `${R}/actions/workflows/client-deploy.yml/dispatches`;
      const answer = await post(path, { ref: 'main' });
      expect(answer.status).toBe(204);
      expect(older.answer('POST', route, answer)).toEqual([]);
      const list = await get(`${R}/actions/runs`);
      expect(
        older.answer('GET', '/repos/{owner}/{repo}/actions/runs', list),
      ).toEqual([]);
      expect(older.answer('GET', '/meta', await get('/meta'))).toEqual([]);
      expect(String(list.json['workflow_runs']?.[0]?.['url'])).toContain(
        '/api/v3/repos/',
      );
    } finally {
      await server.close();
    }
  },
);
