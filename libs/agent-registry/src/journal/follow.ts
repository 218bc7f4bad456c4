import type { JsonObject } from '../report/report.ts';
import type { Outcome } from '../report/outcome.ts';

/**
 * Where a follow stands.
 * - `dispatching`: the POST may or may not have been sent; after a crash the run is looked for, never posted again
 * - `searching`: GitHub accepted the dispatch, the run has not been seen yet
 * - `following`: the run is known and watched
 * - `concluded`: the outcome is known and not yet announced
 * - `closed`: announced; nothing more will be done
 */
export const FOLLOW_STAGES = [
  'dispatching',
  'searching',
  'following',
  'concluded',
  'closed',
] as const;
export type FollowStage = (typeof FOLLOW_STAGES)[number];

/**
 * How far the one new message that mentions the requester has come. `sending` is written before the request leaves, so
 * that a process that finds it after a crash asks Discord whether it arrived instead of sending it again.
 */
export const NOTICE_STATES = ['none', 'sending', 'sent'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

/** The durable record that a run is being watched for an invocation. Times are milliseconds since the epoch. */
export interface Follow {
  /** The invocation's id. */
  readonly id: string;
  /** Grows by one with each change; a change is made only on the version it was decided on. */
  readonly version: number;
  readonly stage: FollowStage;
  /** False for a command that was not asked to wait: it ends when the run is started. */
  readonly wait: boolean;
  readonly title: string;
  readonly workflow: string;
  readonly ref: string | null;
  readonly dispatchedAt: number;
  readonly identity: 'exact' | 'correlated' | 'probable' | null;
  readonly runId: number | null;
  readonly runUrl: string | null;
  /** The attempt that is followed: 1 after a dispatch, more after a re-run. */
  readonly attempt: number;
  /** What `locate` needs to look for the run; plain JSON, kept until the run is known. */
  readonly search: JsonObject | null;
  /** The newest known state of the run, as `snapshotToJson` writes it. */
  readonly snapshot: JsonObject | null;
  readonly outcome: Outcome | null;
  /** What is known about the outcome beyond its name: the sentence, the failed step, its log. */
  readonly outcomeDetail: JsonObject | null;
  /** When the timeout message is due. */
  readonly deadlineAt: number;
  readonly timedOut: boolean;
  /** A digest of the report last shown, so that an unchanged message is not sent again. */
  readonly shown: string | null;
  readonly shownAt: number | null;
  readonly notice: NoticeState;
  readonly noticeAt: number | null;
  /** Failed attempts in a row; grows the waiting time. */
  readonly failures: number;
  /** Since when GitHub has not answered; null while it does. */
  readonly troubleSince: number | null;
  /** What GitHub, or the way to it, answered then; null if there is no trouble. */
  readonly trouble: string | null;
  /** When GitHub allows the next request; null if it did not say. */
  readonly retryAt: number | null;
  /** Why the requester could not be notified of the outcome; null if they were, or no attempt has failed. */
  readonly undelivered: string | null;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
  /** When it wants to be looked at next. */
  readonly nextAt: number;
  readonly createdAt: number;
}

/** A follow at its first version, of which no more is known than `parts`; it wants to be looked at at once. */
export function newFollow(
  parts: Pick<
    Follow,
    | 'id'
    | 'stage'
    | 'wait'
    | 'title'
    | 'workflow'
    | 'ref'
    | 'dispatchedAt'
    | 'deadlineAt'
  > &
    Partial<Follow>,
): Follow {
  return {
    version: 1,
    identity: null,
    runId: null,
    runUrl: null,
    attempt: 1,
    search: null,
    snapshot: null,
    outcome: null,
    outcomeDetail: null,
    timedOut: false,
    shown: null,
    shownAt: null,
    notice: 'none',
    noticeAt: null,
    failures: 0,
    troubleSince: null,
    trouble: null,
    retryAt: null,
    undelivered: null,
    leaseOwner: null,
    leaseUntil: null,
    nextAt: parts.dispatchedAt,
    createdAt: parts.dispatchedAt,
    ...parts,
  };
}
