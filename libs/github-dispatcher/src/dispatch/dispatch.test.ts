import * as fc from 'fast-check';
import type { Fault } from '@yardmaster/sandbox/github';
import { describe, expect, test } from 'vitest';
import {
  createLocalScene,
  DEPLOY,
  type LocalSceneOptions,
} from '../testing/local-scene.ts';
import {
  dispatch,
  dispatchRepository,
  type DispatchOptions,
  type DispatchRequest,
} from './dispatch.ts';
import type { Search } from './identity.ts';
import { locate } from './locate.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const OTHER = '99999999-2222-4333-8444-555555555555';
const POST = 'POST /dispatches';
const BAD_GATEWAY: Fault = { kind: 'status', status: 502 };

const { runName: _, ...silent } = DEPLOY;
/** A workflow that does not show the id in its runs' names. */
const SILENT = silent;
/** Names no run in its response, as a server that does not know `return_run_details`. */
const OLD_SERVER = { ghes: '3.20' };

function setUp(options: LocalSceneOptions = {}) {
  const scene = createLocalScene(options);
  const { clock, github, local } = scene;
  return {
    ...scene,
    posts: () => scene.requests('POST'),
    async start(
      request: Partial<DispatchRequest> = {},
      more: DispatchOptions = {},
    ) {
      const pending = dispatch(
        github,
        { workflow: 'deploy.yml', correlationId: ID, ...request },
        { clock, ...more },
      );
      await clock.advance(120_000);
      return pending;
    },
    /** A run by hand, as a person with the same token would start it. */
    byHand: (title = 'Deploy', more = {}) =>
      local.startRun({ event: 'workflow_dispatch', title, ...more }),
    refuse: (status: number, message: string, headers = {}) =>
      local.fail(POST, {
        kind: 'status',
        status,
        body: JSON.stringify({ message }),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  };
}

test('GitHub names the run: one POST, exact', async () => {
  const { local, start, posts } = setUp();
  const result = await start({
    requester: 'ann',
    inputs: { VITE_API_BASE: 'https://api.example.com' },
  });
  const [run] = local.runs();
  expect(result).toEqual({
    kind: 'started',
    identity: 'exact',
    correlationId: ID,
    run: { id: run?.id, url: run?.htmlUrl },
  });
  expect(run?.inputs).toEqual({
    correlation_id: ID,
    requester: 'ann',
    VITE_API_BASE: 'https://api.example.com',
  });
  expect(posts()).toHaveLength(1);
});

test('a requester is one line of plain text', async () => {
  const { local, start } = setUp();
  await start({
    requester: `ann\u001b[31m\r\n::error::\u202e${'x'.repeat(300)}`,
  });
  const { requester } = local.runs()[0]?.inputs ?? {};
  expect(requester).toBe(`ann ::error::${'x'.repeat(187)}`);
});

test('a second dispatch without a ref reads the default branch at no charge', async () => {
  const { start, charged } = setUp();
  await start();
  const before = charged();
  await start();
  expect(charged() - before).toBe(1);
});

test('two dispatches at once: each finds its own run', async () => {
  const { clock, local, github } = setUp(OLD_SERVER);
  const both = [ID, OTHER].map((correlationId) =>
    dispatch(
      github,
      { workflow: 'deploy.yml', ref: 'main', correlationId },
      { clock },
    ),
  );
  await clock.advance(60_000);
  const found = (await Promise.all(both)).map(
    (result) =>
      result.kind === 'started' &&
      local.run(result.run.id)?.inputs['correlation_id'],
  );
  expect(found).toEqual([ID, OTHER]);
});

test('a server that refuses return_run_details is asked without it, and that is remembered', async () => {
  const { start, posts } = setUp(OLD_SERVER);
  for (const correlationId of [ID, OTHER])
    expect(await start({ ref: 'main', correlationId })).toMatchObject({
      kind: 'started',
      identity: 'correlated',
    });
  const details = posts().map(({ status, body }) => [
    status,
    'return_run_details' in (body as object),
  ]);
  expect(details).toEqual([
    [400, true],
    [204, false],
    [204, false],
  ]);
});

describe('refusals', () => {
  test.each([
    [401, 'Bad credentials', 'bad_credentials'],
    [422, 'No ref found for: 1234abc', 'ref_not_found'],
    [422, 'Unexpected inputs provided: ["distinct_id"]', 'unexpected_inputs'],
    [422, "Required input 'target' not provided", 'missing_inputs'],
    [
      422,
      "Workflow does not have 'workflow_dispatch' trigger",
      'not_dispatchable',
    ],
    [
      422,
      "Provided value '' for input 'debug' not in the list of allowed values",
      'invalid_inputs',
    ],
    [
      422,
      "failed to parse workflow: (Line: 7, Col: 9): Unexpected value 'inputs.version'",
      'workflow_invalid',
    ],
    [422, 'The input stream broke', 'refused'],
    [
      403,
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
      'ip_not_allowed',
    ],
    [
      403,
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      'sso_required',
    ],
    [403, 'Repository was archived so is read-only.', 'repository_archived'],
    [410, 'This API version is gone', 'refused'],
  ] as const)('%i %s: %s', async (status, message, reason) => {
    const { local, start, posts, refuse } = setUp();
    refuse(status, message);
    const result = await start({ ref: 'main' });
    expect(result).toMatchObject({
      kind: 'rejected',
      reason,
      correlationId: ID,
    });
    expect(result.kind === 'rejected' && result.message).toContain(message);
    expect(posts()).toHaveLength(1);
    expect(local.runs()).toHaveLength(0);
  });

  test('SAML is recognised by its header, whatever the message says', async () => {
    const { start, refuse } = setUp();
    refuse(403, 'Forbidden', {
      'x-github-sso': 'required; url=https://github.com/orgs/acme/sso',
    });
    expect(await start({ ref: 'main' })).toMatchObject({
      reason: 'sso_required',
    });
  });

  test('the missing permission is named as GitHub names it', async () => {
    const { clock, local, connect } = setUp();
    const token = local.addToken('limited', {
      actions: 'read',
      contents: 'read',
      metadata: 'read',
    });
    const result = await dispatch(
      connect({ auth: { token } }),
      { workflow: 'deploy.yml', ref: 'main' },
      { clock },
    );
    expect(result).toMatchObject({ kind: 'rejected', reason: 'no_permission' });
    expect(result.kind === 'rejected' && result.message).toContain(
      'Grant "Actions: write"',
    );
  });

  test.each([
    [
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767229200' },
      '2026-01-01T01:00:00Z',
    ],
    [429, { 'retry-after': '60' }, '2026-01-01T00:01:00Z'],
  ] as const)(
    '%i, a limit: it says until when',
    async (status, headers, until) => {
      const { start, refuse } = setUp();
      refuse(status, 'Slow down', headers);
      const result = await start({ ref: 'main' });
      expect(result).toMatchObject({
        kind: 'rejected',
        reason: 'rate_limited',
        retryAt: new Date(until),
      });
      expect(result.kind === 'rejected' && result.message).toContain(
        until.replace('T', ' ').replace('Z', ' UTC'),
      );
    },
  );

  test('a disabled workflow, an unknown ref, an unknown workflow', async () => {
    const { local, start } = setUp();
    expect(await start({ ref: 'nowhere' })).toMatchObject({
      reason: 'ref_not_found',
    });
    expect(await start({ ref: 'main', workflow: 'no.yml' })).toMatchObject({
      reason: 'workflow_not_found',
    });
    local.setWorkflowState('deploy.yml', 'disabled_manually');
    expect(await start({ ref: 'main' })).toMatchObject({
      reason: 'workflow_disabled',
    });
  });

  test('404 for a repository that is not shown is not taken for a missing workflow', async () => {
    const { clock, connect } = setUp();
    const github = connect({ repository: 'acme/other' });
    for (const ref of [undefined, 'main'])
      expect(
        await dispatch(
          github,
          { workflow: 'deploy.yml', ...(ref === undefined ? {} : { ref }) },
          { clock },
        ),
      ).toMatchObject({ kind: 'rejected', reason: 'repository_not_found' });
  });

  test('no connection: nothing was started', async () => {
    const { local, start } = setUp();
    local.setOutage('unreachable');
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
          Array.from({ length: 25 }, (_value, index) => [`i${index}`, 'x']),
        ),
      },
    ],
    ['inputs_too_long', { inputs: { text: 'x'.repeat(65_535) } }],
    ['invalid_correlation_id', { correlationId: '42' }],
  ] as const)(
    '%s is found before anything is sent',
    async (reason, request) => {
      const { local, start } = setUp();
      expect(await start(request)).toMatchObject({ kind: 'rejected', reason });
      expect(local.requests).toEqual([]);
    },
  );

  test('aborted before it is sent', async () => {
    const { local, start } = setUp();
    const result = await start(
      { ref: 'main' },
      { signal: AbortSignal.abort() },
    );
    expect(result).toMatchObject({ kind: 'rejected', reason: 'aborted' });
    expect(local.requests).toEqual([]);
  });
});

