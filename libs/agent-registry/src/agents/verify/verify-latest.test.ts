import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestCore, READER, type TestCore } from '../../testing/core.ts';
import { plain, plainLines as linesOf } from '../../testing/plain.ts';
import { startSite, type Page } from '../../testing/site.ts';

const NO_CACHE = { headers: { 'cache-control': 'no-cache' } };
const GOOD: Readonly<Record<string, Page>> = {
  '/': {},
  '/index.html': NO_CACHE,
  '/health': {},
  '/hello': {},
};

let site: Awaited<ReturnType<typeof startSite>>;
/** Without the seconds, which depend on the machine. */
const plainLines = (report: Parameters<typeof linesOf>[0]) =>
  linesOf(report).map((line) => line.replace(/, \d+s$/, ', …'));

let opened: TestCore;
/** What was asked of the Internet. */
let asked: string[];
beforeEach(async () => {
  site = await startSite({ ...GOOD });
  asked = [];
  opened = await openTestCore({
    config: {
      checks: {
        frontendBaseUrl: site.url,
        apiBase: site.url,
        frontendPaths: ['/', '/index.html'],
        apiPaths: ['/health', '/hello'],
      },
    },
    fetchGuarded: async (url) => {
      asked.push(url);
      return new Response('', { status: url.endsWith('/hello') ? 500 : 200 });
    },
  });
});
afterEach(async () => {
  await opened.close();
  await site.close();
});

function deploy(conclusion = 'success', failAtStep?: string) {
  return opened.github.finish(
    opened.github.startRun().id,
    conclusion,
    failAtStep === undefined ? {} : { failStep: failAtStep },
  );
}

