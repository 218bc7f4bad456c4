export { systemClock, type Clock } from './clock.ts';
export {
  dispatch,
  REJECTION_REASONS,
  type DispatchOptions,
  type DispatchRequest,
  type DispatchResult,
  type RejectionReason,
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
export {
  locate,
  type Identity,
  type LocateOptions,
  type LocateResult,
  type RunReference,
  type Search,
} from './locate.ts';
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
export {
  mergeSnapshot,
  snapshotFromJson,
  snapshotToJson,
  type Snapshot,
} from './snapshot.ts';
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
