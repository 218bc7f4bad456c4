import type { TimedAttempt } from '../attempts/timeline.ts';
import { type JobSpan, jobSpans } from '../attempts/timing.ts';
import { toMillisOrNull } from '../time/instant.ts';
import type { JobFigures } from './digest.ts';
import { durationStats } from './statistics.ts';
import { successRateOf } from './tally.ts';

/** The jobs of one workflow over the attempts of the window whose jobs are known. */
export function jobFigures(
  workflow: string,
  attempts: readonly TimedAttempt[],
): JobFigures[] {
  const spans = attempts
    .filter(({ source }) => source.jobs)
    .flatMap(({ source, start }) => jobSpans(source.jobs ?? [], start) ?? []);
  const jobsByName = Map.groupBy(spans, ({ job }) => job.name);
  return [...jobsByName].map(([job, ran]) => {
    const passed = withConclusion(ran, 'success');
    const failure =
      withConclusion(ran, 'failure').length +
      withConclusion(ran, 'timed_out').length;
    return {
      workflow,
      job,
      successRate: successRateOf({ success: passed.length, failure }),
      failure,
      duration: durationStats(passed.map(({ from, to }) => to - from)),
      queue: durationStats(ran.flatMap(queueMs)),
    };
  });
}

function withConclusion(spans: readonly JobSpan[], conclusion: string) {
  return spans.filter(({ job }) => job.conclusion === conclusion);
}

function queueMs({ job, from }: JobSpan): number | [] {
  const created = toMillisOrNull(job.createdAt);
  return job.startedAt === null || created === null || created > from
    ? []
    : from - created;
}

const SHOWN = 5;

export function mostFailing(jobs: readonly JobFigures[]): JobFigures[] {
  return jobs
    .filter(({ failure }) => failure > 0)
    .toSorted((a, b) => b.failure - a.failure || byName(a, b))
    .slice(0, SHOWN);
}

export function slowestJobs(jobs: readonly JobFigures[]): JobFigures[] {
  return jobs
    .filter(({ duration }) => duration.n > 0)
    .toSorted(
      (a, b) =>
        (b.duration.p50Ms ?? 0) - (a.duration.p50Ms ?? 0) || byName(a, b),
    )
    .slice(0, SHOWN);
}

function byName(a: JobFigures, b: JobFigures): number {
  return `${a.workflow}\n${a.job}` < `${b.workflow}\n${b.job}` ? -1 : 1;
}
