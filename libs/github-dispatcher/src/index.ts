export { steadyNow, systemClock, type Clock } from './clock.ts';
export {
  dispatch,
  dispatchRepository,
  type DispatchOptions,
  type DispatchRequest,
  type DispatchResult,
  type RepositoryDispatchRequest,
} from './dispatch/dispatch.ts';
export {
  FAILURE_REASONS,
  NETWORK_FAULTS,
  type CallOptions,
  type Checks,
  type Commit,
  type Comparison,
  type ConcurrencyMember,
  type ConcurrencyPosition,
  type ConditionalOptions,
  type Deployment,
  type DeploymentReview,
  type DispatchAccepted,
  type DispatchInputs,
  type Failure,
  type FailureReason,
  type Fetched,
  type GitHub,
  type LogScan,
  type NetworkFault,
  type Observed,
  type RateLimit,
  type Repository,
  type RepositoryDispatch,
  type Result,
  type RunsPage,
  type RunsQuery,
  type Viewer,
  type Workflow,
  type WorkflowDispatch,
} from './github.ts';
export {
  follow,
  type FollowEvent,
  type FollowOptions,
} from './watch/follow.ts';
export {
  carriesId,
  couldBeRunOf,
  type Identity,
  type Search,
} from './dispatch/identity.ts';
export {
  locate,
  type LocateOptions,
  type LocateResult,
  type RunReference,
} from './dispatch/locate.ts';
export {
  REJECTION_REASONS,
  type Rejection,
  type RejectionReason,
} from './dispatch/rejection.ts';
export {
  CONCLUSIONS,
  isFinal,
  outcomeOf,
  RUN_STATUSES,
  type Conclusion,
  type Job,
  type Outcome,
  type Run,
  type RunStatus,
  type Step,
} from './run/run.ts';
export type { PendingDeployment } from './run/pending-deployment.ts';
export {
  currentJobs,
  mergeSnapshot,
  snapshotOf,
  type ConcurrencyWait,
  type Snapshot,
} from './run/snapshot.ts';
export { waitingFor, type WaitingFor } from './run/waiting.ts';
export { snapshotFromJson, snapshotToJson } from './run/snapshot-json.ts';
export {
  createRunWatcher,
  type RunWatcher,
  type RunWatcherOptions,
} from './watch/watcher.ts';
export type {
  WatchEvent,
  WatcherIntervals,
  WatchListener,
  WatchOptions,
} from './watch/events.ts';
export {
  isWellFormedSignature,
  parseWebhook,
  verifySignature,
  type ParsedWebhook,
  type WebhookEvent,
} from './webhook/webhook.ts';
export {
  createWebhookIntake,
  type IntakeResult,
  type WebhookIntakeOptions,
  type WebhookRequest,
} from './webhook/intake.ts';
export {
  firstFailure,
  LOG_STATES,
  type FirstFailure,
  type FirstFailureOptions,
  type LogState,
} from './failure/first-failure.ts';
export { redactSecrets } from './redaction/redact-secrets.ts';
export { toPlainText } from './redaction/plain-text.ts';
export {
  listRuns,
  type ListRunsRequest,
  type ListRunsResult,
} from './history/list-runs.ts';
