export type { Acknowledgement } from './acknowledge.ts';
export type { Clock } from './clock.ts';
export type { RegisteredCommand } from './command-store.ts';
export type { DeliveryOutcome, DeliveryResult } from './delivery.ts';
export type { EndpointCheck } from './endpoint-check.ts';
export type { DiscordEvent, WaitOptions } from './event.ts';
export type { Fault, FaultKind, Faults } from './faults.ts';
export type { Interaction } from './interaction.ts';
export type { LocalDiscord, LocalDiscordOptions } from './local-discord.ts';
export type { Member, MemberName, Members } from './member.ts';
export type { Mentions } from './mentions.ts';
export type { Attachment, MessageState, MessageView } from './message.ts';
export type { Operation } from './operation.ts';
export type {
  AutocompleteInput,
  ClickOptions,
  CommandInput,
  ModalInput,
  PersonOptions,
} from './person.ts';
export type { RequestRecord } from './recorder.ts';
export { ANSWER_LIMIT_MS, TOKEN_LIFE_MS } from './interaction.ts';
export { FAULT_KINDS } from './faults.ts';
export { FLAGS } from './flags.ts';
export {
  commandViolations,
  messageViolations,
  responseViolations,
  type MessageOperation,
  type Violation,
} from './violations.ts';
export { startLocalDiscord } from './start.ts';
