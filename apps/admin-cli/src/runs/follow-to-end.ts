import {
  followReport,
  shortId,
  type Follow,
  type Invocation,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { snapshotFromJson } from '@yardmaster/github-dispatcher';
import { EXIT, exitCodeOf } from '../cli/exit-code.ts';
import { createProgress } from '../progress/progress.ts';
import { printJson, type Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';

const READ_EVERY_MS = 1_000;

type Ended = 'closed' | 'timeout' | 'interrupted';

/**
 * Shows a follow until its run has ended, the time is over or the person presses Ctrl-C. Only the watching ends then: the
 * run goes on, and so does the follow in the journal.
 */
export async function followToEnd(
  session: Session,
  core: OpenCore,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = session;
  const { journal, config } = core.core;
  const progress = createProgress(session);
  let last = await journal.getFollow(invocation.id);
  // Taken up again after a timeout: the time begins anew.
  const again = last?.timedOut === true;
  const timers: NodeJS.Timeout[] = [];
  let unsubscribe = () => {};
  const ended = await new Promise<Ended>((resolve) => {
    const look = (follow: Follow): void => {
      if (last !== null && follow.version < last.version) return;
      last = follow;
      progress.update(
        followReport(follow, invocation),
        follow.snapshot === null
          ? undefined
          : snapshotFromJson(follow.snapshot),
      );
      if (follow.stage === 'closed') resolve('closed');
      else if (follow.timedOut && !again) resolve('timeout');
    };
    const read = async () => {
      const follow = await journal.getFollow(invocation.id);
      if (follow !== null && follow.version !== last?.version) look(follow);
    };
    unsubscribe = core.follows.subscribe(invocation.id, look);
    if (last !== null) look(last);
    // An application on the same journal may be faster than this process; its changes are only seen by reading.
    timers.push(
      setInterval(() => void read().catch(() => undefined), READ_EVERY_MS),
    );
    if (again)
      timers.push(
        setTimeout(() => resolve('timeout'), config.follow.timeoutMs),
      );
    const interrupt = () => resolve('interrupted');
    if (terminal.signal.aborted) interrupt();
    terminal.signal.addEventListener('abort', interrupt, { once: true });
  });
  unsubscribe();
  timers.forEach((timer) => clearInterval(timer));
  progress.stop({ keep: ended !== 'closed' });
  if (last === null) throw new Error('The follow is not in the journal');
  const follow: Follow = last;
  const report = followReport(follow, invocation);
  if (session.json) printJson(session, report.data);
  else if (ended === 'closed') showReport(session, report);
  if (ended !== 'closed')
    terminal.stderr.write(
      `The run goes on. Come back with \`yardmaster follow ${shortId(invocation.id)}\`.\n`,
    );
  session.exitCode = codeOf(ended, follow);
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
