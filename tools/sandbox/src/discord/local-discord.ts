import type { Channel } from './channel-routes.ts';
import type { Clock } from './clock.ts';
import type { RegisteredCommand } from './command-store.ts';
import type { Delivery } from './delivery.ts';
import type { EndpointCheck } from './endpoint-check.ts';
import type { DiscordEvent, WaitOptions } from './event.ts';
import type { Faults } from './faults.ts';
import type { Interaction } from './interaction.ts';
import type { Members } from './member.ts';
import type { MessageView } from './message.ts';
import type { Person } from './person.ts';
import type { RateLimitRules } from './rate-limit.ts';
import type { RequestRecord } from './recorder.ts';
import type { Violation } from './violations.ts';

export interface LocalDiscordOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  clock?: Clock;
  applicationId?: string;
  /** What the application and its bot are called; default `Yardmaster`. */
  applicationName?: string;
  guildId?: string;
  channelId?: string;
  /** The interactions endpoint of the app; `setEndpoint` sets it later. */
  endpoint?: string;
  /** Replaces the limits of single operations; `false` switches all rate limits off. */
  rateLimits?: RateLimitRules | false;
  /** How long an answer may take, in milliseconds; default 3000 as Discord's. */
  answerLimitMs?: number;
}

export interface LocalDiscord extends Person {
  /** Base of the REST API, ending in `/api/v10`. */
  url: string;
  applicationId: string;
  applicationName: string;
  publicKey: string;
  botToken: string;
  guildId: string;
  /** The channel that people act in, `#deploys`. */
  channelId: string;
  /** A second channel, `#digests`. */
  digestChannelId: string;
  channels: readonly Channel[];
  /** Roles of the guild; `members.operator` holds `operator`. */
  roles: { operator: string };
  members: Members;
  setEndpoint: (url: string | undefined) => void;
  endpoint: () => string | undefined;
  /** Every request in both directions, oldest first; tokens are hidden except under `raw`. */
  requests: readonly RequestRecord[];
  /**
   * Everything the app sent that breaks a rule: Discord's, whether or not it refused the body, and ours, such as
   * `allowed_mentions` on every message and every edit. Oldest first; the last 1,000.
   */
  violations: () => readonly Violation[];
  clearViolations: () => void;
  /** What the channel (default: every channel) shows now, oldest first. */
  messages: (channelId?: string) => MessageView[];
  message: (id: string) => MessageView | undefined;
  /** The bytes of an attachment. */
  file: (attachmentId: string) => Uint8Array | undefined;
  interactions: () => readonly Interaction[];
  events: () => readonly DiscordEvent[];
  subscribe: (listener: (event: DiscordEvent) => void) => () => void;
  /** The first event, past or to come, that matches. */
  waitFor: (
    predicate: (event: DiscordEvent) => boolean,
    options?: WaitOptions,
  ) => Promise<DiscordEvent>;
  /** The first message that matches, now or after any change to come. */
  waitForMessage: (
    predicate: (message: MessageView) => boolean,
    options?: Pick<WaitOptions, 'timeoutMs'>,
  ) => Promise<MessageView>;
  /** Signs these very bytes, or not, and sends them. */
  sendRaw: Delivery['send'];
  checkEndpoint: () => Promise<EndpointCheck>;
  /** What the app registered: for a guild, or globally. */
  commands: (guildId?: string) => RegisteredCommand[];
  /** Ends the life of an interaction's token at once. */
  expireToken: (interactionId: string) => void;
  faults: Faults;
  close: () => Promise<void>;
}
