import type { Attempt } from '../attempts/attempt.ts';
import { isCounted } from '../attempts/outcome.ts';
import type { TimedAttempt } from '../attempts/timeline.ts';

/** From the end of the failure that turned a lane red to the end of the success that turned it green. */
export interface Recovery {
  readonly at: number;
  readonly tookMs: number;
}

/** The course of one lane: of one workflow on the default branch, or of one target of a workflow that deploys. */
export interface LaneCourse {
  readonly target: string | null;
  readonly recoveries: readonly Recovery[];
  /** Most failing attempts in a row whose ends are all in the window. */
  readonly longestFailureStreak: number;
  readonly open: OpenEpisode | null;
}

interface OpenEpisode {
  readonly since: number;
  readonly failures: number;
  readonly latest: TimedAttempt;
  /** A success is known before it. */
  readonly sinceKnown: boolean;
}

/**
 * Splits the finished attempts of a workflow into lanes. Pull requests are in none. Environments have a lane each, so
 * that a success in one does not clear a failure in another.
 *
 * @param attempts of one workflow, by end
 * @param branch the default branch; null: every branch
 */
export function coursesOf(
  attempts: readonly TimedAttempt[],
  branch: string | null,
  inWindow: (attempt: TimedAttempt) => boolean,
): LaneCourse[] {
  const lanes = new Map<string | null, TimedAttempt[]>();
  for (const attempt of attempts) {
    const { source, outcome } = attempt;
    if (!isCounted(outcome)) continue;
    if (!source.deploy && !isOnBranch(source, branch)) continue;
    const target = source.deploy?.target ?? null;
    const lane = lanes.get(target);
    if (lane) lane.push(attempt);
    else lanes.set(target, [attempt]);
  }
  return [...lanes].map(([target, lane]) => ({
    target,
    ...courseOf(lane, inWindow),
  }));
}

/**
 * A lane has the color of its newest run by number. An older run that ends later, by overlapping or by a re-run,
 * changes nothing: its commit is not the one that counts any more.
 */
function courseOf(
  attempts: readonly TimedAttempt[],
  inWindow: (attempt: TimedAttempt) => boolean,
): Omit<LaneCourse, 'target'> {
  const orderOf = runOrder(attempts);
  const recoveries: Recovery[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  let open = null as OpenEpisode | null;
  let passed = false;
  let streak = 0;
  let longestFailureStreak = 0;
  for (const attempt of attempts) {
    const order = orderOf(attempt);
    if (order < newest || attempt.end === null) continue;
    newest = order;
    if (attempt.outcome === 'failure') {
      open = {
        since: open?.since ?? attempt.end,
        failures: (open?.failures ?? 0) + 1,
        latest: attempt,
        sinceKnown: open?.sinceKnown ?? passed,
      };
      streak = inWindow(attempt) ? streak + 1 : 0;
      longestFailureStreak = Math.max(longestFailureStreak, streak);
    } else {
      if (open !== null)
        recoveries.push({ at: attempt.end, tookMs: attempt.end - open.since });
      open = null;
      passed = true;
      streak = 0;
    }
  }
  return { recoveries, longestFailureStreak, open };
}

/** Run numbers if all are known, else the runs' ids, which GitHub gives out in the order of creation. */
export function runOrder(
  attempts: readonly TimedAttempt[],
): (attempt: TimedAttempt) => number {
  return attempts.every(({ source }) => source.runNumber != null)
    ? ({ source }) => source.runNumber ?? 0
    : ({ source }) => source.runId;
}

function isPullRequest(event: string): boolean {
  return event === 'pull_request' || event === 'pull_request_target';
}

/** The branch of a fork's pull request may have the default branch's name without being it. */
function isOnBranch({ branch, event }: Attempt, wanted: string | null) {
  return !isPullRequest(event) && (wanted === null || branch === wanted);
}

/** If none is configured: main or master if they occur, else the branch with most attempts. */
export function likelyDefaultBranch(
  attempts: readonly TimedAttempt[],
): string | null {
  const seen = new Map<string, number>();
  for (const { source } of attempts) {
    const { branch, event } = source;
    if (branch && !isPullRequest(event))
      seen.set(branch, (seen.get(branch) ?? 0) + 1);
  }
  const known = ['main', 'master'].find((name) => seen.has(name));
  const [busiest] = [...seen].sort(
    ([a, n], [b, m]) => m - n || (a < b ? -1 : 1),
  );
  return known ?? busiest?.[0] ?? null;
}
