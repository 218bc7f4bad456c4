import {
  END_SOURCES,
  isFinished,
  type AttemptFacts,
  type AttemptRecord,
  type AttemptSighting,
  type AttemptState,
  type EndSource,
  type JobRecord,
} from './attempt.ts';

/** The order in which GitHub's states follow each other; an unknown one counts as running. */
const STATUS_ORDER = [
  'requested',
  'queued',
  'pending',
  'waiting',
  'in_progress',
  'completed',
];

const FACTS = [
  'runNumber',
  'workflowId',
  'workflowPath',
  'workflowName',
  'title',
  'event',
  'branch',
  'sha',
  'committedAt',
  'actor',
  'url',
  'createdAt',
  'startedAt',
  'requester',
  'deploy',
] as const satisfies readonly (keyof AttemptFacts)[];

/**
 * What is known after one more look. All of it but `recordedAt` is the same in whatever order the looks arrive and
 * however often each one is repeated: every part is the maximum of an order (a finished state beats a running one, a
 * later update an earlier one, a known fact an unknown one). `recordedAt` is when the finished state was first seen.
 * @param seenAt when this look took place as it happened; null for a back-fill of the past.
 */
export function mergeAttempt(
  known: AttemptRecord | null,
  sighting: AttemptSighting,
  seenAt: number | null,
): AttemptRecord {
  const state = latestState(known?.state ?? null, sighting.state ?? null);
  const wasFinished = isFinished(known?.state ?? null);
  return {
    repository: sighting.repository,
    runId: sighting.runId,
    attempt: sighting.attempt,
    ...mergeFacts(known, sighting),
    state,
    ends: mergeEnds(
      mergeEnds(known?.ends ?? {}, sighting.end),
      endByJobs(sighting),
    ),
    jobsSeen: known?.jobsSeen === true || showsAllJobs(sighting),
    approvalWaitMs: largest(
      known?.approvalWaitMs ?? null,
      sighting.approvalWaitMs ?? null,
    ),
    deletedAt: smallest(known?.deletedAt ?? null, sighting.deletedAt ?? null),
    recordedAt: wasFinished
      ? (known?.recordedAt ?? null)
      : isFinished(state)
        ? seenAt
        : null,
  };
}

/** The later state of an attempt or a job: finished over unfinished, then by GitHub's own time of the change. */
function latestState(
  one: AttemptState | null,
  other: AttemptState | null,
): AttemptState | null {
  if (one === null || other === null) return one ?? other;
  return compareStates(one, other) >= 0 ? one : other;
}

function compareStates(one: AttemptState, other: AttemptState): number {
  return (
    Number(isFinished(one)) - Number(isFinished(other)) ||
    one.updatedAt - other.updatedAt ||
    statusRank(one.status) - statusRank(other.status) ||
    compareText(one.status, other.status) ||
    compareText(one.conclusion ?? '', other.conclusion ?? '')
  );
}

function statusRank(status: string): number {
  const rank = STATUS_ORDER.indexOf(status);
  return rank === -1 ? STATUS_ORDER.indexOf('in_progress') : rank;
}

/** Of two values of a fact that never changes, the same one is kept whichever was seen first. */
function mergeFacts(
  known: AttemptRecord | null,
  sighting: AttemptSighting,
): AttemptFacts {
  const merged: Partial<Record<keyof AttemptFacts, unknown>> = {};
  for (const name of FACTS) {
    const one = known?.[name] ?? null;
    const other = sighting[name] ?? null;
    merged[name] =
      one === null || other === null
        ? (one ?? other)
        : compareText(JSON.stringify(one), JSON.stringify(other)) >= 0
          ? one
          : other;
  }
  return merged as unknown as AttemptFacts;
}

/**
 * `updated_at` moves on when GitHub touches a finished run (its logs expire) and a webhook may be delivered again: their
 * earliest times count. Of the jobs the latest end counts: an early list may lack jobs that were yet to be created.
 */
function mergeEnds(
  known: AttemptRecord['ends'],
  end: AttemptSighting['end'],
): AttemptRecord['ends'] {
  if (end === undefined) return known;
  const choose = end.by === 'jobs' ? largest : smallest;
  const at = choose(known[end.by] ?? null, end.at) ?? end.at;
  const ends: Partial<Record<EndSource, number>> = { ...known, [end.by]: at };
  return Object.fromEntries(
    END_SOURCES.flatMap((by) =>
      ends[by] === undefined ? [] : [[by, ends[by]]],
    ),
  );
}

/** All jobs of an attempt show its end once each of them has ended. */
function endByJobs(sighting: AttemptSighting): AttemptSighting['end'] {
  const ends = (sighting.jobs ?? []).flatMap(
    ({ completedAt }) => completedAt ?? [],
  );
  return showsAllJobs(sighting) && ends.length > 0
    ? { by: 'jobs', at: Math.max(...ends) }
    : undefined;
}

function showsAllJobs({ jobs, jobsWhole }: AttemptSighting): boolean {
  return jobsWhole === true && (jobs ?? []).every(isFinished);
}

/** What is known of a job after one more look; the same in any order. */
export function mergeJob(known: JobRecord | null, seen: JobRecord): JobRecord {
  if (known === null) return seen;
  const later = compareJobs(known, seen) >= 0 ? known : seen;
  return {
    id: known.id,
    name: largestText(known.name, seen.name),
    status: later.status,
    conclusion: later.conclusion,
    createdAt: smallest(known.createdAt, seen.createdAt),
    startedAt: largest(known.startedAt, seen.startedAt),
    completedAt: largest(known.completedAt, seen.completedAt),
    failedSteps: [
      ...new Set([...known.failedSteps, ...seen.failedSteps]),
    ].toSorted(),
  };
}

function compareJobs(one: JobRecord, other: JobRecord): number {
  return (
    Number(isFinished(one)) - Number(isFinished(other)) ||
    statusRank(one.status) - statusRank(other.status) ||
    compareText(one.status, other.status) ||
    compareText(one.conclusion ?? '', other.conclusion ?? '')
  );
}

function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function largestText(one: string, other: string): string {
  return compareText(one, other) >= 0 ? one : other;
}

function largest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

function smallest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
