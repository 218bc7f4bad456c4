import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dispatch,
  dispatchRepository,
  type DispatchRequest,
} from './dispatch.ts';
import { locate, type Search } from './locate.ts';
import {
  createFakeGitHub,
  createManualClock,
  type FakeFault,
  type FakeGitHubOptions,
} from '../testing/index.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const OTHER = '99999999-2222-4333-8444-555555555555';
const POST = '/dispatches';

function setUp(options: Omit<FakeGitHubOptions, 'clock'> = {}) {
  const clock = createManualClock();
  const fake = createFakeGitHub({ clock, ...options });
  const start = async (request: Partial<DispatchRequest> = {}) => {
    const pending = dispatch(
      fake.github,
      { workflow: 'deploy.yml', correlationId: ID, ...request },
      { clock },
    );
    await clock.advance(120_000);
    return pending;
  };
  const posts = () =>
    fake.calls.filter((call) => call.route.startsWith('POST'));
  return { clock, fake, start, posts };
}

test('GitHub names the run: one POST, exact', async () => {
  const { fake, start, posts } = setUp();
  const result = await start({
    requester: 'ann',
    inputs: { VITE_API_BASE: 'https://api.example.com', dry: true },
  });
  const [run] = fake.runs();
  expect(result).toEqual({
    kind: 'started',
    identity: 'exact',
    correlationId: ID,
    run: {
      id: run?.id,
      url: `https://github.com/acme/shop/actions/runs/${run?.id}`,
    },
  });
  expect(run?.inputs).toEqual({
    correlation_id: ID,
    requester: 'ann',
    VITE_API_BASE: 'https://api.example.com',
    dry: 'true',
  });
  expect(posts()).toHaveLength(1);
});

test('a second dispatch without a ref asks for the default branch at no charge', async () => {
  const { fake, start } = setUp();
  await start();
  const before = fake.chargedCalls();
  await start();
  expect(fake.chargedCalls() - before).toBe(1);
});

test('two dispatches at once: each knows its own run', async () => {
  const { clock, fake } = setUp({ refusesRunDetails: true });
  const both = [ID, OTHER].map((correlationId) =>
    dispatch(
      fake.github,
      { workflow: 'deploy.yml', ref: 'main', correlationId },
      { clock },
    ),
  );
  await clock.advance(60_000);
  const found = (await Promise.all(both)).map(
    (result) =>
      result.kind === 'started' &&
      fake.run(result.run.id)?.inputs['correlation_id'],
  );
  expect(found).toEqual([ID, OTHER]);
});

test('a server that refuses return_run_details is asked without it, and remembered', async () => {
  const { start, posts } = setUp({ refusesRunDetails: true });
  expect(await start({ ref: 'main' })).toMatchObject({
    kind: 'started',
    identity: 'correlated',
  });
  expect(await start({ ref: 'main', correlationId: OTHER })).toMatchObject({
    kind: 'started',
    identity: 'correlated',
  });
  expect(
    posts().map((call) => [
      call.status,
      'return_run_details' in call.parameters,
    ]),
  ).toEqual([
    [422, true],
    [204, false],
    [204, false],
  ]);
});

test.each([
  [{ status: 404, message: 'Not Found' }, 'workflow_not_found'],
  [{ status: 401, message: 'Bad credentials' }, 'bad_credentials'],
  [
    {
      status: 403,
      message: 'Resource not accessible by personal access token',
    },
    'no_permission',
  ],
  [{ status: 422, message: 'No ref found for: 1234abc' }, 'ref_not_found'],
  [
    { status: 422, message: 'Unexpected inputs provided: ["distinct_id"]' },
    'unexpected_inputs',
  ],
  [
    { status: 422, message: "Required input 'target' not provided" },
    'missing_inputs',
  ],
  [
    {
      status: 422,
      message: "Workflow does not have 'workflow_dispatch' trigger",
    },
    'not_dispatchable',
  ],
  [
    {
      status: 422,
      message:
        "Provided value '' for input 'debug' not in the list of allowed values",
    },
    'invalid_inputs',
  ],
  [
    {
      status: 403,
      message: 'API rate limit exceeded',
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1767229200',
      },
    },
    'rate_limited',
  ],
  [
    { status: 429, message: 'Slow down', headers: { 'retry-after': '60' } },
    'rate_limited',
  ],
  [{ status: 410, message: 'This API version is gone' }, 'refused'],
] as const)('%o is a definite no: %s', async (fault, reason) => {
  const { fake, start, posts } = setUp();
  fake.fail(POST, { kind: 'answer', ...fault });
  const result = await start({ ref: 'main' });
  expect(result).toMatchObject({ kind: 'rejected', reason, correlationId: ID });
  expect(result.kind === 'rejected' && result.message).toContain(fault.message);
  expect(posts()).toHaveLength(1);
  expect(fake.runs()).toHaveLength(0);
});

