import type { Run } from '../run/run.ts';

/** How certain it is that a run is the one a dispatch started. */
export type Identity = 'exact' | 'correlated' | 'probable';

/** What is needed to look for the run of a dispatch, now or after a restart; plain JSON. */
export type Search = {
  /** File name or id; absent for `repository_dispatch`, which may start several workflows. */
  readonly workflow?: string | number;
  readonly event: 'workflow_dispatch' | 'repository_dispatch';
  readonly correlationId: string;
  /** Branch or tag; absent for `repository_dispatch`, which always runs on the default branch. */
  readonly ref?: string;
  /** ISO 8601. */
  readonly dispatchedAt: string;
  /** Whose clock `dispatchedAt` is: `host` if GitHub had sent no response by then. */
  readonly clock?: 'github' | 'host';
  /** Login the run is created as, if known. */
  readonly actor?: string;
  /** GitHub accepted the dispatch. False: the response was lost, and only the id proves a run. */
  readonly accepted: boolean;
  /** Does the workflow put the id into its `run-name`? Unset: unknown; the list of its runs shows it. */
  readonly echo?: boolean;
};

/** Runs are stamped in whole seconds, and may be stamped just before the response is. */
const TOLERANCE_MS = 2_000;
/** If only the host's clock is known, which may be wrong. */
const HOST_CLOCK_TOLERANCE_MS = 300_000;

/** A run created before this cannot be the one. Epoch milliseconds on GitHub's clock. */
export function earliestCreation(search: Search): number {
  const isGitHubs = search.clock ?? (search.accepted ? 'github' : 'host');
  return (
    Date.parse(search.dispatchedAt) -
    (isGitHubs === 'github' ? TOLERANCE_MS : HOST_CLOCK_TOLERANCE_MS)
  );
}

/**
 * Whether a run of the repository may be the one a dispatch started, by everything that other people cannot choose:
 * workflow, event, ref, time of creation, and creator if known. The same for lists and for webhooks (whose repository
 * the caller has to compare). A title proves nothing without it, because others write titles too: a pull request's, a
 * commit's.
 */
export function couldBeRunOf(run: Run, search: Search): boolean {
  return (
    run.event === search.event &&
    isOfWorkflow(run, search.workflow) &&
    (search.ref === undefined || run.headBranch === bareRef(search.ref)) &&
    run.createdAt.getTime() >= earliestCreation(search) &&
    (search.actor === undefined ||
      run.actor === undefined ||
      run.actor.toLowerCase() === search.actor.toLowerCase())
  );
}

/** Whether the run's name carries the id. `name` too: older Enterprise Servers put the run-name there. */
export function carriesId(run: Run, correlationId: string): boolean {
  const id = correlationId.toLowerCase();
  return [run.displayTitle, run.name ?? ''].some((text) =>
    text.toLowerCase().includes(id),
  );
}

/** `path` may name the ref as well: `.github/workflows/deploy.yml@refs/heads/main`. */
function isOfWorkflow(
  run: Run,
  workflow: string | number | undefined,
): boolean {
  if (workflow === undefined) return true;
  if (typeof workflow === 'number' || /^\d+$/.test(workflow))
    return run.workflowId === Number(workflow);
  const [path = ''] = (run.path ?? '').split('@');
  return path === '' || path.slice(path.lastIndexOf('/') + 1) === workflow;
}

/** `refs/heads/main` and `main` are the same to GitHub. */
function bareRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
