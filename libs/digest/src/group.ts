import { type Attempt, sortByEnd } from './attempt.ts';
import { startsAfter } from './detail.ts';
import { type History, historyOf, isOnBranch } from './history.ts';
import { toMillis } from './instant.ts';
import { isLastIn, type Scope } from './scope.ts';
import { count, createTally, type Tally } from './tally.ts';

/** The attempts of one workflow and what they add up to. */
export interface Group {
  readonly workflow: string;
  /** Those that finished before the end of the window, in no order. */
  readonly finished: Attempt[];
  readonly now: Tally;
  readonly before: Tally;
  /** When its scheduled runs were created. */
  readonly scheduled: number[];
  /** The attempt that started last. */
  latest: Attempt | null;
}

/**
 * Grouped by workflow; the workflows in `named` come first and are there even without an attempt.
 *
 * @param onAttempt is told each attempt that is known before `end`, while it is at hand: to come back to each of many
 * takes longer than to count it
 */
export function groupByWorkflow(
  attempts: readonly Attempt[],
  named: readonly string[],
  end: number,
  onAttempt: (group: Group, attempt: Attempt) => void,
): Group[] {
  const groups = new Map<string, Group>();
  const groupOf = (workflow: string): Group => {
    let group = groups.get(workflow);
    if (!group) {
      group = {
        workflow,
        finished: [],
        now: createTally(),
        before: createTally(),
        scheduled: [],
        latest: null,
      };
      groups.set(workflow, group);
    }
    return group;
  };
  for (const workflow of named) groupOf(workflow);
  let group: Group | undefined;
  for (const attempt of attempts) {
    const { workflow } = attempt.run;
    if (group?.workflow !== workflow) group = groupOf(workflow);
    if ((attempt.end ?? attempt.start) >= end) continue;
    if (attempt.end !== null) group.finished.push(attempt);
    if (!group.latest || startsAfter(attempt, group.latest)) {
      group.latest = attempt;
    }
    if (attempt.run.event === 'schedule' && !attempt.older) {
      group.scheduled.push(toMillis(attempt.run.createdAt));
    }
    onAttempt(group, attempt);
  }
  return [...groups.values()];
}

/**
 * Adds an attempt to its group's tallies and to the totals.
 *
 * @param onRun is told each attempt of the window, and whether its outcome is its run's
 */
export function tallyUp(
  group: Group,
  attempt: Attempt,
  totals: Pick<Group, 'now' | 'before'>,
  { current, previous }: Scope,
  onRun: (attempt: Attempt, last: boolean) => void,
): void {
  if (current.holds(attempt)) {
    const last = isLastIn(attempt, current);
    count(group.now, attempt, last);
    count(totals.now, attempt, last);
    onRun(attempt, last);
  } else if (previous?.holds(attempt)) {
    const last = isLastIn(attempt, previous);
    count(group.before, attempt, last);
    count(totals.before, attempt, last);
  }
}

/** Reads the group's attempts in order and adds what only the order tells. Returns them sorted. */
export function tallyHistory(
  group: Group,
  totals: Pick<Group, 'now' | 'before'>,
  scope: Scope,
  defaultBranch: string | null,
): { finished: Attempt[]; history: History } {
  const { current, previous } = scope;
  const finished = sortByEnd(group.finished);
  const history = historyOf(
    finished,
    (attempt) => isOnBranch(attempt, defaultBranch),
    current.holds,
  );
  for (const { at, tookMs } of history.recoveries) {
    for (const tallies of [group, totals]) {
      if (current.covers(at)) tallies.now.recovery.push(tookMs);
      else if (previous?.covers(at)) tallies.before.recovery.push(tookMs);
    }
  }
  for (const { now } of [group, totals]) {
    now.flaky += history.flaky;
    now.longestFailureStreak = Math.max(
      now.longestFailureStreak,
      history.longestFailureStreak,
    );
  }
  return { finished, history };
}

export function ranIn(tally: Tally): boolean {
  return Object.values(tally.attempts).some((n) => n > 0);
}
