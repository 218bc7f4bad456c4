import type { PendingDeployment } from './pending-deployment.ts';
import type { Snapshot } from './snapshot.ts';

/** What a run waits for. `rule`: a custom deployment protection rule of the environment. */
export type WaitingFor =
  | {
      readonly kind: 'timer';
      readonly environment: string;
      /** `null`: the timer has not started. */
      readonly until: Date | null;
    }
  | {
      readonly kind: 'reviewers';
      readonly environment: string;
      /** Logins of people and slugs of teams; one of them has to approve. */
      readonly reviewers: readonly string[];
      readonly currentUserCanApprove: boolean;
    }
  | { readonly kind: 'rule'; readonly environment: string }
  | {
      readonly kind: 'concurrency';
      readonly group: string;
      /** Who is before it in the group. */
      readonly behind: readonly {
        readonly runId: number;
        readonly name: string;
        readonly url: string | null;
      }[];
    };

/** What a run waits for, as far as it was looked up; `now` in epoch milliseconds on GitHub's clock. */
export function waitingFor(
  { phase, pendingApprovals = [], concurrency }: Snapshot,
  now: number,
): readonly WaitingFor[] {
  if (phase === 'pending' && concurrency !== undefined)
    return [{ kind: 'concurrency', ...concurrency }];
  return phase === 'waiting'
    ? pendingApprovals.flatMap((pending) => rulesOf(pending, now))
    : [];
}

function rulesOf(
  pending: PendingDeployment,
  now: number,
): readonly WaitingFor[] {
  const { waitTimer, waitTimerStartedAt, reviewers } = pending;
  const environment = pending.environment.name;
  const until =
    waitTimerStartedAt === null
      ? null
      : new Date(waitTimerStartedAt.getTime() + waitTimer * 60_000);
  const isTimed = waitTimer > 0 && (until === null || until.getTime() > now);
  const found: WaitingFor[] = [];
  if (reviewers.length > 0)
    found.push({
      kind: 'reviewers',
      environment,
      reviewers,
      currentUserCanApprove: pending.currentUserCanApprove,
    });
  if (isTimed) found.push({ kind: 'timer', environment, until });
  return found.length > 0 ? found : [{ kind: 'rule', environment }];
}
