import type { Command } from 'commander';
import { followReport, type Report } from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { followToEnd } from '../follow-to-end.ts';
import { createProgress } from '../progress.ts';
import { fail, type Session } from '../session.ts';
import { showReport } from '../show-report.ts';
import { watchRun, type Watched, type WatchedRun } from '../watch-run.ts';
import { withCore } from '../with-core.ts';
import { findInvocation } from './find-invocation.ts';
import { runIdOf } from './run-id.ts';

export function addFollow(program: Command, session: Session): void {
  const command = program
    .command('follow <run>')
    .description(
      'Follow a run to its conclusion: by its number, its URL, or the short id of the command that started it',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster follow 1f0c9a2b\n      goes on where Ctrl-C left off\n  $ yardmaster follow 20363538233\n      follows a run that anybody started\n',
    );
  command.action((run: string) =>
    withCore(session, { parts: ['github', 'database'] }, (core) =>
      followVerb(session, core, run),
    ),
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
