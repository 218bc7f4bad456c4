import type { TimedAttempt } from '../attempts/timeline.ts';
import { toIso } from '../time/instant.ts';
import type { Side } from './change.ts';
import type { AttemptLink, FlakyCandidate, OpenRed } from './digest.ts';
import { flakyCandidates } from './flaky.ts';
import { coursesOf, type LaneCourse } from './lanes.ts';
import { latestOf, linkOf, slowestOf } from './links.ts';
import {
  correctedIn,
  covers,
  endedIn,
  type Period,
  type Scope,
} from './period.ts';
import type { Row } from './rows.ts';
import { type Course, tally } from './tally.ts';

/** One workflow in both windows. */
export interface WorkflowCourse {
  readonly row: Row;
  /** By end. */
  readonly finished: readonly TimedAttempt[];
  /** Ended in the window, by end. */
  readonly ended: readonly TimedAttempt[];
  readonly before: Side;
  readonly after: Side;
  readonly course: Course;
  readonly openRed: readonly OpenRed[];
  readonly flaky: readonly FlakyCandidate[];
  readonly latest: AttemptLink | null;
  readonly slowest: readonly AttemptLink[];
  readonly corrections: readonly AttemptLink[];
}

export function workflowCourse(
  row: Row,
  { current, previous, asOf }: Scope,
  defaultBranch: string | null,
): WorkflowCourse {
  const inWindow = (one: TimedAttempt): boolean => endedIn(one, current);
  const finished = row.attempts.filter(({ end }) => end !== null);
  const ended = finished.filter(inWindow);
  const running = row.attempts.filter(({ end }) => end === null);
  const lanes = coursesOf(finished, defaultBranch, inWindow);
  const flaky = flakyCandidates(row.name, finished, inWindow);
  const recoveries = recoveriesIn(lanes, current);
  const latest = latestOf(row.attempts);
  return {
    row,
    finished,
    ended,
    before: {
      tally: tally(
        previous ? finished.filter((one) => endedIn(one, previous)) : [],
      ),
      recoveries: previous ? recoveriesIn(lanes, previous) : [],
    },
    after: { tally: tally([...ended, ...running]), recoveries },
    course: {
      recoveries,
      longestFailureStreak: Math.max(
        0,
        ...lanes.map((lane) => lane.longestFailureStreak),
      ),
      flaky: flaky.length,
      flakyMs: flaky.reduce((sum, { lostMs }) => sum + lostMs, 0),
    },
    openRed: lanes
      .flatMap((lane) => openRedOf(row.name, lane, asOf) ?? [])
      .sort(oldestFirst),
    flaky,
    latest: latest && linkOf(latest, row.name),
    slowest: slowestOf(ended).map((one) => linkOf(one, row.name)),
    corrections: finished
      .filter((one) => correctedIn(one, current))
      .map((one) => linkOf(one, row.name)),
  };
}

export function totalCourse(courses: readonly Course[]): Course {
  const sum = (pick: (course: Course) => number): number =>
    courses.reduce((total, course) => total + pick(course), 0);
  return {
    recoveries: courses.flatMap(({ recoveries }) => recoveries),
    longestFailureStreak: Math.max(
      0,
      ...courses.map((course) => course.longestFailureStreak),
    ),
    flaky: sum(({ flaky }) => flaky),
    flakyMs: sum(({ flakyMs }) => flakyMs),
  };
}

export function oldestFirst(a: OpenRed, b: OpenRed): number {
  return (
    b.ageMs - a.ageMs ||
    (`${a.workflow}\n${a.target}` < `${b.workflow}\n${b.target}` ? -1 : 1)
  );
}

function recoveriesIn(
  lanes: readonly LaneCourse[],
  period: Period,
): readonly number[] {
  return lanes.flatMap(({ recoveries }) =>
    recoveries
      .filter(({ at }) => covers(period, at))
      .map(({ tookMs }) => tookMs),
  );
}

function openRedOf(
  workflow: string,
  { target, open }: LaneCourse,
  asOf: number,
): OpenRed | null {
  return (
    open && {
      workflow,
      target,
      since: toIso(open.since),
      ageMs: Math.max(0, asOf - open.since),
      atLeast: !open.sinceKnown,
      failures: open.failures,
      url: open.latest.source.url,
    }
  );
}