describe('a lost response', () => {
  test.each<Fault>([
    { kind: 'drop-after' },
    { kind: 'status-after', status: 502 },
    { kind: 'hang', after: true },
  ])(
    '%o: it is announced at once, and the run is found by its id',
    async (fault) => {
      const { clock, local, start, posts, byHand } = setUp();
      byHand();
      local.fail(POST, fault);
      const lostAt: number[] = [];
      const sentAt = clock.now();
      const result = await start(
        { ref: 'main' },
        { onResponseLost: () => lostAt.push(clock.now() - sentAt) },
      );
      expect(result).toMatchObject({ kind: 'started', identity: 'correlated' });
      expect(
        result.kind === 'started' &&
          local.run(result.run.id)?.inputs['correlation_id'],
      ).toBe(ID);
      expect(posts()).toHaveLength(1);
      expect(lostAt).toEqual([fault.kind === 'hang' ? 10_000 : 0]);
    },
  );

  test.each<Fault>([{ kind: 'drop' }, BAD_GATEWAY, { kind: 'hang' }])(
    '%o and no run: ambiguous, never sent again, and no other run is taken for it',
    async (fault) => {
      const { local, start, posts, byHand } = setUp();
      local.fail(POST, fault);
      byHand('started by another person at the same moment');
      const result = await start({ ref: 'main' });
      expect(result).toMatchObject({
        kind: 'ambiguous',
        cause: 'response_lost',
        correlationId: ID,
      });
      expect(posts()).toHaveLength(1);
    },
  );

  test.each([
    ['another event', { event: 'pull_request' }],
    ['another ref', { branch: 'feature' }],
    ['another workflow', { workflow: 'other.yml' }],
    ['another creator', { actor: 'mallory' }],
    ['a time before the dispatch', { createdAt: Date.UTC(2025, 11, 31, 23) }],
  ] as const)(
    'a run of %s that carries the id is not ours',
    async (_name, more) => {
      const { local, start, byHand } = setUp({
        workflows: [DEPLOY, { ...DEPLOY, file: 'other.yml' }],
        branches: ['feature'],
      });
      local.fail(POST, { kind: 'drop' });
      byHand(`Deploy [${ID}]`, more);
      expect(await start({ ref: 'main' })).toMatchObject({ kind: 'ambiguous' });
    },
  );

  test('two runs that fit are ambiguous', async () => {
    const { local, start, byHand } = setUp();
    local.fail(POST, { kind: 'drop-after' });
    byHand(`Deploy [${ID}]`);
    const result = await start({ ref: 'main' });
    expect(result).toMatchObject({ cause: 'several_candidates' });
    expect(result.kind === 'ambiguous' && result.candidates).toHaveLength(2);
  });

  test.each([-61_000, 61_000, 3_600_000])(
    'the host is %i ms ahead of GitHub: its clock decides nothing',
    async (hostAhead) => {
      const { local, start } = setUp({ hostAhead });
      local.fail(POST, { kind: 'status-after', status: 502 });
      expect(await start({ ref: 'main' })).toMatchObject({
        kind: 'started',
        identity: 'correlated',
      });
    },
  );

  test('the stored search finds the run after a restart', async () => {
    const { local, github, start, byHand } = setUp();
    local.fail(POST, { kind: 'drop' });
    const result = await start({ ref: 'main' });
    if (result.kind !== 'ambiguous') throw new Error(result.kind);
    const run = byHand(`Deploy [${ID.toUpperCase()}]`);
    const stored = JSON.parse(JSON.stringify(result.search)) as Search;
    expect(await locate(github, stored)).toMatchObject({
      kind: 'found',
      identity: 'correlated',
      run: { id: run.id },
    });
  });
});

