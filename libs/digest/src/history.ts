import type { Attempt } from './attempt.ts';
import { createCommits } from './commits.ts';
import type { OpenRed } from './digest.ts';
import { toIso } from './instant.ts';

/** Red from the end of the first failing attempt to the end of the pass that followed it. */
export interface Recovery {
  readonly at: number;
  readonly tookMs: number;
}

/** What only the order of a workflow's attempts can tell. */
export interface History {
  readonly recoveries: readonly Recovery[];
  /** Commits with a pass in the window after a failure in or before it. */
  readonly flaky: number;
  readonly longestFailureStreak: number;
  readonly open: { readonly first: Attempt; readonly last: Attempt } | null;
  readonly openFailures: number;
  /** Whether a pass is known before the open red streak. */
  readonly openSinceKnown: boolean;
}

/**
 * @param attempts finished, of one workflow, by end
 * @param inWindow what the longest streak and flakiness are told of
 */
export function historyOf(
  attempts: readonly Attempt[],
  onDefaultBranch: (attempt: Attempt) => boolean,
  inWindow: (attempt: Attempt) => boolean,
): History {
  const recoveries: Recovery[] = [];
  const failed = createCommits();
  const flaky = createCommits();
  let flakyCount = 0;
  let passed = false;
  let first: Attempt | null = null;
  let last: Attempt | null = null;
  let openFailures = 0;
  let streak = 0;
  let longestFailureStreak = 0;
  for (const attempt of attempts) {
    const { outcome, end } = attempt;
    if (end === null) continue;
    if (outcome === 'failure') {
      failed.add(attempt);
      if (!onDefaultBranch(attempt)) continue;
      first ??= attempt;
      last = attempt;
      openFailures += 1;
      if (inWindow(attempt)) streak += 1;
      longestFailureStreak = Math.max(longestFailureStreak, streak);
    } else if (outcome === 'success') {
      if (inWindow(attempt) && failed.has(attempt) && !flaky.has(attempt)) {
        flaky.add(attempt);
        flakyCount += 1;
      }
      // A pass after a pass changes nothing, and most are that.
      if ((first === null && passed) || !onDefaultBranch(attempt)) continue;
      if (first?.end != null) {
        recoveries.push({ at: end, tookMs: end - first.end });
      }
      first = last = null;
      openFailures = streak = 0;
      passed = true;
    }
  }
  return {
    recoveries,
    flaky: flakyCount,
    longestFailureStreak,
    open: first && last ? { first, last } : null,
    openFailures,
    openSinceKnown: passed,
  };
}

export function openRedOf(
  workflow: string,
  history: History,
  asOf: number,
): OpenRed | null {
  const since = history.open?.first.end ?? null;
  if (!history.open || since === null) return null;
  return {
    workflow,
    since: toIso(since),
    ageMs: Math.max(0, asOf - since),
    atLeast: !history.openSinceKnown,
    failures: history.openFailures,
    url: history.open.last.run.url,
  };
}

function isPullRequest(event: string): boolean {
  return event === 'pull_request' || event === 'pull_request_target';
}

/** A fork's pull request may come from a branch that has the default branch's name and is not it. */
export function isOnBranch({ run }: Attempt, branch: string | null): boolean {
  if (branch === null) return true;
  return run.branch === branch && !isPullRequest(run.event);
}

/** Where nobody says which it is: main or master where they occur, else the branch with most attempts. */
export function likelyDefaultBranch(
  attempts: readonly Attempt[],
): string | null {
  const seen = new Map<string, number>();
  for (const { run } of attempts) {
    if (!run.branch || isPullRequest(run.event)) continue;
    if (run.branch === 'main') return 'main';
    seen.set(run.branch, (seen.get(run.branch) ?? 0) + 1);
  }
  if (seen.has('master')) return 'master';
  let best: string | null = null;
  for (const [name, n] of seen) {
    const bestN = best === null ? 0 : (seen.get(best) ?? 0);
    if (n > bestN || (n === bestN && best !== null && name < best)) best = name;
  }
  return best;
}
