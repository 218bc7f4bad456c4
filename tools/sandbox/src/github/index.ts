export {
  createLocalGitHub,
  type LocalGitHub,
  type LocalGitHubEvent,
} from './local-github.ts';
export { startLocalGitHub } from './start-local-github.ts';
export type { AppIdentity } from './api/access.ts';
export type { Permissions } from './api/caller.ts';
export type { FinishOptions, StartRun } from './control/control.ts';
export type { JobState, StepState } from './control/job-state.ts';
export type { Pace } from './runs/engine.ts';
export type { TokenLag } from './api/access.ts';
export type { Intermediary } from './api/intermediary.ts';
export type { Refusal } from './api/refusals.ts';
export type { SignOnRequest } from './api/log-store.ts';
export type { Fault, FaultHandle, Matcher } from './api/faults.ts';
export type { LocalGitHubOptions } from './world/options.ts';
export type { Outage } from './api/exchange.ts';
export type { LimitOptions } from './api/limits.ts';
export type { RunPlan } from './runs/plan.ts';
export type { LoggedRequest } from './api/request-log.ts';
export {
  RUN_CONCLUSIONS,
  RUN_STATUSES,
  type RunConclusion,
  type RunStatus,
} from './runs/conclusion.ts';
export { createHistory, type HistoryOptions } from './world/history.ts';
export type { SeedRun } from './world/seed.ts';
export type { Timers } from './timers.ts';
export type { LocalRun, LocalRunJob } from './control/view.ts';
export type { LocalCheck, LocalStatus } from './commits/checks.ts';
export type {
  Comparison,
  LocalAuthor,
  LocalCommit,
  NewCommit,
} from './commits/commit-graph.ts';
export type { Delivery, WebhookTarget } from './webhooks/delivery.ts';
export type { WebhookFault, WebhookMatcher } from './webhooks/webhooks.ts';
export {
  CLIENT_DEPLOY,
  DEFAULT_WORKFLOWS,
  DIAGNOSE,
  type LocalConcurrency,
  type LocalInput,
  type LocalJob,
  type LocalStep,
  type LocalWorkflow,
} from './workflow/workflow.ts';
export type { LocalEnvironment } from './world/world.ts';
