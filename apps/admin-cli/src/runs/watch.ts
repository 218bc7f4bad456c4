import {
  createRunWatcher,
  follow as followRun,
  type FollowEvent,
  type GitHub,
  type Outcome as RunOutcome,
  type Snapshot,
} from '@yardmaster/github-dispatcher';
import {
  runReport,
  type Invocation,
  type Outcome,
  type Report,
} from '@yardmaster/agent-registry';

/** How watching a run ended. The run itself goes on in all but the first two. */
export type Watched =
  | { readonly kind: 'concluded'; readonly outcome: RunOutcome | 'superseded' }
  | { readonly kind: 'deleted' | 'timed_out' | 'interrupted' };

/** What is known of a run before it is asked for. */
export interface WatchedRun {
  readonly runId: number;
  readonly attempt?: number | undefined;
  /** Who asked for it and through which command, where the journal knows. */
  readonly invocation?: Invocation;
}

/**
 * Watches a run that is not followed here (one of Discord's, or one that Yardmaster did not start) and shows each change as
 * the report of a follow. Writes nothing anywhere.
 */
export async function watchRun(
  github: GitHub,
  run: WatchedRun,
  show: (report: Report, since: number) => void,
  options: {
    readonly signal: AbortSignal;
    readonly timeout: number;
    /** Milliseconds between two looks. */
    readonly pollInterval: number;
  },
): Promise<Watched> {
  const { pollInterval, ...bounds } = options;
  const watcher = createRunWatcher({
    github,
    intervals: { first: Math.min(2_000, pollInterval), steps: [pollInterval] },
  });
  try {
    return await showEvents(
      followRun(github, run.runId, {
        detail: 'jobs',
        watcher,
        ...(run.attempt === undefined ? {} : { attempt: run.attempt }),
        ...bounds,
      }),
      run,
      show,
    );
  } finally {
    watcher.close();
  }
}

async function showEvents(
  events: AsyncIterable<FollowEvent>,
  run: WatchedRun,
  show: (report: Report, since: number) => void,
): Promise<Watched> {
  for await (const event of events) {
    switch (event.kind) {
      case 'snapshot':
        show(reportOf(run, event.snapshot, null), startOf(event.snapshot));
        break;
      case 'concluded': {
        const outcome = event.snapshot.superseded
          ? 'superseded'
          : event.outcome;
        show(reportOf(run, event.snapshot, outcome), startOf(event.snapshot));
        return { kind: 'concluded', outcome };
      }
      case 'deleted':
        return { kind: 'deleted' };
      case 'timed_out':
        return { kind: 'timed_out' };
      case 'aborted':
        return { kind: 'interrupted' };
      case 'trouble':
      case 'recovered':
        break;
    }
  }
  return { kind: 'interrupted' };
}

function startOf({ run }: Snapshot): number {
  return run.startedAt.getTime();
}

function reportOf(
  { invocation, runId }: WatchedRun,
  snapshot: Snapshot,
  outcome: Outcome | null,
): Report {
  const { run } = snapshot;
  const name = run.actor ?? 'unknown';
  const requester = invocation?.requester ?? { id: name, name };
  const report = runReport({
    title: run.workflowName ?? run.name ?? `Run ${runId}`,
    snapshot,
    outcome,
    requestedBy: requester.name,
  });
  // The same form as of a run that is followed in the journal.
  return { ...report, data: { ...report.data, requester: { ...requester } } };
}
