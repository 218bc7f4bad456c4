import {
  followReport,
  isDeadOwner,
  type Invocation,
  type Report,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import type { Failure, GitHub } from '@yardmaster/github-dispatcher';
import { withCore } from '../cli/core.ts';
import { EXIT, exitCodeOf } from '../cli/exit-code.ts';
import type { WaitFlags, WebFlags } from '../cli/flags.ts';
import { fail, type Failed, type Session } from '../cli/session.ts';
import { showPage, showReport } from '../cli/show-report.ts';
import { createProgress } from '../progress/progress.ts';
import { followToEnd, noteStillRunning } from './follow-to-end.ts';
import { findRun, nearestRun } from './reference.ts';
import { watchRun, type Watched, type WatchedRun } from './watch.ts';

export type FollowFlags = WaitFlags & WebFlags;

export async function followRun(
  session: Session,
  run: string,
  { timeout, web }: FollowFlags,
): Promise<void> {
  await withCore(
    session,
    { parts: ['github', 'database'], timeout },
    async (core) => {
      const found = await findRun(core, run);
      if (!found.ok)
        return fail(session, {
          message: found.message,
          exitCode: EXIT.usage,
          helpFor: 'yardmaster follow',
        });
      if (found.kind === 'run')
        return watchAndShow(session, core, { runId: found.runId }, web);
      await followInvocation(session, core, found.invocation, web);
    },
  );
}

/** Goes on with the follow in the journal; of one that this process cannot take over, watches the run. */
async function followInvocation(
  session: Session,
  core: OpenCore,
  invocation: Invocation,
  web: boolean | undefined,
): Promise<void> {
  const { journal } = core.core;
  const follow = await journal.getFollow(invocation.id);
  const known = follow?.outcome != null;
  const ours =
    follow !== null &&
    follow.stage !== 'closed' &&
    invocation.surface === 'cli';
  if (web && (ours || known))
    await showPage(session, follow?.runUrl ?? invocation.runUrl);
  if (ours) {
    // The lease of a process that is gone need not run out.
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
      message: noRunOf(invocation),
      exitCode: EXIT.usage,
    });
  await watchAndShow(
    session,
    core,
    { runId: invocation.runId, invocation, attempt: follow?.attempt },
    web,
  );
}

/** Of an invocation that has no run. */
export function noRunOf({ id, command }: Invocation): string {
  const short = id.slice(0, 8);
  return `${short} (${command}) did not start a run. Run \`yardmaster journal show ${short}\` for details.`;
}

async function watchAndShow(
  session: Session,
  core: OpenCore,
  run: WatchedRun,
  web: boolean | undefined,
): Promise<void> {
  const { terminal } = session;
  const { github, config, journal } = core.core;
  // A run that was just started may be unknown for a moment; one that a person names exists or does not.
  const existing = await github.getRun(run.runId, { signal: terminal.signal });
  if (!existing.ok) {
    const failed = cannotFollow(existing, run, github);
    const hint =
      existing.reason === 'not_found'
        ? await nearestRun(journal, run.runId)
        : '';
    return fail(session, { ...failed, message: failed.message + hint });
  }
  if (web)
    await showPage(
      session,
      existing.value.modified ? existing.value.value.url : null,
    );
  let last: Report | undefined;
  const progress = createProgress(terminal);
  const watched = await watchRun(
    github,
    run,
    (report, since) => {
      last = report;
      progress.update(report, since);
    },
    {
      signal: terminal.signal,
      timeout: config.follow.timeoutMs,
      pollInterval: config.follow.pollIntervalMs,
    },
  ).finally(() => progress.stop({ keep: false }));
  if (watched.kind === 'deleted')
    return fail(session, {
      message: deleted(github, run),
      exitCode: EXIT.notSuccessful,
    });
  if (last === undefined)
    return fail(session, {
      message: `GitHub sent nothing about run ${run.runId}. Try again, or run \`yardmaster doctor\`.`,
      exitCode:
        watched.kind === 'interrupted' ? EXIT.interrupted : EXIT.serviceFailed,
    });
  showReport(session, last);
  if (watched.kind !== 'concluded')
    noteStillRunning(session, String(run.runId), {
      timeout:
        watched.kind === 'timed_out' ? config.follow.timeoutMs : undefined,
    });
  session.exitCode = codeOf(watched);
}

function deleted({ repository }: GitHub, { runId }: WatchedRun): string {
  return `Run ${runId} does not exist in ${repository}; it may have been deleted.`;
}

function cannotFollow(
  { reason, message }: Failure,
  run: WatchedRun,
  github: GitHub,
): Failed {
  switch (reason) {
    case 'not_found':
      return {
        message: deleted(github, run),
        exitCode:
          run.invocation === undefined ? EXIT.usage : EXIT.notSuccessful,
      };
    case 'unauthorized':
    case 'forbidden':
      return {
        message: `GitHub does not let this token read run ${run.runId}: ${message} Run \`yardmaster doctor\` to check it.`,
        exitCode: EXIT.notAllowed,
      };
    case 'aborted':
      return { message: 'Interrupted.', exitCode: EXIT.interrupted };
    default:
      return {
        message: `GitHub failed: ${message} Try again, or run \`yardmaster doctor\`.`,
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
