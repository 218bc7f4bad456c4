import type { Attempt } from './attempt.ts';

/** A set of commits with a cheap "no": looking long strings up in a Set is what a large digest would spend its time on. */
export interface Commits {
  readonly add: (attempt: Attempt) => void;
  readonly has: (attempt: Attempt) => boolean;
}

export function createCommits(): Commits {
  const prints = new Set<number>();
  const commits = new Set<string | number>();
  return {
    add(attempt) {
      const commit = commitOf(attempt);
      prints.add(printOf(commit));
      commits.add(commit);
    },
    has(attempt) {
      const commit = commitOf(attempt);
      return prints.has(printOf(commit)) && commits.has(commit);
    },
  };
}

/** A re-run keeps its commit; a run whose commit is unknown is compared with its own attempts only. */
function commitOf({ run }: Attempt): string | number {
  return run.sha || run.runId;
}

/** 31 bits of the last characters; equal for equal commits. */
function printOf(commit: string | number): number {
  if (typeof commit === 'number') return commit;
  let print = 0;
  for (let i = Math.max(0, commit.length - 8); i < commit.length; i += 1) {
    print = Math.imul(print, 31) + commit.charCodeAt(i);
  }
  return print & 0x3fffffff;
}
