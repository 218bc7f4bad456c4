import type { Job, Run } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import { defineAgent, type Agent } from '../../command/agent.ts';
import type { Config } from '../../config/configuration.ts';
import type { Core } from '../../command/core.ts';
import type { Invocation } from '../../journal/invocation.ts';
import { diagnosisInputs } from '../diagnose.ts';
import { findRun, recentRuns } from './find-run.ts';
import { runUrl } from './run-url.ts';
import { checkApi, checkFrontend, type Target } from './endpoints.ts';
import { verifyReport, withDiagnosis } from './report.ts';
import { checkRun } from './run.ts';

/** Checks the steps of a deploy run, and that what it deployed responds. */
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
        .describe('Link or id of the deploy run to check; default: the latest'),
      diagnose: z
        .boolean()
        .default(false)
        .describe('Also start the diagnosis (needs an operator)'),
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
): Promise<readonly Job[] | undefined> {
  const listed = await github.listJobs(run.id, run.attempt, { signal });
  return listed.ok && listed.value.modified ? listed.value.value : undefined;
}

function frontendOf({ config, fetchConfigured }: Core): Target | undefined {
  const base = config.checks.frontendBaseUrl;
  return base === undefined ? undefined : { base, fetch: fetchConfigured };
}

/** The API that this run's client was deployed for: the one a person gave (guarded), else the configured one. */
async function apiOf(run: Run, core: Core): Promise<Target | undefined> {
  const given = (await startOf(run, core))?.input['api_base'];
  if (typeof given === 'string')
    return { base: given, fetch: core.fetchGuarded };
  const base = core.config.checks.apiBase;
  return base === undefined ? undefined : { base, fetch: core.fetchConfigured };
}

/** The invocation that started this run, if it was started here. */
async function startOf(
  run: Run,
  { journal }: Core,
): Promise<Invocation | undefined> {
  const ours = ({ runId }: Invocation) => runId === run.id;
  const [id] = CORRELATION_ID.exec(run.displayTitle) ?? [];
  const named = id === undefined ? [] : await journal.findInvocations(id);
  if (named.some(ours)) return named.find(ours);
  // The workflow does not echo the id.
  const deploys = await journal.listInvocations({
    command: 'deploy-client',
    decision: 'accepted',
    since: run.createdAt.getTime() - QUARTER_HOUR,
    limit: 1000,
  });
  return deploys.find(ours);
}

const CORRELATION_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** A run is created within this of its invocation, whatever the clocks say; milliseconds. */
const QUARTER_HOUR = 15 * 60 * 1000;

function httpsOnly(url: string | undefined): string | undefined {
  return url?.startsWith('https:') ? url : undefined;
}
