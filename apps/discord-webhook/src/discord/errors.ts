import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import type { DiscordFault } from './result.ts';
import type { RateLimitScope } from './transport.ts';

/** Errors before a connection exists: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** @discordjs/rest may report no time at all. Discord's shortest buckets last about a second. */
const SHORTEST_WAIT_MS = 250;
const RECONNECT_AFTER_MS = 1000;
const MAX_REASON = 500;

/** What a failed request means for its sender. */
export function toFault(
  error: unknown,
  redact: (text: string) => string,
): DiscordFault {
  if (error instanceof RateLimitError)
    return {
      kind: 'later',
      afterMs: Math.max(
        error.retryAfter,
        error.sublimitTimeout,
        SHORTEST_WAIT_MS,
      ),
      reason: `Discord's rate limit applies (${error.scope})`,
      scope: error.scope as RateLimitScope,
    };
  if (error instanceof DiscordAPIError)
    return {
      kind: 'rejected',
      status: error.status,
      code: Number(error.code),
      reason: redact(`${error.status} ${error.message}`).slice(0, MAX_REASON),
    };
  if (error instanceof HTTPError)
    return { kind: 'lost', reason: `Discord returned ${error.status}` };
  const code = causeCode(error);
  if (NOT_SENT.has(code))
    return {
      kind: 'later',
      afterMs: RECONNECT_AFTER_MS,
      reason: `Discord could not be reached (${code})`,
    };
  return { kind: 'lost', reason: `no response from Discord (${code})` };
}

function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name;
}
