import type { Attempt, Coverage, Window } from '@yardmaster/digest';
import type { WorkflowConfig } from '../config/configuration.ts';
import type { Core } from '../command/core.ts';
import { endOf } from '../history/attempt.ts';
import { backfill, type BackfillResult } from '../history/backfill/backfill.ts';
import {
  joinRanges,
  missingRanges,
  type Coverage as Covered,
  type Range,
} from '../history/coverage.ts';
import type { AttemptWithJobs } from '../history/history.ts';
import { failureSentence } from '../report/run-words.ts';

export interface KnownAttempts {
  readonly attempts: readonly Attempt[];
  readonly coverage: readonly Coverage[];
  /** Why attempts are missing; absent if none are. */
  readonly partial?: string | undefined;
  readonly rateLimitedUntil?: number | undefined;
  /** Why nothing is known at all. */
  readonly failure?: string | undefined;
}

/** What a digest looks back at before its window: twelve weeks, milliseconds. */
const LOOK_BACK = 84 * 86_400_000;
/** Calls that one digest may spend on what the history lacks. */
const CALLS = 250;
/** Half of the hour's calls belong to deploys. */
const RESERVE = 0.5;

/**
 * The attempts of these workflows that a digest of the window needs, from the history; what the history lacks of the
 * window and the one before is read from GitHub first.
 */
export async function knownAttempts(
  core: Core,
  workflows: readonly WorkflowConfig[],
  { window, previous }: { readonly window: Window; readonly previous: Window },
  signal?: AbortSignal,
): Promise<KnownAttempts> {
  const { github, history, journal, clock } = core;
  const { repository } = github;
  const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
  // A run belongs to the window it ends in, and GitHub lists by creation: one window more finds what began earlier.
  const listedFrom = 2 * Date.parse(previous.start) - Date.parse(previous.end);
  const filled = await Promise.all(
    workflows.map(async ({ file, name }) => ({
      name,
      result: await backfill({
        history,
        source: github,
        repository,
        workflow: file,
        range: { from: listedFrom, to: end },
        calls: CALLS,
        reserve: RESERVE,
        now: clock.now(),
        signal,
      }),
    })),
  );
  const known = await history.list({
    repository,
    ended: { from: start - LOOK_BACK, to: end },
    recorded: { from: start, to: end },
    running: true,
    jobsFrom: Date.parse(previous.start),
  });
  const names = new Map(
    workflows.map(({ file, name }) => [pathOf(file), name]),
  );
  const wanted = known.filter(({ workflowPath }) =>
    names.has(workflowPath ?? ''),
  );
  const requesters = await journal.requestersOf([
    ...new Set(wanted.map(({ runId }) => runId)),
  ]);
  const problems = filled.flatMap(({ name, result }) =>
    result.complete ? [] : [`${name}: ${sentenceOf(result)}`],
  );
  const partial = problems.length === 0 ? undefined : problems.join(' ');
  const limits = filled.flatMap(({ result }) => result.retryAt ?? []);
  return {
    attempts: wanted.map((one) =>
      toAttempt(
        one,
        names.get(one.workflowPath ?? '') ?? '',
        requesters.get(one.runId)?.name ?? one.requester,
      ),
    ),
    coverage: commonCoverage(
      await history.coverage(repository),
      workflows.map(({ file }) => file),
      end,
    ),
    partial,
    rateLimitedUntil: limits.length === 0 ? undefined : Math.max(...limits),
    failure:
      known.length === 0 &&
      filled.every(({ result }) => result.reason === 'failed')
        ? partial
        : undefined,
  };
}

const REASONS: Readonly<Record<NonNullable<BackfillResult['reason']>, string>> =
  {
    budget: 'GitHub has more runs than one digest may read; try again shortly.',
    rate_limited: 'too few calls to GitHub are left in this hour.',
    failed: 'GitHub could not be read.',
    partial: 'GitHub did not list every run of this time.',
  };

function sentenceOf({ reason, failure }: BackfillResult): string {
  return failure === null
    ? REASONS[reason ?? 'partial']
    : failureSentence(failure);
}

function pathOf(file: string): string {
  return `.github/workflows/${file}`;
}

/** The spans of which every attempt of every one of these workflows is known. */
function commonCoverage(
  covered: readonly Covered[],
  files: readonly string[],
  end: number,
): readonly Coverage[] {
  const toCoverage =
    (how: Coverage['how']) =>
    ({ from, to }: Range): Coverage => ({ workflowId: null, from, to, how });
  const webhook = covered.filter(({ how }) => how === 'webhook');
  const common = files
    .map((file) =>
      joinRanges(
        covered.filter(
          ({ workflow }) => workflow === null || workflow === file,
        ),
      ),
    )
    .reduce<readonly Range[] | null>(
      (shared, own) => (shared === null ? own : intersect(shared, own)),
      null,
    );
  return [
    ...joinRanges(webhook).map(toCoverage('webhook')),
    // The newest runs are listed without the search, which lags two minutes behind.
    ...(common ?? [])
      .map(({ from, to }) => ({ from, to: end - to <= LAG ? end : to }))
      .map(toCoverage('list')),
  ];
}

/** How far the end of a list's coverage stays behind the moment it was read, milliseconds. */
const LAG = 130_000;

function intersect(
  one: readonly Range[],
  other: readonly Range[],
): readonly Range[] {
  return one.flatMap((range) =>
    missingRanges(range, missingRanges(range, other)),
  );
}

function toAttempt(
  record: AttemptWithJobs,
  workflow: string,
  requester: string | null,
): Attempt {
  const { state, createdAt, startedAt, runId } = record;
  const end = endOf(record);
  const seen = state?.updatedAt ?? createdAt ?? 0;
  return {
    runId,
    attempt: record.attempt,
    runNumber: record.runNumber,
    workflowId: record.workflowId,
    workflowPath: record.workflowPath,
    workflow,
    event: record.event ?? 'unknown',
    status: state?.status ?? null,
    conclusion: state?.conclusion ?? null,
    createdAt: createdAt ?? seen,
    startedAt,
    updatedAt: seen,
    endedAt: end?.at ?? null,
    endKnownBy: end?.by ?? null,
    recordedAt: record.recordedAt,
    url: record.url ?? '',
    branch: record.branch,
    sha: record.sha,
    committedAt: record.committedAt,
    requester,
    displayTitle: record.title,
    deploy: record.deploy,
    jobs: record.jobs,
    approvalWaitMs: record.approvalWaitMs,
  };
}
