/** An environment whose protection rules hold a job of the run back. */
export type PendingDeployment = {
  readonly environment: { readonly id: number; readonly name: string };
  readonly currentUserCanApprove: boolean;
  /** Minutes; 0 without a wait timer. */
  readonly waitTimer: number;
  readonly waitTimerStartedAt: Date | null;
  /** Logins of people and slugs of teams. */
  readonly reviewers: readonly string[];
};
