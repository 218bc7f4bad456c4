import { sha1 } from '../ids.ts';

export interface LocalAuthor {
  readonly login: string;
  readonly name: string;
}

export interface LocalCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: LocalAuthor;
  /** Epoch milliseconds. */
  readonly date: number;
}

/** How one commit stands to another. https://docs.github.com/rest/commits/commits#compare-two-commits */
export interface Comparison {
  readonly status: 'identical' | 'ahead' | 'behind' | 'diverged';
  readonly mergeBase: LocalCommit;
  /** Commits of the head that the base lacks, oldest first. */
  readonly ahead: readonly LocalCommit[];
  /** Commits of the base that the head lacks, oldest first. */
  readonly behind: readonly LocalCommit[];
}

export interface NewCommit {
  readonly message?: string;
  readonly author?: LocalAuthor;
  /** Default: the head of the branch, or of the default branch if the branch is new. */
  readonly parents?: readonly string[];
}

const ADA: LocalAuthor = { login: 'ada', name: 'Ada Marsh' };
const BO: LocalAuthor = { login: 'bo-lind', name: 'Bo Lind' };
const CHI: LocalAuthor = { login: 'chi-okafor', name: 'Chi Okafor' };

/** What the default branch starts with, oldest first. */
const PAST: readonly (readonly [LocalAuthor, string])[] = [
  [ADA, 'Initial commit'],
  [ADA, 'Add the shop client'],
  [BO, 'ci: build and deploy the client (#3)'],
  [CHI, 'Show prices with tax (#4)'],
  [BO, 'fix(cart): keep the cart over a reload (#6)'],
  [
    CHI,
    'Merge pull request #9 from acme/checkout-address\n\nAsk for the address once',
  ],
  [ADA, 'chore(deps): update vite to 7.2 (#11)'],
  [BO, 'feat(search): search as you type (#12)'],
  [CHI, 'fix(search): escape the query in the URL (#13)'],
  [ADA, 'docs: how to run the shop locally'],
  [BO, 'refactor(api): one client for all endpoints (#15)'],
  [
    CHI,
    'Merge pull request #16 from acme/dark-mode\n\nDark mode that follows the system',
  ],
  [ADA, 'perf: load product pictures lazily (#18)'],
  [BO, 'fix(checkout): send the order once (#20)'],
  [CHI, 'feat(account): change the password (#21)'],
];

const HOUR = 3_600_000;

export type CommitGraph = ReturnType<typeof createCommitGraph>;

/** The commits of the repository, and the branches and tags that point to them. */
export function createCommitGraph(options: {
  readonly clock: () => number;
  readonly defaultBranch: string;
  readonly branches: readonly string[];
}) {
  const { clock, defaultBranch } = options;
  const commits = new Map<string, LocalCommit>();
  const refs = new Map<string, string>();
  /** Commits of one second stay in the order in which they were made. */
  const places = new Map<string, number>();

  function add(
    message: string,
    author: LocalAuthor,
    parents: readonly string[],
    date: number,
  ): LocalCommit {
    const sha = sha1(
      `commit ${commits.size} ${parents.join(' ')} ${author.login} ${message}`,
    );
    const commit = { sha, parents, message, author, date };
    places.set(sha, commits.size);
    commits.set(sha, commit);
    return commit;
  }

  let head: LocalCommit | undefined;
  for (const [index, [author, message]] of PAST.entries()) {
    const parents = head === undefined ? [] : [head.sha];
    const date = clock() - (PAST.length - index) * 7 * HOUR;
    head = add(message, author, parents, date);
  }
  for (const name of [defaultBranch, ...options.branches])
    refs.set(name, head?.sha ?? '');

  /** By branch, tag, whole SHA or the beginning of one (7 characters or more). */
  function resolve(ref: string): LocalCommit | undefined {
    const name = ref.replace(/^(?:refs\/)?(?:heads|tags)\//, '');
    const named = commits.get(refs.get(name) ?? ref.toLowerCase());
    if (named !== undefined || !/^[\da-f]{7,39}$/i.test(ref)) return named;
    const found = [...commits.keys()].filter((sha) =>
      sha.startsWith(ref.toLowerCase()),
    );
    return found.length === 1 ? commits.get(found[0] ?? '') : undefined;
  }

  /** The commit and everything before it, newest first. */
  function history(start: LocalCommit): LocalCommit[] {
    const seen = new Set<LocalCommit>([start]);
    for (const commit of seen)
      for (const parent of commit.parents) {
        const known = commits.get(parent);
        if (known !== undefined) seen.add(known);
      }
    return [...seen].toSorted(
      (a, b) =>
        b.date - a.date || (places.get(b.sha) ?? 0) - (places.get(a.sha) ?? 0),
    );
  }

  return {
    commits: commits as ReadonlyMap<string, LocalCommit>,
    refs: refs as ReadonlyMap<string, string>,
    resolve,
    history,
    compare(base: LocalCommit, to: LocalCommit): Comparison | undefined {
      const ofBase = history(base);
      const ofHead = history(to);
      const shared = new Set(ofBase);
      const mergeBase = ofHead.find((commit) => shared.has(commit));
      if (mergeBase === undefined) return undefined;
      const known = new Set(ofHead);
      const ahead = ofHead.filter((commit) => !shared.has(commit)).toReversed();
      const behind = ofBase.filter((commit) => !known.has(commit)).toReversed();
      const status =
        ahead.length > 0
          ? behind.length > 0
            ? 'diverged'
            : 'ahead'
          : behind.length > 0
            ? 'behind'
            : 'identical';
      return { status, mergeBase, ahead, behind };
    },
    /** Puts a commit on a branch, which is created if it is new. */
    push(
      branch = defaultBranch,
      { message, author = BO, parents }: NewCommit = {},
    ) {
      const parent = refs.get(branch) ?? refs.get(defaultBranch);
      const commit = add(
        message ?? `Change ${commits.size + 1}`,
        author,
        parents ?? (parent === undefined ? [] : [parent]),
        clock(),
      );
      refs.set(branch, commit.sha);
      return commit;
    },
    /** Points a branch or tag to a commit, as a force-push does. */
    move(name: string, ref: string): LocalCommit {
      const commit = resolve(ref);
      if (commit === undefined)
        throw new Error(`The local GitHub has no commit ${ref}.`);
      refs.set(name, commit.sha);
      return commit;
    },
  };
}
