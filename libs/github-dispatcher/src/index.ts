export { systemClock, type Clock } from './clock.ts';
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
  type CallOptions,
  type ConditionalOptions,
  type DeploymentReview,
  type DispatchAccepted,
  type DispatchInputs,
  type Failure,
  type FailureReason,
  type Fetched,
  type GitHub,
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
  locate,
  type Identity,
  type LocateOptions,
  type LocateResult,
  type RunReference,
  type Search,
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
export { mergeSnapshot, snapshotOf, type Snapshot } from './run/snapshot.ts';
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
  type FirstFailure,
  type FirstFailureOptions,
} from './failure/first-failure.ts';
export { neutralize, redact } from './failure/log.ts';
export {
  listRuns,
  type ListRunsRequest,
  type ListRunsResult,
} from './history/list-runs.ts';
