import {
  followReport,
  shortId,
  type Follow,
  type Invocation,
} from '@yardmaster/agent-registry';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { formatDuration } from '@yardmaster/digest';
import { EXIT, exitCodeOf } from '../cli/exit-code.ts';
import { note, type Session } from '../cli/session.ts';
import { showReport } from '../cli/show-report.ts';
import { createProgress } from '../progress/progress.ts';

const READ_EVERY_MS = 1_000;
/** Longer timers fire at once. https://nodejs.org/api/timers.html */
const MAX_TIMER_MS = 2 ** 31 - 1;

type Ended = 'closed' | 'timeout' | 'interrupted';

/**
 * Shows a follow until its run has ended, the time is over or the person presses Ctrl-C. Only the watching ends then: the
 * run continues, and so does the follow in the journal.
 */
export async function followToEnd(
  session: Session,
  core: OpenCore,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = session;
  const { journal, config } = core.core;
  const progress = createProgress(terminal);
  let last = await journal.getFollow(invocation.id);
  // Taken up again after a timeout: the time begins anew.
  const again = last?.timedOut === true;
  const timers: NodeJS.Timeout[] = [];
  let unsubscribe = () => {};
  const ended = await new Promise<Ended>((resolve) => {
    const look = (follow: Follow): void => {
      if (last !== null && follow.version < last.version) return;
      last = follow;
      progress.update(followReport(follow, invocation), follow.dispatchedAt);
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
    if (again && config.follow.timeoutMs <= MAX_TIMER_MS)
      timers.push(
        setTimeout(() => resolve('timeout'), config.follow.timeoutMs),
      );
    const interrupt = () => resolve('interrupted');
    if (terminal.signal.aborted) interrupt();
    terminal.signal.addEventListener('abort', interrupt, { once: true });
  }).finally(() => {
    unsubscribe();
    timers.forEach((timer) => clearInterval(timer));
    progress.stop({ keep: false });
  });
  if (last === null) throw new Error('The follow is not in the journal');
  const follow: Follow = last;
  showReport(session, followReport(follow, invocation));
  if (ended !== 'closed')
    noteStillRunning(session, shortId(invocation.id), {
      timeout: ended === 'timeout' ? config.follow.timeoutMs : undefined,
    });
  session.exitCode = codeOf(ended, follow);
}

/** Why watching ended before the run did, and how to come back. `timeout` in milliseconds; undefined: interrupted. */
export function noteStillRunning(
  session: Session,
  run: string,
  { timeout }: { readonly timeout: number | undefined },
): void {
  const why =
    timeout === undefined
      ? 'Stopped watching.'
      : `Stopped waiting after ${formatDuration(timeout)} (--timeout or FOLLOW_TIMEOUT_SECONDS).`;
  note(
    session,
    `${why} The run continues. To follow it again: yardmaster follow ${run}`,
  );
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
