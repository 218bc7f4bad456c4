export {
  decideAccess,
  explainAccess,
  whoMayRun,
  type AccessDecision,
  type AccessReason,
  type AccessRules,
} from './command/access.ts';
export {
  defineAgent,
  defineCommand,
  effectFor,
  permissionFor,
  type Agent,
  type Command,
  type Effect,
  type Permission,
  type Example,
  type Reply,
  type RunContext,
  type StartRequest,
  type WatchRequest,
  type Suggest,
  type Visibility,
} from './command/agent.ts';
export { listAgents } from './agents/list-agents.ts';
export { personUrl } from './agents/person-url.ts';
export { createAgents, createConfiguredRegistry } from './core/built-in.ts';
export { formatDuration } from '@yardmaster/digest';
export { systemClock, type Clock } from '@yardmaster/github-dispatcher';
export type { AgentSource } from './core/load-agents.ts';
export type { Core } from './command/core.ts';
export {
  createCore,
  type CoreHooks,
  type CoreOptions,
  type RunningCore,
} from './core/create-core.ts';
export { defineConfig, type FileConfig } from './core/define-config.ts';
export { didYouMean } from './did-you-mean.ts';
export {
  FOLLOW_STAGES,
  newFollow,
  type Follow,
  type FollowStage,
} from './journal/follow.ts';
export { runReport, type ShownRun } from './report/run-report.ts';
export { followReport, noticeReport } from './follow/report.ts';
export {
  createFollows,
  type Follows,
  type FollowsOptions,
} from './follow/engine.ts';
export {
  createInProcessQueue,
  type InProcessQueueOptions,
} from './queue/in-process.ts';
export {
  REFUSALS,
  INTERACTION_TOKEN_TTL_MS,
  SURFACES,
  shortId,
  type ReplyTarget,
  type Caller,
  type Invocation,
  type Refusal,
  type Requester,
  type Surface,
} from './journal/invocation.ts';
export { OUTCOMES, type Outcome } from './report/outcome.ts';
export type { Accepted } from './invoke/run.ts';
export type { Call, Invoke, Refused } from './invoke/invoke.ts';
export { JournalError, type JournalFault } from './journal/journal-error.ts';
export type {
  FollowChange,
  InvocationEnd,
  InvocationFilter,
  Journal,
} from './journal/journal.ts';
export { createLeaseOwner, isDeadOwner } from './journal/lease-owner.ts';
export {
  createSilentMessenger,
  type SendResult,
  type NotificationSearch,
  type Messenger,
} from './surface/messenger.ts';
export { openJournal, openQueue } from './core/open-database.ts';
export { parseDatabaseUrl, type DatabaseUrl } from './journal/database-url.ts';
export { OUTCOME_WORDS } from './report/outcome.ts';
export type { Queue, Topic } from './queue/queue.ts';
export {
  expectedOf,
  flagOf,
  optionsOf,
  type OptionSpec,
  type OptionType,
} from './command/options.ts';
export {
  parseInput,
  type InputFault,
  type ParsedInput,
} from './command/parse-input.ts';
export {
  RegistryError,
  createRegistry,
  type Registry,
} from './command/registry.ts';
export {
  ICONS,
  TONES,
  createReport,
  type Field,
  type Inline,
  type Json,
  type JsonObject,
  type Line,
  type Link,
  type Icon,
  type Picture,
  type Report,
  type RunAction,
  type Action,
  type InvocationAction,
  INVOCATION_ACTIONS,
  type Section,
  type Text,
  type Tone,
} from './report/report.ts';
export { lint, type LintContext } from './lint/lint.ts';
export {
  LINT_CODES,
  type Finding,
  type LintCode,
  type Severity,
} from './lint/finding.ts';
export { ACTIONS, type Action as PolicyAction } from './policy/action.ts';
export { diffConfigs, type ConfigDiff } from './policy/config-diff.ts';
export { decide, type Decision } from './policy/decide.ts';
export { explain, type Explanation } from './policy/explain.ts';
export { createPolicy } from './policy/from-config.ts';
export { policyFingerprint, type Policy } from './policy/policy.ts';
export type { Channel, Rule } from './policy/rule.ts';
export { formatScope, parseScope, type Scope } from './policy/scope.ts';
export { formatTarget, parseTarget, type Target } from './policy/target.ts';
export type { DecisionReason } from './policy/verdict.ts';
export type { History } from './history/history.ts';
