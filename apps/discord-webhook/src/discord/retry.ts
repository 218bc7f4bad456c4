import type { Clock } from '@yardmaster/agent-registry';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { DiscordFault, DiscordResult } from './result.ts';

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** How long a call may take, from the first try on. A wait that would end later is not started. */
  readonly budgetMs: number;
  /** True if sending the request twice has the effect of sending it once: edits and reads, but not new messages. */
  readonly repeatable: boolean;
}

/** Discord may need about ten seconds to know the webhook of an interaction that was just deferred. */
const UNKNOWN_WEBHOOK_BUDGET_MS = 10_000;
const MAX_RETRIES_AFTER_LOSS = 2;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 4000;

/**
 * Retries a request: after a rate limit once Discord allows it, while the webhook of a new interaction is unknown, and
 * after a lost response if the request is repeatable.
 */
export async function withRetries<Value>(
  options: RetryOptions,
  request: () => Promise<DiscordResult<Value>>,
): Promise<DiscordResult<Value>> {
  const { clock } = options;
  const start = clock.now();
  for (let tries = 1; ; tries += 1) {
    const result = await request();
    if (result.ok) return result;
    const wait = waitBefore(result.fault, tries, options);
    const elapsed = clock.now() - start;
    if (wait === null || elapsed + wait > budgetFor(result.fault, options))
      return result;
    await new Promise<void>((resolve) => {
      clock.schedule(wait, resolve);
    });
  }
}

function budgetFor(fault: DiscordFault, { budgetMs }: RetryOptions): number {
  return isUnknownWebhook(fault)
    ? Math.min(UNKNOWN_WEBHOOK_BUDGET_MS, budgetMs)
    : budgetMs;
}

/** Null: do not try again. */
function waitBefore(
  fault: DiscordFault,
  tries: number,
  { repeatable, random }: RetryOptions,
): number | null {
  const backoff = Math.round(
    Math.min(FIRST_BACKOFF_MS * 2 ** (tries - 1), LONGEST_BACKOFF_MS) *
      (0.75 + random() / 2),
  );
  switch (fault.kind) {
    case 'later':
      return Math.max(fault.afterMs, tries > 1 ? backoff : 0);
    case 'lost':
      return repeatable && tries <= MAX_RETRIES_AFTER_LOSS ? backoff : null;
    case 'rejected':
      return isUnknownWebhook(fault) ? backoff : null;
  }
}

export function isUnknownWebhook(fault: DiscordFault): boolean {
  return (
    fault.kind === 'rejected' &&
    fault.code === RESTJSONErrorCodes.UnknownWebhook
  );
}
