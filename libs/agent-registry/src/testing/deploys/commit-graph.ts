import type {
  CommitFacts,
  FactsFailure,
} from '../../deploys/plan/commit-facts.ts';
import type { PlanChecks } from '../../deploys/plan/plan.ts';

interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly subject: string;
  readonly author: string;
}

/** Commits and branches that a test moves: the facts of a plan without GitHub. */
export interface CommitGraph extends CommitFacts {
  /** Adds a commit by a short name; a name of one character makes a commit id of that character. */
  commit(
    name: string,
    parents: readonly string[],
    subject?: string,
    author?: string,
  ): void;
  move(ref: string, name: string): void;
  shaOf(name: string): string;
  setChecks(state: PlanChecks): void;
  /** From now on nothing can be read. */
  fail(): void;
}

export function createCommitGraph({ listed = 250 } = {}): CommitGraph {
  const commits = new Map<string, Commit>();
  const refs = new Map<string, string>();
  let checks: PlanChecks = { state: 'none', failing: [] };
  let failing = false;
  const shaOf = (name: string) =>
    name.length === 1 ? name.repeat(40) : name.padStart(40, '0');
  const failure: FactsFailure = {
    kind: 'failed',
    reason: 'unavailable',
    message: 'GitHub did not answer.',
  };

  /** The commit and everything before it, newest first. */
  function ancestors(sha: string): Map<string, Commit> {
    const found = new Map<string, Commit>();
    const open = [sha];
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const commit = commits.get(next);
      if (commit === undefined || found.has(next)) continue;
      found.set(next, commit);
      open.push(...commit.parents);
    }
    return found;
  }

  return {
    commit(name, parents, subject = `Commit ${name}`, author = 'ann') {
      const sha = shaOf(name);
      commits.set(sha, { sha, parents: parents.map(shaOf), subject, author });
    },
    move(ref, name) {
      refs.set(ref, shaOf(name));
    },
    shaOf,
    setChecks(state) {
      checks = state;
    },
    fail() {
      failing = true;
    },

    async resolve(ref) {
      if (failing) return failure;
      const sha = refs.get(ref) ?? (commits.has(ref) ? ref : undefined);
      return sha === undefined
        ? {
            kind: 'failed',
            reason: 'unknown_ref',
            message: `No commit found for "${ref}".`,
          }
        : { kind: 'commit', sha };
    },

    async compare(base, head) {
      if (failing) return failure;
      if (!commits.has(base) || !commits.has(head))
        return { kind: 'unknown_base' };
      const before = ancestors(base);
      const after = ancestors(head);
      const added = [...after.values()].filter(({ sha }) => !before.has(sha));
      const lost = [...before.keys()].filter((sha) => !after.has(sha));
      const [ahead, behind] = [added.length, lost.length];
      return {
        kind: 'compared',
        relation:
          ahead > 0
            ? behind > 0
              ? 'diverged'
              : 'ahead'
            : behind > 0
              ? 'behind'
              : 'identical',
        ahead,
        behind,
        commits: added.slice(0, listed),
        url: `https://github.com/acme/shop/compare/${base}...${head}`,
      };
    },

    checks: async () => checks,
  };
}
