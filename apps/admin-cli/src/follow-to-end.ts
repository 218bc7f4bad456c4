import {
  followReport,
  shortId,
  type Follow,
  type Invocation,
  type Report,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { renderLine, renderReport, type RenderOptions } from './render.ts';
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
  const progress = changeWriter(
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

/** Writes a line for each change: what the run does now, and each job and step that got further. */
function changeWriter(
  write: (line: string) => void,
  render: RenderOptions,
): (report: Report) => void {
  let title = '';
  const seen = new Map<string, string>();
  return (report) => {
    if (report.title !== title) {
      title = report.title;
      const url = report.links[0]?.url;
      write(seen.size === 0 && url !== undefined ? `${title}  ${url}` : title);
    }
    for (const [index, line] of (report.sections[0]?.lines ?? []).entries()) {
      const name = Array.isArray(line.text) ? line.text[0] : line.text;
      const key = `${line.depth ?? 0} ${String(name)} ${line.depth ? '' : index}`;
      if (seen.get(key) === line.mark) continue;
      seen.set(key, line.mark ?? '');
      write(renderLine(line, render));
    }
  };
}
