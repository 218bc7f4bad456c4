import type { Clock } from '@yardmaster/agent-registry';
import type { ButtonAction } from '../render/custom-id.ts';
import type { InteractionReference } from '../discord/discord.ts';
import type { InteractionSource } from './interaction.ts';

/** An ephemeral question can be edited by the token of the click that led to it, which lives 15 minutes. */
const LIFE_MS = 14 * 60_000;
const MOST = 1000;

/**
 * Where the questions stand that have no answer yet, so that one that was answered elsewhere loses its buttons. A courtesy
 * kept in memory: whether a click still makes sense is checked when it comes.
 */
export function createQuestions(clock: Clock) {
  const open = new Map<
    string,
    InteractionReference & { readonly until: number }
  >();
  const keyOf = (
    { user }: InteractionSource,
    { kind, runId, attempt }: ButtonAction,
  ) => `${user.id}:${kind}:${runId}:${attempt}`;
  return {
    remember(
      { applicationId, token, ...source }: InteractionSource,
      action: ButtonAction,
    ): void {
      const key = keyOf({ applicationId, token, ...source }, action);
      open.delete(key);
      open.set(key, { applicationId, token, until: clock.now() + LIFE_MS });
      const [oldest] = open.keys();
      if (open.size > MOST && oldest !== undefined) open.delete(oldest);
    },
    take(
      source: InteractionSource,
      action: ButtonAction,
    ): InteractionReference | null {
      const key = keyOf(source, action);
      const found = open.get(key);
      open.delete(key);
      return found === undefined || found.until < clock.now() ? null : found;
    },
  };
}
