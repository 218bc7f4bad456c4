import {
  followReport,
  shortId,
  type Follow,
  type Invocation,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { createChangeWriter } from './change-writer.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { renderReport, type RenderOptions } from './render.ts';
import { printJson, type CommonOptions, type Session } from './session.ts';
import { usesColor, widthOf } from './terminal.ts';

type Ended = 'closed' | 'timeout' | 'interrupted';

/**
 * Shows a follow until its run has ended, the time is over or the person presses Ctrl-C. Only the watching ends then: the
 * run goes on, and so does the follow in the journal.
 */
export async function followToEnd(
  session: Session,
  core: OpenCore,
  invocation: Invocation,
  options: CommonOptions,
): Promise<void> {
  const { terminal } = session;
  const render: RenderOptions = {
    now: core.core.clock.now(),
    color: usesColor(terminal, terminal.stderr),
    width: widthOf(terminal.stderr),
  };
  const progress = createChangeWriter(
    (line) => terminal.stderr.write(`${line}\n`),
    render,
  );
  let last: Follow | null = await core.core.journal.getFollow(invocation.id);
  const ended = await new Promise<Ended>((resolve) => {
    const look = (follow: Follow): void => {
      last = follow;
      progress(followReport(follow, invocation));
      if (follow.stage === 'closed') resolve('closed');
      else if (follow.timedOut) resolve('timeout');
    };
    core.follows.subscribe(invocation.id, look);
    if (last !== null) look(last);
    if (terminal.signal.aborted) resolve('interrupted');
    terminal.signal.addEventListener('abort', () => resolve('interrupted'), {
      once: true,
    });
  });
  if (last === null) return;
  const report = followReport(last, invocation);
  if (options.json) printJson(session, report.data);
  else if (ended === 'closed')
    terminal.stdout.write(
      renderReport(report, {
        ...render,
        now: core.core.clock.now(),
        color: usesColor(terminal, terminal.stdout),
      }),
    );
  if (ended !== 'closed')
    terminal.stderr.write(
      `The run goes on. Come back with \`yardmaster follow ${shortId(invocation.id)}\`.\n`,
    );
  session.exitCode = codeOf(ended, last);
}

function codeOf(ended: Ended, follow: Follow): number {
  switch (ended) {
    case 'closed':
      return exitCodeOf(
        follow.outcome ?? 'unknown',
        follow.outcomeDetail?.['reason'],
      );
    case 'timeout':
      return EXIT.stillRunning;
    case 'interrupted':
      return EXIT.interrupted;
  }
}
