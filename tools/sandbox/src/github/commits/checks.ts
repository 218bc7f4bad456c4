/** A check run of a commit, as a test sets it. */
export interface LocalCheck {
  readonly name: string;
  /** `null`: it has not ended. */
  readonly conclusion:
    | 'success'
    | 'failure'
    | 'neutral'
    | 'cancelled'
    | 'skipped'
    | 'timed_out'
    | 'action_required'
    | null;
}

/** A commit status, as a test sets it. */
export interface LocalStatus {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
}

interface Stored<T> {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: T;
}

export type StoredCheck = Stored<LocalCheck>;
export type StoredStatus = Stored<LocalStatus>;
export type Checks = ReturnType<typeof createChecks>;

/** The check runs and statuses of commits; a second one of the same name replaces the first. */
export function createChecks(clock: () => number) {
  const checks = new Map<string, Map<string, StoredCheck>>();
  const statuses = new Map<string, Map<string, StoredStatus>>();
  let count = 0;

  function put<T>(
    store: Map<string, Map<string, Stored<T>>>,
    sha: string,
    name: string,
    value: T,
  ): void {
    const ofCommit = store.get(sha) ?? new Map<string, Stored<T>>();
    store.set(sha, ofCommit);
    const id = ofCommit.get(name)?.id ?? 38_000_000_000 + count++;
    ofCommit.set(name, { id, at: clock(), value });
  }

  return {
    checksOf: (sha: string) => [...(checks.get(sha)?.values() ?? [])],
    statusesOf: (sha: string) => [...(statuses.get(sha)?.values() ?? [])],
    setCheck: (sha: string, check: LocalCheck) =>
      put(checks, sha, check.name, check),
    setStatus: (sha: string, status: LocalStatus) =>
      put(statuses, sha, status.context, status),
  };
}
