import type { Job, Result, Run } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import { defineAgent, type Agent, type Reply } from '../agent.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core.ts';
import { createReport, type Report } from '../report.ts';
import { failureSentence, runWord } from '../run-words.ts';
import { diagnosisInputs } from './diagnose.ts';
import { namedRun, runUrl } from './run-url.ts';
import { checkApi, checkFrontend, type Target } from './verify-endpoints.ts';
import { verifyReport, withDiagnosis } from './verify-report.ts';
import { checkRun } from './verify-run.ts';

/** Checks that a deploy run did all it should, and that what it deployed answers. */
export function createVerifyLatest(config: Config): Agent {
  const { deploy, diagnose } = config.workflows;
  return defineAgent({
    id: 'deploy_verifier',
    name: 'Verify the deploy',
    description:
      'Check the latest deploy: its steps, the frontend, the API; suggest fixes',
    command: 'verify-latest',
    effect: 'read',
    effectOf: (input) => (input.diagnose ? 'write' : 'read'),
    visibility: 'public',
    input: z.object({
      run_url: runUrl(config.github)
        .optional()
        .describe(
          'Link or number of the deploy run to check; the latest without it',
        ),
      diagnose: z
        .boolean()
        .default(false)
        .describe('Start the diagnosis, too (needs an operator)'),
    }),
    examples: [
      { input: {}, does: 'checks the latest deploy' },
      { input: { diagnose: true }, does: 'checks it and starts the diagnosis' },
    ],
    defers: () => true,
    suggest: {
      run_url: (typed, core) => recentRuns(typed, core, deploy.file),
    },
    async run(input, { core, signal, start }) {
      const found = await findRun(input.run_url, core, deploy.file, signal);
      if ('problem' in found)
        return { report: found.problem, outcome: found.outcome };
      const { run } = found;
      const looking = { clock: core.clock, signal };
      const api = await apiOf(run, core);
      const [jobs, frontendChecks, apiChecks] = await Promise.all([
        jobsOf(run, core, signal),
        checkFrontend(frontendOf(core), config.checks.frontendPaths, looking),
        checkApi(api, config.checks.apiPaths, looking),
      ]);
      const verified = verifyReport({
        title: deploy.name,
        run,
        latest: input.run_url === undefined,
        groups: [
          {
            heading: 'Deploy run',
            checks: checkRun(run, jobs, core.clock.now()),
          },
          { heading: 'Frontend', checks: frontendChecks },
          { heading: 'API', checks: apiChecks },
        ],
        suggestDiagnosis: !input.diagnose,
      });
      if (!input.diagnose) return verified;
      const started = await start({
        workflow: 'diagnose',
        inputs: diagnosisInputs(
          httpsOnly(config.checks.frontendBaseUrl),
          httpsOnly(api?.base),
        ),
        wait: false,
        title: diagnose.name,
      });
      return withDiagnosis(verified, started);
    },
  });
}

async function jobsOf(
  run: Run,
  { github }: Core,
  signal: AbortSignal,
): Promise<readonly Job[]> {
  const listed = await github.listJobs(run.id, run.attempt, { signal });
  return listed.ok && listed.value.modified ? listed.value.value : [];
}

function frontendOf({ config, fetchConfigured }: Core): Target | undefined {
  const base = config.checks.frontendBaseUrl;
  return base === undefined ? undefined : { base, fetch: fetchConfigured };
}

/** The API that this run's client was deployed for: the one a person gave (guarded), else the configured one. */
async function apiOf(run: Run, core: Core): Promise<Target | undefined> {
  const since = run.createdAt.getTime() - QUARTER_HOUR;
  const deploys = await core.journal.listInvocations({
    command: 'deploy-client',
    decision: 'accepted',
    since,
    limit: 1000,
  });
  const given = deploys.find(({ runId }) => runId === run.id)?.input[
    'api_base'
  ];
  if (typeof given === 'string')
    return { base: given, fetch: core.fetchGuarded };
  const base = core.config.checks.apiBase;
  return base === undefined ? undefined : { base, fetch: core.fetchConfigured };
}

/** A run is created within this of its invocation, whatever the clocks say; milliseconds. */
const QUARTER_HOUR = 15 * 60 * 1000;

function httpsOnly(url: string | undefined): string | undefined {
  return url?.startsWith('https:') ? url : undefined;
}

async function findRun(
  url: string | undefined,
  { github }: Core,
  file: string,
  signal: AbortSignal,
): Promise<
  | { readonly run: Run }
  | { readonly problem: Report; readonly outcome: Reply['outcome'] }
> {
  if (url === undefined) {
    const page = await github.listRunsPage({
      workflow: file,
      perPage: 1,
      signal,
    });
    if (!page.ok) return githubFailed(page);
    const run = page.value.modified ? page.value.value.runs[0] : undefined;
    return run === undefined
      ? noSuchRun('There is no deploy to check yet.')
      : { run };
  }
  const { runId, attempt } = namedRun(url);
  const got =
    attempt === undefined
      ? await github.getRun(runId, { signal })
      : await github.getRunAttempt(runId, attempt, { signal });
  if (!got.ok && got.reason !== 'not_found') return githubFailed(got);
  if (!got.ok || !got.value.modified)
    return noSuchRun(`${github.repository} has no run #${runId}.`);
  const run = got.value.value;
  return run.path !== undefined && !run.path.split('@')[0]?.endsWith(`/${file}`)
    ? noSuchRun(
        `Run #${runId} is of another workflow, ${run.workflowName ?? run.path}.`,
      )
    : { run };
}

function noSuchRun(summary: string) {
  return {
    problem: createReport({
      title: 'No deploy to check',
      tone: 'warning',
      summary,
      data: { verdict: 'no_run', message: summary },
    }),
    outcome: 'failed',
  } as const;
}

function githubFailed(failure: Extract<Result<never>, { ok: false }>) {
  const summary = failureSentence(failure);
  return {
    problem: createReport({
      title: 'The deploy could not be checked',
      tone: 'failure',
      summary,
      data: { verdict: 'error', reason: failure.reason, message: summary },
    }),
    outcome: 'error',
  } as const;
}

/** Deploy runs to choose from, newest first. */
async function recentRuns(
  typed: string,
  { github }: Core,
  file: string,
): Promise<readonly { name: string; value: string }[]> {
  const page = await github.listRunsPage({ workflow: file, perPage: 25 });
  const runs = page.ok && page.value.modified ? page.value.value.runs : [];
  return runs
    .map((run) => ({
      name: `#${run.id} ${runWord(run)}, ${run.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      // Discord takes values of at most 100 characters; the number alone is understood, too.
      value: run.url.length <= 100 ? run.url : String(run.id),
    }))
    .filter(({ name, value }) =>
      `${name} ${value}`.toLowerCase().includes(typed.trim().toLowerCase()),
    );
}