test(
  'any fault at the POST and the look: never two runs, never a wrong one, never two POSTs',
  { timeout: 60_000 },
  async () => {
    const fault: fc.Arbitrary<Fault> = fc.oneof(
      fc.constantFrom<Fault>(
        { kind: 'drop' },
        { kind: 'drop-after' },
        { kind: 'status', status: 200, body: '<html>Sign in</html>' },
      ),
      fc
        .constantFrom(400, 401, 403, 404, 408, 422, 429, 500, 502, 503)
        .map((status) => ({ kind: 'status' as const, status })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.option(fault),
        fc.array(fault, { maxLength: 8 }),
        fc.boolean(),
        fc.boolean(),
        fc.nat(3),
        async (post, reads, old, echo, strangers) => {
          const { local, start, posts, byHand } = setUp({
            ...(old ? OLD_SERVER : {}),
            workflows: [echo ? DEPLOY : SILENT],
          });
          if (post) local.fail(POST, post);
          for (const read of reads) local.fail('GET /runs', read);
          for (let count = 0; count < strangers; count += 1) byHand();
          const result = await start({
            ref: 'main',
            ...(echo ? { echo } : {}),
          });
          const created = local
            .runs()
            .filter((run) => run.inputs['correlation_id'] === ID);
          expect(created.length).toBeLessThanOrEqual(1);
          const accepted = posts().filter(
            ({ status }) => typeof status === 'number' && status < 300,
          );
          expect(accepted.length).toBeLessThanOrEqual(1);
          if (result.kind === 'started' && result.identity !== 'probable')
            expect(created.map((run) => run.id)).toEqual([result.run.id]);
          if (result.kind === 'started' && result.identity === 'probable')
            expect([echo, strangers]).toEqual([false, 0]);
          if (result.kind === 'rejected') expect(created).toEqual([]);
        },
      ),
      { seed: 5, numRuns: 150 },
    );
  },
);

