import type { Clock } from '@yardmaster/agent-registry';
import type { Discord, InteractionReference } from '../discord/discord.ts';
import type { Warn } from '../observability/log.ts';
import type { Message } from '../render/message.ts';
import { isUnknownWebhook } from '../discord/retry.ts';
import { UNSHOWABLE } from '../render/fixed-messages.ts';

export interface LateEditOptions {
  readonly discord: Discord;
  readonly clock: Clock;
  readonly warn: Warn;
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Fills a deferred message. As long as the token lives it goes on trying: a person looks at "thinking…" until then. A
 * message that Discord refuses is replaced by one that says so. True once something is shown.
 */
export function createLateEdit({
  discord,
  clock,
  warn,
  signal,
}: LateEditOptions) {
  return async (
    to: InteractionReference,
    expiresAt: number,
    wanted: Message,
  ): Promise<boolean> => {
    let message = wanted;
    let wait = FIRST_WAIT_MS;
    for (;;) {
      const asked = await discord.editOriginal(to, message);
      if (asked.ok) return true;
      const { fault } = asked;
      warn('an answer could not be shown', { fault });
      if (
        fault.kind === 'rejected' &&
        fault.status === 400 &&
        message === wanted
      ) {
        message = UNSHOWABLE;
        continue;
      }
      if (fault.kind === 'rejected' && !isUnknownWebhook(fault)) return false;
      if (signal.aborted || clock.now() + wait >= expiresAt) return false;
      await pause(clock, wait, signal);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  };
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
