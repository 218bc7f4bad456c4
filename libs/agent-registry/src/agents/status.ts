import type { Failure, Run } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import { defineAgent, type Agent } from '../command/agent.ts';
import type { Config, WorkflowConfig } from '../config/configuration.ts';
import type { Core } from '../command/core.ts';
import { iconOf } from '../report/job-lines.ts';
import {
  createReport,
  type Inline,
  type JsonObject,
  type Line,
  type Section,
  type Tone,
} from '../report/report.ts';
import {
  failureSentence,
  runDuration,
  runName,
  runTone,
  runWord,
} from '../report/run-words.ts';

/** The last runs of both workflows. */
export function createStatus(config: Config): Agent {
  const workflows = [config.workflows.deploy, config.workflows.diagnose];
  return defineAgent({
    id: 'status_reporter',
    name: 'Report the status',
    description:
      'Show the last runs of each workflow: outcome, when, how long, link',
    command: 'status',
    effect: 'read',
    visibility: 'public',
    input: z.object({
      count: z
        .int()
        .min(1)
        .max(3)
        .default(2)
        .describe('How many runs of each workflow'),
    }),
    examples: [
      { input: {}, does: 'shows the last 2 runs of each workflow' },
      { input: { count: 3 }, does: 'shows the last 3' },
    ],
    async run({ count }, { core, signal }) {
      const lists = await Promise.all(
        workflows.map((workflow) => lastRuns(workflow, count, core, signal)),
      );
      const runs = lists.flatMap((list) => list.runs);
      const requesters = await core.journal.requestersOf(
        runs.map(({ run }) => run.id),
      );
      const now = core.clock.now();
      const undelivered = await core.journal.countUndelivered();
      const names = (id: number) => requesters.get(id)?.name ?? null;
      return {
        outcome: lists.every((list) => list.failure) ? 'error' : 'answered',
        report: createReport({
          title: `Status of ${core.github.repository}`,
          tone: toneOf(lists),
          ...(undelivered === 0
            ? {}
            : {
                summary: `${undelivered === 1 ? '1 outcome' : `${undelivered} outcomes`} could not be delivered: the bot cannot write to the channel.`,
              }),
          sections: lists.map((list) => sectionOf(list, names)),
          data: {
            repository: core.github.repository,
            count,
            at: new Date(now).toISOString(),
            undelivered,
            workflows: lists.map((list) => dataOf(list, names)),
          },
        }),
      };
    },
  });
}

interface RunList {
  readonly workflow: WorkflowConfig;
  /** Newest first. */
  readonly runs: readonly { readonly run: Run; readonly durationMs: number }[];
  readonly failure?: Failure;
}

type NameOf = (runId: number) => string | null;

async function lastRuns(
  workflow: WorkflowConfig,
  count: number,
  { github, clock }: Core,
  signal: AbortSignal,
): Promise<RunList> {
  const page = await github.listRunsPage({
    workflow: workflow.file,
    perPage: count,
    signal,
  });
  if (!page.ok) return { workflow, runs: [], failure: page };
  const found = page.value.modified ? page.value.value.runs : [];
  const runs = await Promise.all(
    found.slice(0, count).map(async (run) => {
      const jobs = await github.listJobs(run.id, run.attempt, { signal });
      const known = jobs.ok && jobs.value.modified ? jobs.value.value : [];
      return { run, durationMs: runDuration(run, known, clock.now()) };
    }),
  );
  return { workflow, runs };
}

/** The worst of the newest: a failure that a later run fixed is no alarm. */
function toneOf(lists: readonly RunList[]): Tone {
  const tones = lists.map(({ runs: [latest], failure }): Tone => {
    if (failure) return 'failure';
    return latest === undefined ? 'neutral' : runTone(latest.run);
  });
  const order: readonly Tone[] = [
    'failure',
    'warning',
    'progress',
    'success',
    'info',
    'neutral',
  ];
  return order.find((tone) => tones.includes(tone)) ?? 'neutral';
}

function sectionOf(list: RunList, nameOf: NameOf): Section {
  const { workflow, runs, failure } = list;
  const lines: readonly Line[] =
    failure !== undefined
      ? [{ icon: 'warning', text: failureSentence(failure) }]
      : runs.length === 0
        ? [{ text: 'No runs yet.' }]
        : runs.map((one) => lineOf(one, nameOf));
  return { heading: workflow.name, lines };
}

function lineOf(
  { run, durationMs }: RunList['runs'][number],
  nameOf: NameOf,
): Line {
  const name = nameOf(run.id);
  const time = { time: run.startedAt.getTime(), style: 'relative' } as const;
  const duration = { duration: durationMs };
  const text: Inline[] = [
    { strong: runWord(run) },
    ...(run.status === 'completed'
      ? [' ', time, ', took ', duration]
      : [', started ', time, ', ', duration, ' so far']),
    ', ',
    { link: run.url, text: runName(run) },
    ...sourceOf(run),
    ...(name === null ? [] : [`, requested by ${name}`]),
    ...(run.attempt > 1 && run.triggeringActor !== undefined
      ? [`, re-run by ${run.triggeringActor}`]
      : []),
  ];
  return { icon: iconOf(run), text };
}

/** Branch and commit, and the title of the run if it says more than the workflow's name. */
function sourceOf(run: Run): readonly Inline[] {
  const { headBranch, headSha, displayTitle, workflowName } = run;
  // The id that Yardmaster asks workflows to put into the title says nothing to people.
  const title = displayTitle.replace(CORRELATION_ID, '').trim();
  return [
    ...(headBranch === null
      ? []
      : [', ', { code: headBranch }, ' at ', { code: headSha.slice(0, 7) }]),
    ...(title === '' || title === workflowName ? [] : [` – ${title}`]),
  ];
}

const CORRELATION_ID =
  /[[(]?\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b[\])]?/gi;

function dataOf(list: RunList, nameOf: NameOf): JsonObject {
  const { workflow, runs, failure } = list;
  return {
    name: workflow.name,
    file: workflow.file,
    error: failure?.reason ?? null,
    runs: runs.map(({ run, durationMs }) => ({
      id: run.id,
      number: run.runNumber ?? null,
      attempt: run.attempt,
      title: run.displayTitle,
      status: run.status,
      conclusion: run.conclusion,
      startedAt: run.startedAt.toISOString(),
      durationMs,
      branch: run.headBranch,
      sha: run.headSha,
      requester: nameOf(run.id),
      url: run.url,
    })),
  };
}
