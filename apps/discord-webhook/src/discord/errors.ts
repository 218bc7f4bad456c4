import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import type { DiscordFault } from './discord.ts';

/** Errors of connecting: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What an attempt that failed means for whoever asked. */
export function readFault(
  error: unknown,
  redact: (text: string) => string,
): DiscordFault {
  if (error instanceof RateLimitError)
    // Without a stated time the client says next to nothing: a second is what Discord's shortest buckets take.
    return {
      kind: 'later',
      afterMs: Math.max(error.retryAfter, error.sublimitTimeout, 250),
      reason: `Discord limits the rate (${error.scope})`,
    };
  if (error instanceof DiscordAPIError)
    return {
      kind: 'rejected',
      status: error.status,
      code: Number(error.code),
      reason: redact(`${error.status} ${error.message}`.slice(0, 500)),
    };
  if (error instanceof HTTPError)
    return { kind: 'lost', reason: `Discord answered ${error.status}` };
  const code = causeCode(error);
  if (NOT_SENT.has(code))
    return {
      kind: 'later',
      afterMs: 1000,
      reason: `Discord not reached (${code})`,
    };
  return { kind: 'lost', reason: `no answer from Discord (${code})` };
}

function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name;
}
