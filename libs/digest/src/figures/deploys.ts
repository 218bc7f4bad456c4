import { isCounted } from '../attempts/outcome.ts';
import type { TimedAttempt } from '../attempts/timeline.ts';
import { toMillisOrNull } from '../time/instant.ts';
import type { DeployFigures } from './digest.ts';
import { runOrder } from './lanes.ts';
import type { Period } from './period.ts';
import { durationStats, percentOf } from './statistics.ts';
import { successRateAmong } from './tally.ts';

const DAY_MS = 86_400_000;

interface TargetSamples {
  readonly target: string;
  /** Deploys and redeploys of the window, by end. */
  readonly deploys: readonly TimedAttempt[];
  readonly changes: number;
  readonly failedChanges: number;
  readonly leadTimes: readonly number[];
  readonly recoveries: readonly number[];
}

/**
 * The four delivery metrics of DORA, as far as deploys show them: https://dora.dev/guides/dora-metrics/. A deploy that
 * works and breaks production is seen only if it is rolled back.
 *
 * @param attempts finished, of all workflows, by end
 */
export function deployFigures(
  attempts: readonly TimedAttempt[],
  inWindow: (attempt: TimedAttempt) => boolean,
  period: Period,
): DeployFigures[] {
  const byTarget = Map.groupBy(
    attempts.filter(
      ({ source, outcome }) => source.deploy && isCounted(outcome),
    ),
    ({ source }) => source.deploy?.target ?? '',
  );
  const samples = [...byTarget]
    .map(([target, lane]) => samplesOf(target, lane, inWindow))
    .filter(({ deploys }) => deploys.length > 0)
    .toSorted((a, b) => (a.target < b.target ? -1 : 1));
  if (samples.length === 0) return [];
  const days = (period.end - period.start) / DAY_MS;
  return [
    figuresOf(null, samples, days),
    ...samples.map((one) => figuresOf(one.target, [one], days)),
  ];
}

function samplesOf(
  target: string,
  lane: readonly TimedAttempt[],
  inWindow: (attempt: TimedAttempt) => boolean,
): TargetSamples {
  const orderOf = runOrder(lane);
  const ordered = lane.toSorted(
    (a, b) => orderOf(a) - orderOf(b) || endOf(a) - endOf(b),
  );
  const steps = ordered
    .map((attempt, index) => ({ attempt, next: ordered[index + 1] }))
    .filter(
      ({ attempt }) =>
        inWindow(attempt) && attempt.source.deploy?.kind !== 'rollback',
    );
  const deploys = steps.map(({ attempt }) => attempt);
  const failed = steps.filter(
    ({ attempt, next }) =>
      attempt.outcome === 'failure' || next?.source.deploy?.kind === 'rollback',
  );
  return {
    target,
    deploys,
    changes: deploys.length,
    failedChanges: failed.length,
    leadTimes: deploys.flatMap(leadTime),
    recoveries: recoveriesOf(ordered).flatMap(({ by, tookMs }) =>
      inWindow(by) ? tookMs : [],
    ),
  };
}

function leadTime({ source, outcome, end }: TimedAttempt): number | [] {
  const committed = toMillisOrNull(source.committedAt);
  return outcome === 'success' &&
    source.deploy?.kind === 'deploy' &&
    committed !== null &&
    end !== null &&
    end >= committed
    ? end - committed
    : [];
}

/** From the first failure of a row to the next success, whatever its kind. */
function recoveriesOf(ordered: readonly TimedAttempt[]) {
  const found: { by: TimedAttempt; tookMs: number }[] = [];
  let since: number | null = null;
  for (const attempt of ordered) {
    if (attempt.outcome === 'failure') since ??= endOf(attempt);
    else if (since !== null) {
      if (endOf(attempt) >= since)
        found.push({ by: attempt, tookMs: endOf(attempt) - since });
      since = null;
    }
  }
  return found;
}

function endOf({ end, start }: TimedAttempt): number {
  return end ?? start;
}

function figuresOf(
  target: string | null,
  samples: readonly TargetSamples[],
  days: number,
): DeployFigures {
  const deploys = samples.flatMap((one) => one.deploys);
  const sum = (pick: (one: TargetSamples) => number): number =>
    samples.reduce((total, one) => total + pick(one), 0);
  const [n, failed] = [
    sum((one) => one.changes),
    sum((one) => one.failedChanges),
  ];
  const successRate = successRateAmong(deploys);
  return {
    target,
    successRate,
    perDay: Math.round((successRate.success / days) * 100) / 100,
    leadTime: durationStats(samples.flatMap((one) => one.leadTimes)),
    changeFailure: { n, failed, percent: percentOf(failed, n) },
    timeToRecover: durationStats(samples.flatMap((one) => one.recoveries)),
  };
}
