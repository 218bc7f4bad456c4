import type { Failure, GitHub } from '@yardmaster/github-dispatcher';
import {
  followReport,
  isDeadOwner,
  type Report,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT, exitCodeOf } from '../cli/exit-code.ts';
import { followToEnd } from './follow-to-end.ts';
import { createProgress } from '../progress/progress.ts';
import { fail, type Failed, type Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';
import { watchRun, type Watched, type WatchedRun } from './watch.ts';
import { withCore } from '../cli/core.ts';
import { findInvocation } from './find-invocation.ts';
import { runIdOf } from './run-id.ts';

export async function followRun(session: Session, run: string): Promise<void> {
  await withCore(session, { parts: ['github', 'database'] }, (core) =>
    followVerb(session, core, run),
  );
}

async function followVerb(
  session: Session,
  core: OpenCore,
  run: string,
): Promise<void> {
  const { journal, github } = core.core;
  const runId = runIdOf(run, github.repository);
  if (runId !== undefined) return watchAndShow(session, core, { runId });
  const found = await findInvocation(journal, run);
  if (!found.ok)
    return fail(session, { message: found.message, exitCode: EXIT.usage });
  const { invocation } = found;
  const follow = await journal.getFollow(invocation.id);
  if (
    follow !== null &&
    follow.stage !== 'closed' &&
    invocation.surface === 'cli'
  ) {
    // One that was being followed by a process that is gone need not wait until that one's time is over.
    await journal.breakLeases(isDeadOwner);
    await core.follows.takeUp(follow);
    return followToEnd(session, core, invocation);
  }
  if (follow?.outcome != null) {
    showReport(session, followReport(follow, invocation));
    session.exitCode = exitCodeOf(
      follow.outcome,
      follow.outcomeDetail?.['reason'],
    );
    return;
  }
  if (invocation.runId === null)
    return fail(session, {
      message: `${run} started no run. See \`yardmaster journal show ${run}\`.`,
      exitCode: EXIT.usage,
    });
  await watchAndShow(session, core, {
    runId: invocation.runId,
    invocation,
    ...(follow === null ? {} : { attempt: follow.attempt }),
  });
}

async function watchAndShow(
  session: Session,
  core: OpenCore,
  run: WatchedRun,
): Promise<void> {
  const { terminal } = session;
  const { github } = core.core;
  // A run that was just started may be unknown for a moment, and is waited for; one that somebody names is there or is not.
  const there = await github.getRun(run.runId, { signal: terminal.signal });
  if (!there.ok) return fail(session, cannotFollow(there, run, github));
  let last: Report | undefined;
  const progress = createProgress(session);
  const watched = await watchRun(
    core.core.github,
    run,
    (report, snapshot) => {
      last = report;
      progress.update(report, snapshot);
    },
    {
      signal: terminal.signal,
      timeout: core.core.config.follow.timeoutMs,
      pollInterval: core.core.config.follow.pollIntervalMs,
    },
  );
  progress.stop({
    keep: watched.kind !== 'concluded' && watched.kind !== 'deleted',
  });
  if (watched.kind === 'deleted')
    return fail(session, {
      message: `${core.core.github.repository} has no run ${run.runId}; it may have been deleted.`,
      exitCode: EXIT.notSuccessful,
    });
  if (last === undefined)
    return fail(session, {
      message: `GitHub told nothing of run ${run.runId}. Try again, or see \`yardmaster doctor\`.`,
      exitCode:
        watched.kind === 'interrupted' ? EXIT.interrupted : EXIT.serviceFailed,
    });
  if (watched.kind === 'concluded' || session.json) showReport(session, last);
  if (watched.kind !== 'concluded')
    terminal.stderr.write(
      `The run goes on. Come back with \`yardmaster follow ${run.runId}\`.\n`,
    );
  session.exitCode = codeOf(watched);
}

function cannotFollow(
  { reason, message }: Failure,
  { runId, invocation }: WatchedRun,
  { repository }: GitHub,
): Failed {
  switch (reason) {
    case 'not_found':
      return {
        message: `${repository} has no run ${runId}; it may have been deleted.`,
        exitCode: invocation === undefined ? EXIT.usage : EXIT.notSuccessful,
      };
    case 'unauthorized':
    case 'forbidden':
      return {
        message: `GitHub does not show run ${runId}: ${message} See \`yardmaster doctor\`.`,
        exitCode: EXIT.notAllowed,
      };
    case 'aborted':
      return { message: 'Interrupted.', exitCode: EXIT.interrupted };
    default:
      return {
        message: `GitHub failed: ${message} Try again, or see \`yardmaster doctor\`.`,
        exitCode: EXIT.serviceFailed,
      };
  }
}

function codeOf(watched: Watched): number {
  switch (watched.kind) {
    case 'concluded':
      return exitCodeOf(watched.outcome);
    case 'deleted':
      return EXIT.notSuccessful;
    case 'timed_out':
      return EXIT.stillRunning;
    case 'interrupted':
      return EXIT.interrupted;
  }
}
