export {
  decideAccess,
  explainAccess,
  whoMayRun,
  type AccessDecision,
  type AccessReason,
  type AccessRules,
} from './access.ts';
export {
  defineAgent,
  defineCommand,
  effectFor,
  type Agent,
  type Command,
  type Effect,
  type Example,
  type Reply,
  type RunContext,
  type StartRequest,
  type WatchRequest,
  type Suggest,
  type Visibility,
} from './agent.ts';
export { listAgents } from './commands/agents.ts';
export { personUrl } from './agents/person-url.ts';
export { createAgents, createConfiguredRegistry } from './built-in.ts';
export { systemClock, type Clock } from './clock.ts';
export type { AgentSource } from './load-agents.ts';
export type { Core } from './core.ts';
export {
  createCore,
  type CoreHooks,
  type CoreOptions,
  type RunningCore,
} from './create-core.ts';
export { defineConfig, type FileConfig } from './define-config.ts';
export {
  FOLLOW_STAGES,
  newFollow,
  type Follow,
  type FollowStage,
} from './follow-record.ts';
export { followReport, noticeReport } from './follow-report.ts';
export { createFollows, type Follows, type FollowsOptions } from './follows.ts';
export {
  createInProcessQueue,
  type InProcessQueueOptions,
} from './in-process-queue.ts';
export {
  OUTCOMES,
  REFUSALS,
  SURFACES,
  shortId,
  type Address,
  type Caller,
  type Invocation,
  type Outcome,
  type Refusal,
  type Requester,
  type Surface,
} from './invocation.ts';
export type { Accepted } from './accept.ts';
export type { Call, Invoke, Refused } from './invoke.ts';
export { JournalError, type JournalFault } from './journal-error.ts';
export type {
  FollowChange,
  InvocationEnd,
  InvocationFilter,
  Journal,
} from './journal.ts';
export { createLeaseOwner, isDeadOwner } from './lease-owner.ts';
export {
  createSilentMessenger,
  type Delivery,
  type Messenger,
} from './messenger.ts';
export { openJournal, openQueue } from './open-database.ts';
export { parseDatabaseUrl, type DatabaseUrl } from './database-url.ts';
export { OUTCOME_WORDS } from './outcome-words.ts';
export type { Queue, Topic } from './queue.ts';
export {
  expectedOf,
  flagOf,
  optionsOf,
  type OptionSpec,
  type OptionType,
} from './options.ts';
export {
  parseInput,
  type InputFault,
  type ParsedInput,
} from './parse-input.ts';
export { RegistryError, createRegistry, type Registry } from './registry.ts';
export {
  MARKS,
  TONES,
  createReport,
  type Field,
  type Inline,
  type Json,
  type JsonObject,
  type Line,
  type Link,
  type Mark,
  type Picture,
  type Report,
  type RunAction,
  type Section,
  type Text,
  type Tone,
} from './report.ts';
