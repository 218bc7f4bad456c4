import type { Instant } from './instant.ts';

/** One job of one attempt, as in GitHub's `GET …/runs/{id}/attempts/{n}/jobs`. */
export interface DigestJob {
  readonly name: string;
  readonly createdAt?: Instant | null;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly conclusion: string | null;
}

/**
 * One attempt of one workflow run; a run that was re-run twice is three of these. GitHub's list of runs holds only
 * the last attempt of each: give the earlier ones too where a store or the attempts API has them.
 *
 * @see https://docs.github.com/en/rest/actions/workflow-runs
 */
export interface DigestRun {
  readonly runId: number;
  /** `run_attempt`, from 1. */
  readonly attempt: number;
  /** The workflow's name, as shown. */
  readonly workflow: string;
  readonly event: string;
  readonly status: string | null;
  readonly conclusion: string | null;
  /** When the run was created; a re-run does not change it. */
  readonly createdAt: Instant;
  /** `run_started_at`: when this attempt began; a re-run resets it. */
  readonly startedAt?: Instant | null;
  readonly updatedAt: Instant;
  readonly url: string;
  readonly branch?: string | null;
  readonly sha?: string | null;
  /** The person behind the run, never the bot that dispatched it. */
  readonly requester?: string | null;
  /** `display_title`: the run-name, or the title of the event. */
  readonly displayTitle?: string | null;
  /** The jobs of this attempt. With them times are exact and split; without them the end is `updatedAt`. */
  readonly jobs?: readonly DigestJob[] | null;
  /** How long this attempt waited for somebody's approval, where the caller knows. */
  readonly approvalWaitMs?: number | null;
}

export const OUTCOMES = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'other',
  'running',
] as const;

/** What a run came to. `other` is neutral, stale, action_required, and every conclusion this version does not know. */
export type Outcome = (typeof OUTCOMES)[number];

const OUTCOME_OF_CONCLUSION: Readonly<Record<string, Outcome>> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  startup_failure: 'failure',
  cancelled: 'cancelled',
  skipped: 'skipped',
  neutral: 'other',
  stale: 'other',
  action_required: 'other',
};

/** Anything but `completed` is still running; an unknown or missing conclusion is `other`, never a success. */
export function outcomeOf(
  run: Pick<DigestRun, 'status' | 'conclusion'>,
): Outcome {
  if (run.status !== 'completed') return 'running';
  const { conclusion } = run;
  return conclusion !== null && Object.hasOwn(OUTCOME_OF_CONCLUSION, conclusion)
    ? (OUTCOME_OF_CONCLUSION[conclusion] ?? 'other')
    : 'other';
}

/** Whether the outcome is part of the success rate. */
export function isCounted(outcome: Outcome): boolean {
  return outcome === 'success' || outcome === 'failure';
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const BY = /\bby\s+@?([^\s()[\]·•|][^()[\]·•|]*)/i;

/**
 * Who asked for the run: `requester` where it is given, else the name after "by" in a run-name that also carries a
 * correlation id. Titles without an id are commit subjects ("Fix login by redirecting") and name nobody.
 */
export function requesterOf(
  run: Pick<DigestRun, 'requester' | 'displayTitle'>,
): string | null {
  if (run.requester) return run.requester;
  const title = run.displayTitle;
  if (!title || !UUID.test(title)) return null;
  return BY.exec(title.replace(UUID, ' '))?.[1]?.trim() ?? null;
}