test('a workflow that does not echo: a single candidate is probable, two are ambiguous', async () => {
  const alone = setUp({
    ...OLD_SERVER,
    workflows: [SILENT],
    branches: ['other'],
  });
  alone.byHand('old', { createdAt: Date.UTC(2025, 11, 31, 23, 59) });
  alone.byHand('pushed', { event: 'push' });
  alone.byHand('of another branch', { branch: 'other' });
  const sure = await alone.start({ ref: 'refs/heads/main', echo: false });
  expect(sure).toMatchObject({ kind: 'started', identity: 'probable' });
  const ours = alone.local.runs().find(({ title }) => title === 'Deploy');
  expect(sure.kind === 'started' && sure.run.id).toBe(ours?.id);
  expect(alone.posts().at(-1)?.body).toMatchObject({ inputs: {} });

  const crowded = setUp({ ...OLD_SERVER, workflows: [SILENT] });
  crowded.byHand();
  const two = await crowded.start({ ref: 'main' });
  expect(two).toMatchObject({ kind: 'ambiguous', cause: 'several_candidates' });
  expect(two.kind === 'ambiguous' && two.candidates).toHaveLength(2);
});

test('if runs do carry ids, one without is never taken', async () => {
  const { clock, github, byHand } = setUp();
  byHand(`Deploy [${OTHER}]`);
  byHand('Deploy by hand');
  const search: Search = {
    workflow: 'deploy.yml',
    event: 'workflow_dispatch',
    ref: 'main',
    correlationId: ID,
    dispatchedAt: new Date(clock.now()).toISOString(),
    accepted: true,
  };
  expect(await locate(github, search, { settle: true })).toMatchObject({
    kind: 'none',
  });
  byHand(`Deploy [${ID}]`);
  byHand(`Deploy [${ID}]`, { event: 'push' });
  expect(await locate(github, search)).toMatchObject({
    kind: 'found',
    identity: 'correlated',
  });
});

test('the run is found behind 250 newer ones', async () => {
  const { clock, github, byHand } = setUp();
  const ours = byHand(`Deploy [${ID}]`);
  for (let count = 0; count < 250; count += 1) byHand('busy');
  const found = await locate(github, {
    workflow: 'deploy.yml',
    event: 'workflow_dispatch',
    correlationId: ID,
    dispatchedAt: new Date(clock.now()).toISOString(),
    accepted: true,
  });
  expect(found).toMatchObject({ kind: 'found', run: { id: ours.id } });
});

test('accepted, but the list cannot be read: still searching, with what is needed to continue', async () => {
  const { local, start } = setUp(OLD_SERVER);
  local.fail('GET /runs', { kind: 'status', status: 503 }, 1_000);
  expect(await start({ ref: 'main' })).toMatchObject({
    kind: 'searching',
    search: { accepted: true, correlationId: ID },
  });
});

test('repository_dispatch finds its run by the id too', async () => {
  const { clock, local, github } = setUp();
  const pending = dispatchRepository(
    github,
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
  expect(local.runs()[0]?.title).toBe(`Deploy [${ID}]`);
  const clientPayload = Object.fromEntries(
    Array.from({ length: 10 }, (_value, index) => [`k${index}`, 1]),
  );
  expect(
    await dispatchRepository(github, { eventType: 'deploy', clientPayload }),
  ).toMatchObject({ reason: 'too_many_inputs' });
});
