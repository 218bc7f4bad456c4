import {
  INTERACTION_TOKEN_TTL_MS,
  type Action,
  type Clock,
} from '@yardmaster/agent-registry';
import { type InteractionReference } from '../discord/discord.ts';
import { keyOf } from '../render/custom-id.ts';
import type { InteractionSource } from './interaction.ts';

const MAX_OPEN = 1000;

/**
 * Remembers the questions that wait for an answer, so that one that was confirmed in another message loses its buttons.
 * Kept in memory only: every click is checked again anyway.
 */
export class Confirmations {
  readonly #clock: Clock;
  readonly #open = new Map<
    string,
    { readonly question: InteractionReference; readonly until: number }
  >();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  remember(source: InteractionSource, action: Action): void {
    const key = questionKey(source, action);
    const { applicationId, token } = source;
    this.#open.delete(key);
    this.#open.set(key, {
      question: { applicationId, token },
      until: this.#clock.now() + INTERACTION_TOKEN_TTL_MS,
    });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined)
      this.#open.delete(oldest);
  }

  take(source: InteractionSource, action: Action): InteractionReference | null {
    const key = questionKey(source, action);
    const found = this.#open.get(key);
    this.#open.delete(key);
    return found === undefined || found.until < this.#clock.now()
      ? null
      : found.question;
  }
}

function questionKey({ user }: InteractionSource, action: Action): string {
  return `${user.id}:${keyOf(action)}`;
}
