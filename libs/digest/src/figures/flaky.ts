import type { TimedAttempt } from '../attempts/timeline.ts';
import { jobSpans } from '../attempts/timing.ts';
import type { FlakyCandidate } from './digest.ts';

/**
 * Commits on which the workflow failed and then passed, the pass in the window: nothing changed but the outcome. A
 * re-run keeps its commit; a run whose commit is unknown is compared with its own attempts only. Deploys to different
 * targets are not the same work.
 *
 * @param attempts of one workflow, by end
 */
export function flakyCandidates(
  workflow: string,
  attempts: readonly TimedAttempt[],
  inWindow: (attempt: TimedAttempt) => boolean,
): FlakyCandidate[] {
  const failures = new Map<string | number, TimedAttempt[]>();
  const found = new Map<string | number, FlakyCandidate>();
  for (const attempt of attempts) {
    const key = workOf(attempt);
    if (attempt.outcome === 'failure') {
      const known = failures.get(key);
      if (known) known.push(attempt);
      else failures.set(key, [attempt]);
    } else if (attempt.outcome === 'success' && inWindow(attempt)) {
      const failed = failures.get(key);
      if (failed && !found.has(key))
        found.set(key, candidate(workflow, failed, attempt));
    }
  }
  return [...found.values()];
}

function workOf({ source }: TimedAttempt): string | number {
  const commit = source.sha || source.runId;
  return source.deploy ? `${commit} ${source.deploy.target}` : commit;
}

function candidate(
  workflow: string,
  failed: readonly TimedAttempt[],
  { source }: TimedAttempt,
): FlakyCandidate {
  const failedJobs = new Set(
    failed.flatMap(({ source: { jobs }, start }) =>
      (jobs ? (jobSpans(jobs, start) ?? []) : [])
        .filter(({ job }) => job.conclusion === 'failure')
        .map(({ job }) => job.name),
    ),
  );
  const [job = null] = failedJobs.size === 1 ? failedJobs : [];
  return {
    workflow,
    job,
    sha: source.sha ?? null,
    failures: failed.length,
    lostMs: failed.reduce((sum, { totalMs }) => sum + (totalMs ?? 0), 0),
    url: source.url,
  };
}
