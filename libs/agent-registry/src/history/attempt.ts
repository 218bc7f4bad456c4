/** Which attempt of which run. */
export interface AttemptKey {
  /** `owner/name`, lower case: GitHub ignores the case. */
  readonly repository: string;
  readonly runId: number;
  /** From 1. */
  readonly attempt: number;
}

/** How the end of an attempt is known, from the most to the least reliable. */
export const END_SOURCES = ['jobs', 'webhook', 'updated_at'] as const;
export type EndSource = (typeof END_SOURCES)[number];

/** What a deploy that started the run changed. */
export interface AttemptDeploy {
  /** `client/production` */
  readonly target: string;
  readonly kind: 'deploy' | 'redeploy' | 'rollback';
}

/** Facts about an attempt that GitHub never changes; null until they were seen. */
export interface AttemptFacts {
  /** The number that people know: `#45`. */
  readonly runNumber: number | null;
  readonly workflowId: number | null;
  /** `.github/workflows/ci.yml` */
  readonly workflowPath: string | null;
  readonly workflowName: string | null;
  readonly title: string | null;
  readonly event: string | null;
  readonly branch: string | null;
  readonly sha: string | null;
  /** When the head commit was made. */
  readonly committedAt: number | null;
  /** Who started the run, as GitHub names them. */
  readonly actor: string | null;
  readonly url: string | null;
  /** The run's; a re-run does not change it. */
  readonly createdAt: number | null;
  /** This attempt's. */
  readonly startedAt: number | null;
  /** Who asked for it here. */
  readonly requester: string | null;
  readonly deploy: AttemptDeploy | null;
}

/** Where an attempt stands. */
export interface AttemptState {
  /** GitHub's status, or a value it did not document. */
  readonly status: string;
  readonly conclusion: string | null;
  /** GitHub's `updated_at` of this state. */
  readonly updatedAt: number;
}

/** One look at an attempt, from a webhook, a list or a poll. Times are milliseconds since the epoch. */
export interface AttemptSighting extends AttemptKey, Partial<AttemptFacts> {
  readonly state?: AttemptState | undefined;
  /** When the attempt ended, if this look shows it, and by which source. */
  readonly end?: { readonly by: EndSource; readonly at: number } | undefined;
  /** Jobs that this look shows. */
  readonly jobs?: readonly JobRecord[] | undefined;
  /** `jobs` are all jobs of the attempt, so their ends are its end once each of them has ended. */
  readonly jobsWhole?: boolean | undefined;
  /** How long approvals were waited for. */
  readonly approvalWaitMs?: number | null | undefined;
  /** GitHub no longer knows the run. */
  readonly deletedAt?: number | undefined;
}

/** Everything that is known of an attempt. */
export interface AttemptRecord extends AttemptKey, AttemptFacts {
  readonly state: AttemptState | null;
  /** By source; the most reliable one is the end. */
  readonly ends: Readonly<Partial<Record<EndSource, number>>>;
  readonly jobsSeen: boolean;
  readonly approvalWaitMs: number | null;
  readonly deletedAt: number | null;
  /** When its finished state was first seen as it happened; null if it is unfinished or came with a back-fill. */
  readonly recordedAt: number | null;
}

/** One job of an attempt. */
export interface JobRecord {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  /** Queued since. */
  readonly createdAt: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** Names of the steps that failed. */
  readonly failedSteps: readonly string[];
}

/** Only a conclusion finishes an attempt: `completed` without one is still being written by GitHub. */
export function isFinished(
  state: Pick<AttemptState, 'status' | 'conclusion'> | null,
): boolean {
  return state?.status === 'completed' && state.conclusion !== null;
}

/** The end of a finished attempt, and how it is known; null if it is not finished. */
export function endOf({ state, ends }: Pick<AttemptRecord, 'state' | 'ends'>): {
  readonly at: number;
  readonly by: EndSource;
} | null {
  if (state === null || !isFinished(state)) return null;
  for (const by of END_SOURCES) {
    const at = ends[by];
    if (at !== undefined) return { at, by };
  }
  return { at: state.updatedAt, by: 'updated_at' };
}
