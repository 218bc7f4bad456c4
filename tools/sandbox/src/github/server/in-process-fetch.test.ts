import { expect, test } from 'vitest';
import { createLocalGitHub } from '../local-github.ts';
import { createClock, type Json } from '../testing.ts';

function createWorld(options: Parameters<typeof createLocalGitHub>[0] = {}) {
  const clock = createClock();
  const github = createLocalGitHub({
    clock: clock.now,
    timers: clock.timers,
    ...options,
  });
  const call = async (path: string, init: RequestInit = {}) =>
    github.fetch(github.url + path, {
      ...init,
      headers: { authorization: `Bearer ${github.token}`, ...init.headers },
    });
  const json = async (path: string) =>
    (await (await call(path)).json()) as Json;
  return { clock, github, call, json };
}

const RUNS = '/repos/acme/shop/actions/runs';
const DISPATCH =
  '/repos/acme/shop/actions/workflows/client-deploy.yml/dispatches';
function dispatch(init: RequestInit = {}): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify({ ref: 'main', return_run_details: true }),
    ...init,
  };
}

test('serves API and pages without a socket, and records the requests', async () => {
  const { github, call, json } = createWorld();
  const started = (await (await call(DISPATCH, dispatch())).json()) as Json;
  const [run] = github.runs();
  expect(started['workflow_run_id']).toBe(run?.id);
  expect(await json(`${RUNS}/${run?.id}`)).toMatchObject({ status: 'queued' });
  const page = await github.fetch(run?.htmlUrl ?? '');
  expect([page.status, page.url]).toEqual([200, run?.htmlUrl]);
  expect(
    github.requests.map(({ method, charged }) => [method, charged]),
  ).toEqual([
    ['POST', true],
    ['GET', true],
  ]);
});

test('repeats a conditional read for free', async () => {
  const { github, call } = createWorld();
  const { id } = github.startRun();
  const etag = (await call(`${RUNS}/${id}`)).headers.get('etag') ?? '';
  const again = await call(`${RUNS}/${id}`, {
    headers: { 'if-none-match': etag },
  });
  expect([again.status, github.requests.at(-1)?.charged]).toEqual([304, false]);
});

test('follows the redirect to a log without credentials, or leaves it to the caller', async () => {
  const { github, call } = createWorld();
  const { id } = github.startRun();
  github.setJobs(id, [{ id: 7, name: 'build', conclusion: 'failure' }]);
  github.setLog(7, 'no space left on device');
  const path = '/repos/acme/shop/actions/jobs/7/logs';
  const followed = await call(path);
  expect([followed.status, followed.redirected, await followed.text()]).toEqual(
    [200, true, 'no space left on device'],
  );
  const manual = await call(path, { redirect: 'manual' });
  expect([manual.status, manual.headers.get('location')]).toEqual([
    302,
    expect.stringContaining('https://logs.github.test/'),
  ]);
});

test('reports faults of the network as undici does', async () => {
  const { github, call } = createWorld();
  const code = (path: string, init?: RequestInit) =>
    call(path, init).then(
      ({ status }) => status,
      (error: TypeError) => (error.cause as { code: string }).code,
    );
  github.fail('POST ', { kind: 'unreachable' });
  expect(await code(DISPATCH, dispatch())).toBe('ECONNREFUSED');
  github.fail('POST ', { kind: 'drop' });
  expect(await code(DISPATCH, dispatch())).toBe('UND_ERR_SOCKET');
  expect(github.runs()).toHaveLength(0);
  github.fail('POST ', { kind: 'drop-after' });
  expect(await code(DISPATCH, dispatch())).toBe('UND_ERR_SOCKET');
  expect(github.runs()).toHaveLength(1);
  github.setOutage('unreachable');
  expect(await code(RUNS)).toBe('ECONNREFUSED');
  github.setOutage(false);
  await expect(github.fetch('https://example.com/')).rejects.toMatchObject({
    cause: { code: 'ENOTFOUND' },
  });
});

test('waits for a late response by its clock, and obeys the signal', async () => {
  const { clock, github, call } = createWorld();
  github.fail('GET ', { kind: 'delay', ms: 5_000 });
  let status = 0;
  const late = call(RUNS).then((response) => {
    status = response.status;
  });
  await expect.poll(() => github.requests.length).toBe(1);
  expect(status).toBe(0);
  clock.pass(5_000);
  await late;
  expect(status).toBe(200);

  github.fail('GET ', { kind: 'hang' });
  const gone = new AbortController();
  const hanging = call(RUNS, { signal: gone.signal });
  gone.abort(new Error('too late'));
  await expect(hanging).rejects.toThrow('too late');
});

test('has the paths of GitHub Enterprise Server', async () => {
  const { github, call } = createWorld({ ghes: '3.19' });
  expect(github.url).toBe('https://github.test/api/v3');
  const refused = await call(DISPATCH, dispatch());
  expect([refused.status, github.runs().length]).toEqual([400, 0]);
});

test('shows the jobs, title, times and webhooks that a test sets', async () => {
  const { clock, github, json } = createWorld();
  const createdAt = clock.now() - 60_000;
  const { id } = github.startRun({ title: 'By hand', createdAt });
  github.override(id, { status: 'in_progress', updatedAt: createdAt + 1_000 });
  github.setJobs(id, [
    {
      name: 'build',
      status: 'in_progress',
      steps: [{ name: 'Install', status: 'in_progress', startedAt: createdAt }],
    },
  ]);
  expect(await json(`${RUNS}/${id}`)).toMatchObject({
    display_title: 'By hand',
    created_at: '2026-03-04T11:59:00Z',
    updated_at: '2026-03-04T11:59:01Z',
  });
  expect(await json(`${RUNS}/${id}/jobs`)).toMatchObject({
    total_count: 1,
    jobs: [{ name: 'build', completed_at: null, steps: [{ name: 'Install' }] }],
  });
  expect(github.advance(id)).toBe(false);
  github.finish(id, 'failure');
  expect(github.run(id)).toMatchObject({
    conclusion: 'failure',
    jobs: [{ status: 'in_progress' }],
  });
  expect(JSON.parse(github.webhookBody(id, 'completed'))).toMatchObject({
    action: 'completed',
    workflow_run: { id, conclusion: 'failure' },
    repository: { full_name: 'acme/shop' },
  });
});