test('a limit says until when', async () => {
  const { fake, start } = setUp();
  fake.fail(POST, {
    kind: 'answer',
    status: 403,
    headers: {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1767229200',
    },
  });
  const result = await start({ ref: 'main' });
  expect(result.kind === 'rejected' && result.retryAt).toEqual(
    new Date('2026-01-01T01:00:00Z'),
  );
});

test('a disabled workflow, an unknown ref', async () => {
  const { fake, start } = setUp();
  expect(await start({ ref: 'nowhere' })).toMatchObject({
    kind: 'rejected',
    reason: 'ref_not_found',
  });
  fake.setWorkflowState('deploy.yml', 'disabled_manually');
  expect(await start()).toMatchObject({
    kind: 'rejected',
    reason: 'workflow_disabled',
  });
});

test('no connection: nothing was started, and it says so', async () => {
  const { fake, start } = setUp();
  fake.fail(POST, { kind: 'unreachable' });
  expect(await start({ ref: 'main' })).toMatchObject({
    kind: 'rejected',
    reason: 'github_unavailable',
  });
});

test.each([
  [
    'too_many_inputs',
    {
      inputs: Object.fromEntries(
        Array.from({ length: 25 }, (_, index) => [`i${index}`, 'x']),
      ),
    },
  ],
  ['inputs_too_long', { inputs: { text: 'x'.repeat(65_535) } }],
  ['invalid_correlation_id', { correlationId: '42' }],
] as const)('%s is seen before anything is sent', async (reason, request) => {
  const { fake, start } = setUp();
  expect(await start(request)).toMatchObject({ kind: 'rejected', reason });
  expect(fake.calls).toEqual([]);
});

test('the answer is lost, the run is found by its id', async () => {
  const { fake, start, posts } = setUp();
  fake.startRun();
  fake.fail(POST, { kind: 'lost_after' });
  const result = await start({ ref: 'main' });
  expect(result).toMatchObject({ kind: 'started', identity: 'correlated' });
  expect(
    result.kind === 'started' &&
      fake.run(result.run.id)?.inputs['correlation_id'],
  ).toBe(ID);
  expect(posts()).toHaveLength(1);
});

test.each([{ kind: 'lost' }, { kind: 'answer', status: 502 }] as const)(
  '%o and no run: ambiguous, never sent again, and never another run taken for ours',
  async (fault) => {
    const { fake, start, posts } = setUp();
    fake.fail(POST, fault);
    fake.startRun({ title: 'somebody else at the same moment' });
    const result = await start({ ref: 'main' });
    expect(result).toMatchObject({
      kind: 'ambiguous',
      cause: 'answer_lost',
      correlationId: ID,
    });
    expect(posts().length).toBeLessThanOrEqual(1);
  },
);

test('the stored search finds the run after a restart', async () => {
  const { fake, start } = setUp();
  fake.fail(POST, { kind: 'lost' });
  const result = await start({ ref: 'main' });
  if (result.kind !== 'ambiguous') throw new Error(result.kind);
  const run = fake.startRun({ title: `deploy.yml [${ID.toUpperCase()}]` });
  const stored = JSON.parse(JSON.stringify(result.search)) as Search;
  expect(await locate(fake.github, stored)).toMatchObject({
    kind: 'found',
    identity: 'correlated',
    run: { id: run.id },
  });
});

test(
  'any fault at the POST and the look: never two runs, never a wrong one, never two POSTs',
  { timeout: 30_000 },
  async () => {
    const fault: fc.Arbitrary<FakeFault> = fc.oneof(
      fc.constantFrom<FakeFault>(
        { kind: 'lost' },
        { kind: 'lost_after' },
        { kind: 'unreachable' },
      ),
      fc
        .constantFrom(400, 401, 403, 404, 408, 422, 429, 500, 502, 503)
        .map((status) => ({ kind: 'answer' as const, status })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.option(fault),
        fc.array(fault, { maxLength: 8 }),
        fc.boolean(),
        fc.boolean(),
        fc.nat(3),
        async (post, reads, refusesRunDetails, echo, strangers) => {
          const { fake, start, posts } = setUp({
            refusesRunDetails,
            workflows: [{ file: 'deploy.yml', echo }],
          });
          if (post) fake.fail(POST, post);
          for (const read of reads) fake.fail('/runs', read);
          const before = Array.from(
            { length: strangers },
            () => fake.startRun().id,
          );
          const result = await start({
            ref: 'main',
            ...(echo ? { echo } : {}),
          });
          const created = fake
            .runs()
            .filter((run) => run.inputs['correlation_id'] === ID);
          expect(created.length).toBeLessThanOrEqual(1);
          expect(
            posts().filter((call) => call.status < 300).length,
          ).toBeLessThanOrEqual(1);
          if (result.kind === 'started' && result.identity !== 'probable') {
            expect(created.map((run) => run.id)).toEqual([result.run.id]);
          }
          if (result.kind === 'started' && result.identity === 'probable')
            expect([echo, before.length]).toEqual([false, 0]);
          if (result.kind === 'rejected') expect(created).toEqual([]);
        },
      ),
      { seed: 5, numRuns: 150 },
    );
  },
);

