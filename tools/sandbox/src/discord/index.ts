export type { Acknowledgement } from './interactions/acknowledge.ts';
export type { Clock } from './wire/clock.ts';
export type { RegisteredCommand } from './commands/command-store.ts';
export type {
  DeliveryOutcome,
  DeliveryResult,
} from './interactions/delivery.ts';
export type { EndpointCheck } from './interactions/endpoint-check.ts';
export type { DiscordEvent, WaitOptions } from './server/event.ts';
export type { Fault, FaultKind, Faults } from './server/faults.ts';
export type { Interaction } from './interactions/interaction.ts';
export type { LocalDiscord, LocalDiscordOptions } from './local-discord.ts';
export type { Channel, ChannelPermission } from './guild/channels.ts';
export type { Member, MemberName, Members } from './guild/member.ts';
export type { Mentions } from './guild/mentions.ts';
export type {
  Attachment,
  MessageState,
  MessageView,
} from './messages/message.ts';
export type { Operation } from './wire/operation.ts';
export type {
  AutocompleteInput,
  ClickOptions,
  CommandInput,
  ModalInput,
  PersonOptions,
} from './interactions/person.ts';
export type { RequestRecord } from './server/recorder.ts';
export { ANSWER_LIMIT_MS, TOKEN_LIFE_MS } from './interactions/interaction.ts';
export { FAULT_KINDS } from './server/faults.ts';
export { FLAGS } from './wire/flags.ts';
export {
  commandViolations,
  messageViolations,
  responseViolations,
  type MessageOperation,
  type Violation,
} from './rules/violations.ts';
export { startLocalDiscord } from './start-local-discord.ts';
