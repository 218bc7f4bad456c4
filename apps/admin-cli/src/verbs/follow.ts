import type { Command } from 'commander';
import { followReport, type Report } from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { createChangeWriter } from '../change-writer.ts';
import { EXIT, exitCodeOf } from '../exit-code.ts';
import { followToEnd } from '../follow-to-end.ts';
import { renderReport, type RenderOptions } from '../render.ts';
import {
  fail,
  printJson,
  type CommonOptions,
  type Session,
} from '../session.ts';
import { usesColor, widthOf } from '../terminal.ts';
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
  command.action(async (run: string) => {
    const options: CommonOptions = command.optsWithGlobals();
    await withCore(session, options, ['github', 'database'], (core) =>
      followVerb(session, core, run, options),
    );
  });
}

async function followVerb(
  session: Session,
  core: OpenCore,
  run: string,
  options: CommonOptions,
): Promise<void> {
  const { journal, github } = core.core;
  const runId = runIdOf(run, github.repository);
  if (runId !== undefined)
    return watchAndShow(session, core, { runId }, options);
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
    return followToEnd(session, core, invocation, options);
  }
  if (follow?.outcome != null) {
    show(session, followReport(follow, invocation), options);
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
  await watchAndShow(
    session,
    core,
    {
      runId: invocation.runId,
      invocation,
      ...(follow === null ? {} : { attempt: follow.attempt }),
    },
    options,
  );
}

async function watchAndShow(
  session: Session,
  core: OpenCore,
  run: WatchedRun,
  options: CommonOptions,
): Promise<void> {
  const { terminal } = session;
  let last: Report | undefined;
  const progress = createChangeWriter(
    (line) => terminal.stderr.write(`${line}\n`),
    rendering(session, 'stderr'),
  );
  const watched = await watchRun(
    core.core.github,
    run,
    (report) => {
      last = report;
      progress(report);
    },
    {
      signal: terminal.signal,
      timeout: core.core.config.follow.timeoutMs,
    },
  );
  if (last !== undefined && (watched.kind === 'concluded' || options.json))
    show(session, last, options);
  if (watched.kind === 'deleted')
    return fail(session, {
      message: `${core.core.github.repository} has no run ${run.runId}; it may have been deleted.`,
      exitCode: EXIT.notSuccessful,
    });
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

function show(session: Session, report: Report, options: CommonOptions): void {
  if (options.json) printJson(session, report.data);
  else
    session.terminal.stdout.write(
      renderReport(report, rendering(session, 'stdout')),
    );
}

function rendering(
  { terminal }: Session,
  stream: 'stdout' | 'stderr',
): RenderOptions {
  return {
    now: Date.now(),
    color: usesColor(terminal, terminal[stream]),
    width: widthOf(terminal[stream]),
  };
}
