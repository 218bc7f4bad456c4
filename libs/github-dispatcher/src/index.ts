export { systemClock, type Clock } from './clock.ts';
export {
  dispatch,
  dispatchRepository,
  type DispatchOptions,
  type DispatchRequest,
  type DispatchResult,
  type RepositoryDispatchRequest,
} from './dispatch.ts';
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
  type PendingDeployment,
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
export { follow, type FollowEvent, type FollowOptions } from './follow.ts';
export {
  locate,
  type Identity,
  type LocateOptions,
  type LocateResult,
  type RunReference,
  type Search,
} from './locate.ts';
export {
  REJECTION_REASONS,
  type Rejection,
  type RejectionReason,
} from './rejection.ts';
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
} from './run.ts';
export { mergeSnapshot, snapshotOf, type Snapshot } from './snapshot.ts';
export { snapshotFromJson, snapshotToJson } from './snapshot-json.ts';
export {
  createRunWatcher,
  type RunWatcher,
  type RunWatcherOptions,
  type WatchEvent,
  type WatcherIntervals,
  type WatchListener,
  type WatchOptions,
} from './watcher.ts';
export {
  parseWebhook,
  verifySignature,
  type ParsedWebhook,
  type WebhookEvent,
} from './webhook.ts';
export {
  createWebhookIntake,
  type IntakeResult,
  type WebhookIntakeOptions,
  type WebhookRequest,
} from './webhook-intake.ts';
export {
  firstFailure,
  type FirstFailure,
  type FirstFailureOptions,
} from './failure.ts';
export { neutralize, redact } from './log-text.ts';
export { listRuns, type ListRunsRequest, type ListRunsResult } from './runs.ts';