describe('/verify-latest', () => {
  it('finds a good deploy good: one line of verdict and the checklist', async () => {
    const run = deploy();
    const { report, outcome } = await opened.call('verify-latest');
    expect(outcome).toBe('succeeded');
    expect(report).toMatchObject({
      title: 'Verify Client Deploy: passed',
      tone: 'success',
      summary: 'All 8 checks passed.',
      links: [{ url: run.htmlUrl }],
    });
    expect(plainLines(report)).toEqual([
      '# Deploy run',
      'passed Run: succeeded, …',
      'passed Build: Build the client, …',
      'passed Sync: Upload to storage, …',
      'passed Invalidation: Invalidate the cache, …',
      '# Frontend',
      'passed /: 200, …',
      'passed /index.html: 200, cache-control: no-cache, …',
      '# API',
      'passed /health: 200, …',
      'passed /hello: 200, …',
    ]);
  });

  it.each<[string, string, Page, string, RegExp]>([
    [
      'a page that is gone',
      '/',
      { status: 404 },
      'failed /: responded 404, …',
      /bucket/,
    ],
    [
      'index.html in caches',
      '/index.html',
      { headers: { 'cache-control': 'public, max-age=3600' } },
      'failed /index.html: 200, but cache-control is "public, max-age=3600" instead of no-cache, …',
      /--cache-control no-cache/,
    ],
    [
      'index.html without cache-control',
      '/index.html',
      {},
      'failed /index.html: 200, but cache-control is missing instead of no-cache, …',
      /--cache-control no-cache/,
    ],
    [
      'an API in trouble',
      '/health',
      { status: 503 },
      'failed /health: responded 503, …',
      /API’s log/,
    ],
  ])('finds %s, and says what to do', async (_, path, page, line, fix) => {
    deploy();
    site.pages[path] = page;
    const { report, outcome } = await opened.call('verify-latest');
    expect(outcome).toBe('failed');
    expect(report.tone).toBe('failure');
    expect(plain(report.summary)).toBe(`1 of 8 checks failed: ${path}.`);
    const lines = plainLines(report);
    expect(lines).toContain(line);
    const advice = lines.slice(lines.indexOf('# What to do') + 1);
    expect(advice[0]).toMatch(fix);
    expect(advice.at(-1)).toBe('- For a closer look: /diagnose.');
    expect(report.data['fixes']).toHaveLength(2);
  });

  it('takes no-cache among other directives, in any spelling', async () => {
    deploy();
    site.pages['/index.html'] = {
      headers: { 'cache-control': 'max-age=0, No-Cache' },
    };
    expect((await opened.call('verify-latest')).outcome).toBe('succeeded');
  });

  it.each([
    ['Build the client', 'failed Build: Build the client (failure), …'],
    ['Upload to storage', 'failed Sync: Upload to storage (failure), …'],
    [
      'Invalidate the cache',
      'failed Invalidation: Invalidate the cache (failure), …',
    ],
  ])('names the step that failed: %s', async (step, line) => {
    deploy('failure', step);
    const { report, outcome } = await opened.call('verify-latest');
    expect(outcome).toBe('failed');
    expect(plainLines(report)).toContain('failed Run: failed, …');
    expect(plainLines(report)).toContain(line);
  });

  it('does not take a run under way for a good one', async () => {
    const run = opened.github.startRun();
    opened.github.advance(run.id);
    const { report, outcome } = await opened.call('verify-latest');
    expect(outcome).toBe('unknown');
    expect(report.tone).toBe('progress');
    expect(plain(report.summary)).toMatch(/still in progress/);
  });

  it('bounds how long it waits for an answer', async () => {
    deploy();
    site.pages['/health'] = { hang: true };
    const command = opened.registry.byCommand('verify-latest');
    const late: (() => void)[] = [];
    // The clock of the checks: whatever is put off is done as soon as the others have answered.
    const clock = {
      now: () => 0,
      schedule: (_ms: number, run: () => void) => {
        late.push(run);
        return () => {};
      },
    };
    const invocation = { id: 'x' } as never;
    const running = command?.run(
      { diagnose: false },
      {
        invocation,
        caller: {} as never,
        core: { ...opened.core, clock },
        signal: new AbortController().signal,
        start: () => Promise.reject(new Error('starts nothing')),
        watch: () => Promise.reject(new Error('watches nothing')),
      },
    );
    while (!site.asked.includes('/health') || late.length < 4)
      await new Promise((resolve) => setImmediate(resolve));
    for (const run of late) run();
    const reply = await running;
    expect(reply?.outcome).toBe('failed');
    expect(plainLines(reply?.report ?? ({} as never))).toContain(
      'failed /health: no response within 8 s',
    );
  });

  it('does not take steps for passed that it could not see', async () => {
    deploy();
    opened.github.fail(/\/jobs/, { kind: 'status', status: 404 }, 3);
    const { report } = await opened.call('verify-latest');
    expect(plainLines(report)).toContain(
      'unknown Build: GitHub did not give the steps',
    );
    expect(plain(report.summary)).toMatch(/All 5 checks passed/);
  });

  it('says what it could not look at for want of an address', async () => {
    const bare = await openTestCore();
    try {
      bare.github.finish(bare.github.startRun().id);
      const { report, outcome } = await bare.call('verify-latest');
      expect(outcome).toBe('succeeded');
      expect(plain(report.summary)).toBe(
        'All 4 checks passed. Not checked: Frontend and API.',
      );
    } finally {
      await bare.close();
    }
  });

  it('says so where there is nothing to check, or GitHub fails', async () => {
    expect(await opened.call('verify-latest')).toMatchObject({
      outcome: 'failed',
      report: { summary: 'There is no deploy to check yet.' },
    });
    opened.github.fail('GET ', { kind: 'status', status: 403 }, 100);
    expect((await opened.call('verify-latest')).outcome).toBe('error');
  });
});

describe('the API that is checked', () => {
  it('is the one the deploy was given, through the guarded client', async () => {
    const { follow } = await opened.call('deploy-client', {
      api_base: 'https://api.example.com/v2',
    });
    opened.github.finish(follow?.runId ?? 0);
    const { report } = await opened.call('verify-latest');
    expect(asked.sort()).toEqual([
      'https://api.example.com/v2/health',
      'https://api.example.com/v2/hello',
    ]);
    expect(site.asked).not.toContain('/health');
    expect(plainLines(report)).toContain('failed /hello: responded 500, …');
  });

  it('is known as well where the workflow does not echo the id', async () => {
    const silent = await openTestCore({
      github: {
        workflows: [
          {
            file: 'client-deploy.yml',
            name: 'Client Deploy',
            inputs: { correlation_id: {}, requester: {}, VITE_API_BASE: {} },
            jobs: [{ name: 'deploy', steps: ['Build'] }],
          },
        ],
      },
      fetchGuarded: async (url) => {
        asked.push(url);
        return new Response('');
      },
    });
    try {
      await silent.call('deploy-client', {
        api_base: 'https://api.example.com',
      });
      await silent.call('verify-latest');
      expect(asked).toContain('https://api.example.com/health');
    } finally {
      await silent.close();
    }
  });

  it('is the configured one for a deploy that was given none', async () => {
    await opened.call('deploy-client', {
      api_base: 'https://api.example.com/v2',
    });
    deploy();
    await opened.call('verify-latest');
    expect(asked).toEqual([]);
    expect(site.asked).toContain('/health');
  });
});