test('a workflow that does not echo: a single candidate is probable, two are ambiguous', async () => {
  const workflows = [{ file: 'deploy.yml', echo: false }];
  const alone = setUp({ refusesRunDetails: true, workflows });
  alone.fake.startRun({ createdAt: '2025-12-31T23:59:00Z' });
  alone.fake.startRun({ event: 'push' });
  alone.fake.startRun({ branch: 'other' });
  const result = await alone
    .start({ ref: 'refs/heads/main', echo: false })
    .catch(() => undefined);
  expect(result).toMatchObject({ kind: 'rejected', reason: 'ref_not_found' });
  const sure = await alone.start({ ref: 'main', echo: false });
  expect(sure).toMatchObject({ kind: 'started', identity: 'probable' });
  expect(sure.kind === 'started' && sure.run.id).toBe(alone.fake.runs()[0]?.id);
  expect(alone.fake.runs()[0]?.inputs).toEqual({});

  const crowded = setUp({ refusesRunDetails: true, workflows });
  crowded.fake.startRun();
  const two = await crowded.start({ ref: 'main' });
  expect(two).toMatchObject({ kind: 'ambiguous', cause: 'several_candidates' });
  expect(two.kind === 'ambiguous' && two.candidates).toHaveLength(2);
});

test('where runs do carry ids, one without is never taken', async () => {
  const { clock, fake } = setUp();
  fake.startRun({ title: `Deploy [${OTHER}]` });
  fake.startRun({ title: 'Deploy by hand' });
  const search: Search = {
    workflow: 'deploy.yml',
    event: 'workflow_dispatch',
    ref: 'main',
    correlationId: ID,
    dispatchedAt: new Date(clock.now()).toISOString(),
    accepted: true,
  };
  expect(await locate(fake.github, search, { settle: true })).toMatchObject({
    kind: 'none',
  });
  fake.startRun({ title: `Deploy [${ID}]` });
  fake.startRun({ title: `Deploy [${ID}]`, event: 'push' });
  expect(await locate(fake.github, search)).toMatchObject({
    kind: 'found',
    identity: 'correlated',
  });
  fake.startRun({ title: `Deploy again [${ID}]` });
  expect(await locate(fake.github, search)).toMatchObject({ kind: 'several' });
});

test('the run is found behind 250 newer ones', async () => {
  const { clock, fake } = setUp();
  const ours = fake.startRun({ title: `Deploy [${ID}]` });
  for (let count = 0; count < 250; count += 1) fake.startRun({ title: 'busy' });
  const found = await locate(fake.github, {
    workflow: 'deploy.yml',
    event: 'workflow_dispatch',
    correlationId: ID,
    dispatchedAt: new Date(clock.now()).toISOString(),
    accepted: true,
  });
  expect(found).toMatchObject({ kind: 'found', run: { id: ours.id } });
});

test('accepted, but the list is not to be had: still searching, with what is needed to go on', async () => {
  const { fake, start } = setUp({ refusesRunDetails: true });
  fake.fail('/runs', { kind: 'answer', status: 503 }, 1_000);
  expect(await start({ ref: 'main' })).toMatchObject({
    kind: 'searching',
    search: { accepted: true, correlationId: ID },
  });
});

test('repository_dispatch finds its run by the id too', async () => {
  const { clock, fake } = setUp();
  const pending = dispatchRepository(
    fake.github,
    {
      eventType: 'deploy',
      clientPayload: { target: 'eu' },
      correlationId: ID,
      requester: 'ann',
    },
    { clock },
  );
  await clock.advance(60_000);
  expect(await pending).toMatchObject({
    kind: 'started',
    identity: 'correlated',
  });
  expect(fake.runs()[0]?.inputs).toEqual({
    target: 'eu',
    correlation_id: ID,
    requester: 'ann',
  });
  const clientPayload = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`k${index}`, 1]),
  );
  expect(
    await dispatchRepository(fake.github, {
      eventType: 'deploy',
      clientPayload,
    }),
  ).toMatchObject({ reason: 'too_many_inputs' });
});

test('aborted before it is sent', async () => {
  const { clock, fake } = setUp();
  const request = { workflow: 'deploy.yml', ref: 'main', correlationId: ID };
  const before = await dispatch(fake.github, request, {
    clock,
    signal: AbortSignal.abort(),
  });
  expect(before).toMatchObject({ kind: 'rejected', reason: 'aborted' });
  expect(fake.calls).toEqual([]);
});
