import type { Run, Search } from '@yardmaster/github-dispatcher';

/** Runs are stamped in whole seconds, and may be stamped just before GitHub's response is. */
const TOLERANCE_MS = 2_000;
/** Without a response there is only our own clock, which may be wrong. */
const OWN_CLOCK_TOLERANCE_MS = 300_000;

/**
 * Whether this run can be the one that a dispatch started. Its title proves nothing by itself: a pull request or another
 * workflow may carry the same text.
 */
export function couldBeRunOf(run: Run, search: Search): boolean {
  const { workflow, ref, accepted, dispatchedAt } = search;
  const earliest =
    Date.parse(dispatchedAt) -
    (accepted ? TOLERANCE_MS : OWN_CLOCK_TOLERANCE_MS);
  return (
    run.event === search.event &&
    run.createdAt.getTime() >= earliest &&
    (workflow === undefined || isOfWorkflow(run, workflow)) &&
    (ref === undefined || run.headBranch === bareRef(ref))
  );
}

function isOfWorkflow(
  { workflowId, path }: Run,
  workflow: string | number,
): boolean {
  if (typeof workflow === 'number') return workflowId === workflow;
  if (path === undefined) return true;
  const [file] = path.split('@');
  return file === workflow || file === `.github/workflows/${workflow}`;
}

/** `refs/heads/main` and `main` are the same to GitHub. */
function bareRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
