import type { Channel, Channels } from './guild/channels.ts';
import type { Clock } from './wire/clock.ts';
import type { RegisteredCommand } from './commands/command-store.ts';
import type { Delivery } from './interactions/delivery.ts';
import type { EndpointCheck } from './interactions/endpoint-check.ts';
import type { DiscordEvent, WaitOptions } from './server/event.ts';
import type { Faults } from './server/faults.ts';
import type { Interaction } from './interactions/interaction.ts';
import type { Guild } from './guild/guild.ts';
import type { Members } from './guild/member.ts';
import type { MessageView } from './messages/message.ts';
import type { Person } from './interactions/person.ts';
import type { RateLimitRules } from './server/rate-limit.ts';
import type { RequestRecord } from './server/recorder.ts';
import type { Violation } from './rules/violations.ts';

export interface LocalDiscordOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly clock?: Clock;
  readonly applicationId?: string;
  /** What the application and its bot are called; default `Yardmaster`. */
  readonly applicationName?: string;
  readonly guildId?: string;
  readonly channelId?: string;
  /** Whether anyone may invite the bot; default false. A new application at Discord starts with true. */
  readonly publicBot?: boolean;
  /** The interactions endpoint of the app; `setEndpoint` sets it later. */
  readonly endpoint?: string;
  /** Replaces the limits of single operations; `false` switches all rate limits off. */
  readonly rateLimits?: RateLimitRules | false;
  /** How long an answer may take, in milliseconds; default 3000 as Discord's. */
  readonly answerLimitMs?: number;
}

export interface LocalDiscord extends Person {
  /** Base of the REST API, ending in `/api/v10`. */
  readonly url: string;
  readonly applicationId: string;
  readonly applicationName: string;
  readonly publicKey: string;
  readonly botToken: string;
  readonly guildId: string;
  /** The channel that people act in, `#deploys`. */
  readonly channelId: string;
  /** A second channel, `#digests`. */
  readonly digestChannelId: string;
  readonly channels: readonly Channel[];
  readonly addThread: Channels['addThread'];
  /** Archives, locks or reopens a thread. */
  readonly setThread: Channels['setThread'];
  /** Takes a permission in a channel (and its threads) away from the bot. */
  readonly denyPermission: Channels['deny'];
  readonly allowPermission: Channels['allow'];
  /** The bot joins the guild; it is a member from the start. */
  readonly inviteBot: Guild['inviteBot'];
  readonly removeBot: Guild['removeBot'];
  /** A member refuses direct messages of the bot. */
  readonly closeDirectMessages: Guild['closeDirectMessages'];
  readonly setPublicBot: (value: boolean) => void;
  /** Roles of the guild; `members.operator` holds `operator`. */
  readonly roles: { readonly operator: string };
  readonly members: Members;
  readonly setEndpoint: (url: string | undefined) => void;
  readonly endpoint: () => string | undefined;
  /** Every request in both directions, oldest first; tokens are hidden except under `raw`. */
  readonly requests: readonly RequestRecord[];
  /**
   * Everything the app sent that breaks a rule: Discord's, whether or not it refused the body, and ours, such as
   * `allowed_mentions` on every message and every edit. Oldest first; the last 1,000.
   */
  readonly violations: () => readonly Violation[];
  readonly clearViolations: () => void;
  /** What the channel (default: every channel) shows now, oldest first. */
  readonly messages: (channelId?: string) => MessageView[];
  readonly message: (id: string) => MessageView | undefined;
  /** The bytes of an attachment. */
  readonly file: (attachmentId: string) => Uint8Array | undefined;
  readonly interactions: () => readonly Interaction[];
  readonly events: () => readonly DiscordEvent[];
  readonly subscribe: (listener: (event: DiscordEvent) => void) => () => void;
  /** The first event, past or to come, that matches. */
  readonly waitFor: (
    predicate: (event: DiscordEvent) => boolean,
    options?: WaitOptions,
  ) => Promise<DiscordEvent>;
  /** The first message that matches, now or after any change to come. */
  readonly waitForMessage: (
    predicate: (message: MessageView) => boolean,
    options?: Pick<WaitOptions, 'timeoutMs'>,
  ) => Promise<MessageView>;
  /** Signs these very bytes, or not, and sends them. */
  readonly sendRaw: Delivery['send'];
  readonly checkEndpoint: () => Promise<EndpointCheck>;
  /** What the app registered: for a guild, or globally. */
  readonly commands: (guildId?: string) => RegisteredCommand[];
  /** Ends the life of an interaction's token at once. */
  readonly expireToken: (interactionId: string) => void;
  readonly faults: Faults;
  readonly close: () => Promise<void>;
}