describe('run_url', () => {
  it('names the run to check', async () => {
    const failed = deploy('failure', 'Build the client');
    deploy();
    expect((await opened.call('verify-latest')).outcome).toBe('succeeded');
    for (const run_url of [failed.htmlUrl, String(failed.id)])
      expect(await opened.call('verify-latest', { run_url })).toMatchObject({
        outcome: 'failed',
        report: { data: { run: { id: failed.id } } },
      });
  });

  it('of an earlier attempt checks that attempt', async () => {
    const run = deploy('failure', 'Build the client');
    opened.github.rerun(run.id);
    opened.github.finish(run.id);
    expect((await opened.call('verify-latest')).outcome).toBe('succeeded');
    expect(
      await opened.call('verify-latest', {
        run_url: `${run.htmlUrl}/attempts/1`,
      }),
    ).toMatchObject({ outcome: 'failed' });
  });

  it.each([
    'https://github.com/acme/other/actions/runs/12',
    'https://example.com/',
    'not a run',
  ])('%s is refused before anything is asked', async (run_url) => {
    opened.github.clearRequests();
    expect(await opened.refusal('verify-latest', { run_url })).toMatchObject({
      reason: 'invalid_input',
    });
    expect(opened.github.requests).toEqual([]);
  });

  it('of no run, or of another workflow, is refused', async () => {
    expect(await opened.call('verify-latest', { run_url: '7' })).toMatchObject({
      outcome: 'failed',
      report: { summary: 'acme/shop has no run #7.' },
    });
    const other = opened.github.startRun({ workflow: 'diagnose.yml' });
    expect(
      await opened.call('verify-latest', { run_url: other.htmlUrl }),
    ).toMatchObject({
      outcome: 'failed',
      report: { summary: expect.stringMatching(/another workflow/) },
    });
  });

  it('is suggested from the recent deploys', async () => {
    const first = deploy();
    const second = deploy('failure');
    const command = opened.registry.byCommand('verify-latest');
    const suggest = command?.suggest?.['run_url'];
    const all = (await suggest?.('', opened.core)) ?? [];
    expect(all.map(({ value }) => value)).toEqual([
      second.htmlUrl,
      first.htmlUrl,
    ]);
    expect(all[0]?.name).toMatch(new RegExp(`^#\\d+ Failed, 20`));
    expect(await suggest?.('succ', opened.core)).toHaveLength(1);
  });
});

describe('diagnose:true', () => {
  it('starts the diagnosis, too, and links it', async () => {
    deploy();
    const { report, outcome, follow } = await opened.call('verify-latest', {
      diagnose: true,
    });
    const [diagnosis] = opened.github.runs();
    expect(diagnosis).toMatchObject({ workflow: 'diagnose.yml' });
    expect(follow?.runId).toBe(diagnosis?.id);
    expect(outcome).toBe('succeeded');
    expect(report.links.map(({ url }) => url)).toContain(diagnosis?.htmlUrl);
    expect(plainLines(report)).toContain('# Diagnose on Demand: Started');
  });

  it('needs an operator, as everything that starts something', async () => {
    deploy();
    const refused = await opened.refusal(
      'verify-latest',
      { diagnose: true },
      READER,
    );
    expect(refused.reason).toBe('not_allowed');
    expect(opened.github.runs()).toHaveLength(1);
    expect((await opened.call('verify-latest', {}, READER)).outcome).toBe(
      'succeeded',
    );
  });

  it('spoils a good verdict where it cannot be started', async () => {
    deploy();
    opened.github.setWorkflowState('diagnose.yml', 'disabled_manually');
    const { outcome } = await opened.call('verify-latest', { diagnose: true });
    expect(outcome).toBe('rejected');
  });
});
