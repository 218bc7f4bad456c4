import { acknowledge, type AcknowledgeResult } from './acknowledge.ts';
import type { ParsedBody } from '../wire/body.ts';
import type { Faults } from '../server/faults.ts';
import type { Interaction } from './interaction.ts';
import type { MessageStore } from '../messages/message-store.ts';

/** Takes an answer, however it came, and lets loose the faults that strike after one. */
export type TakeAnswer = (
  interaction: Interaction,
  body: ParsedBody,
) => AcknowledgeResult;

export function createTakeAnswer(
  messages: MessageStore,
  faults: Faults,
): TakeAnswer {
  return (interaction, body) => {
    const result = acknowledge(interaction, body, messages);
    if (!result.ok) return result;
    if (interaction.state === 'deferred') {
      const fault = faults.take('unknown-webhook');
      if (fault !== undefined)
        interaction.unknownWebhookTries = fault.tries ?? 1;
    }
    if (
      interaction.kind !== 'ping' &&
      faults.take('expired-token') !== undefined
    ) {
      interaction.expired = true;
    }
    for (const wake of interaction.waiting.splice(0)) wake();
    return result;
  };
}

/** Resolves once the interaction was answered, with false if that took longer than `ms` milliseconds. */
export function answeredWithin(
  interaction: Interaction,
  ms: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (interaction.state !== 'waiting') {
      resolve(interaction.state !== 'lost');
      return;
    }
    const timer = setTimeout(() => resolve(false), Math.max(0, ms));
    interaction.waiting.push(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
