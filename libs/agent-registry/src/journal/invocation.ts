import type { Outcome } from '../report/outcome.ts';
import type { Json, JsonObject } from '../report/report.ts';

/** Where a command came from and where its reports go. */
export const SURFACES = ['discord', 'cli'] as const;
export type Surface = (typeof SURFACES)[number];

/** The person who gives a command. Never the bot. */
export interface Caller {
  readonly surface: Surface;
  /** A Discord user id; for the CLI the name the terminal knows them by. */
  readonly id: string;
  readonly name: string;
  readonly roleIds: readonly string[];
  /** Holds Manage Server in the guild the command was given in, as Discord says in the signed interaction. */
  readonly manageServer: boolean;
  /** Absent outside a guild. */
  readonly guildId?: string;
}

/** The person behind an invocation, as it is kept. */
export interface Requester {
  readonly id: string;
  readonly name: string;
}

/** How long Discord accepts an interaction token. https://discord.com/developers/docs/interactions/receiving-and-responding */
export const INTERACTION_TOKEN_TTL_MS = 15 * 60_000;

/**
 * Where the reports of an invocation go: on Discord the message that answers the interaction. The interaction token is a
 * secret that lives 15 minutes; the journal erases it when it is of no more use.
 * https://discord.com/developers/docs/interactions/receiving-and-responding
 */
export interface ReplyTarget {
  readonly surface: Surface;
  readonly applicationId?: string;
  readonly guildId?: string;
  readonly channelId?: string;
  /** Who is mentioned when there is an outcome. */
  readonly userId?: string;
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly tokenExpiresAt?: number;
  /** The one message, once its id is known. */
  readonly messageId?: string;
  readonly ephemeral?: boolean;
}

/** Why a call was not run. */
export const REFUSALS = [
  'unknown_command',
  'invalid_input',
  'url_refused',
  'not_allowed',
  'rate_limited',
  'duplicate',
  'journal_unavailable',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** One call of a command, as the journal keeps it. Times are milliseconds since the epoch. */
export interface Invocation {
  /** The correlation id: a UUID. People see its first eight characters. */
  readonly id: string;
  readonly surface: Surface;
  /** The surface's own id of the call (a Discord interaction id), by which a repeated delivery is recognised. */
  readonly externalId: string | null;
  readonly command: string;
  readonly requester: Requester;
  readonly guildId: string | null;
  readonly channelId: string | null;
  readonly input: JsonObject;
  readonly decision: 'accepted' | Refusal;
  readonly outcome: Outcome | null;
  /** One sentence about the outcome, without secrets. */
  readonly detail: string | null;
  readonly runId: number | null;
  readonly runUrl: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  /** Null once nothing more will be sent, and for callers that need none. */
  readonly replyTo: ReplyTarget | null;
}

/** The part of a correlation id that people see and type. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

export function isJson(value: unknown): value is Json {
  if (value === null) return true;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return Object.values(value as object).every(
        (item) => item === undefined || isJson(item),
      );
    default:
      return false;
  }
}
