export {
  createLocalGitHub,
  type LocalGitHub,
  type LocalGitHubEvent,
} from './local-github.ts';
export { startLocalGitHub } from './start-local-github.ts';
export type { AppIdentity } from './access.ts';
export type { Permissions } from './caller.ts';
export type { FinishOptions, StartRun } from './control.ts';
export type { JobState, StepState } from './job-state.ts';
export type { Pace } from './engine.ts';
export type { Fault, FaultHandle, Matcher } from './faults.ts';
export type { LocalGitHubOptions } from './options.ts';
export type { Outage } from './exchange.ts';
export type { LimitOptions } from './limits.ts';
export type { RunPlan } from './plan.ts';
export type { LoggedRequest } from './request-log.ts';
export {
  RUN_CONCLUSIONS,
  RUN_STATUSES,
  type RunConclusion,
  type RunStatus,
} from './conclusion.ts';
export { createHistory, type HistoryOptions } from './history.ts';
export type { SeedRun } from './seed.ts';
export type { Timers } from './timers.ts';
export type { LocalRun, LocalRunJob } from './view.ts';
export type { Delivery, WebhookTarget } from './delivery.ts';
export type { WebhookFault, WebhookMatcher } from './webhooks.ts';
export {
  CLIENT_DEPLOY,
  DEFAULT_WORKFLOWS,
  DIAGNOSE,
  type LocalConcurrency,
  type LocalInput,
  type LocalJob,
  type LocalStep,
  type LocalWorkflow,
} from './workflow.ts';
export type { LocalEnvironment } from './world.ts';
