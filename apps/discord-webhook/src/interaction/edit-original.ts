import type { Clock } from '@yardmaster/agent-registry';
import type { Discord, InteractionReference } from '../discord/discord.ts';
import { isUnknownWebhook } from '../discord/retry.ts';
import type { Warn } from '../observability/log.ts';
import { RESULT_REJECTED } from '../render/fixed-messages.ts';
import type { Message } from '../render/message.ts';

export interface EditOriginalOptions {
  readonly discord: Pick<Discord, 'editOriginal'>;
  readonly clock: Clock;
  readonly warn: Warn;
  /** Aborted when the process is about to end. */
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Fills a deferred message, and retries until the token expires, because the message shows "thinking…" until then. If
 * Discord rejects the message itself, a message that says so is shown instead. True once something is shown.
 */
export async function editOriginal(
  { discord, clock, warn, signal }: EditOriginalOptions,
  to: InteractionReference,
  expiresAt: number,
  wanted: Message,
): Promise<boolean> {
  let message = wanted;
  let wait = FIRST_WAIT_MS;
  for (;;) {
    const result = await discord.editOriginal(to, message);
    if (result.ok) return true;
    const { fault } = result;
    warn('failed to edit a deferred message', { fault });
    if (
      fault.kind === 'rejected' &&
      fault.status === 400 &&
      message === wanted
    ) {
      message = RESULT_REJECTED;
      continue;
    }
    if (fault.kind === 'rejected' && !isUnknownWebhook(fault)) return false;
    if (signal.aborted || clock.now() + wait >= expiresAt) return false;
    await pause(clock, wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(ms, finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
