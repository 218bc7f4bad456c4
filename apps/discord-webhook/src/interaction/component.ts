import {
  decideAccess,
  explainAccess,
  type AccessRules,
  type Caller,
  type Clock,
} from '@yardmaster/agent-registry';
import { messageAnswer, type Answer, type AnswerForm } from './response.ts';
import { renderQuestion } from '../render/components.ts';
import { decodeCustomId, type ButtonAction } from '../render/custom-id.ts';
import type { Discord } from '../discord/discord.ts';
import type { InteractionSource } from './interaction.ts';
import {
  CONFIRMED,
  DISMISSED,
  UNKNOWN_BUTTON,
  plainMessage,
} from '../render/fixed-messages.ts';
import { createQuestions } from './confirmations.ts';

export interface ClickOptions {
  readonly discord: Pick<Discord, 'editOriginal'>;
  readonly clock: Clock;
  readonly access: AccessRules;
  readonly callerOf: (source: InteractionSource) => Caller;
  readonly call: (
    source: InteractionSource,
    form: AnswerForm,
    request: {
      readonly command: string;
      readonly input: Readonly<Record<string, unknown>>;
    },
  ) => Promise<Answer>;
}

const PRIVATE: AnswerForm = { kind: 'message', ephemeral: true };
const UPDATE: AnswerForm = { kind: 'update' };

/**
 * Answers buttons. The first click asks back, seen by its asker alone; the answer to that question runs the command,
 * which checks access again and whether the run is still in a state for it.
 */
export function createClick(options: ClickOptions) {
  const { access, callerOf, call, discord, clock } = options;
  const questions = createQuestions(clock);

  function ask(source: InteractionSource, action: ButtonAction): Answer {
    const decision = decideAccess('write', callerOf(source), access);
    if (!decision.allowed)
      return messageAnswer(
        plainMessage(explainAccess(decision), { title: 'Not allowed' }),
        PRIVATE,
      );
    questions.remember(source, action);
    const { text, rows } = renderQuestion(action);
    return messageAnswer(plainMessage(text, { components: rows }), PRIVATE);
  }

  /** Its run is followed in a message of its own, which everybody sees; the question has had its answer. */
  function rerun(
    source: InteractionSource,
    action: ButtonAction,
  ): Promise<Answer> {
    const question = questions.take(source, action);
    if (question !== null) void discord.editOriginal(question, CONFIRMED);
    return call(
      source,
      { kind: 'message', ephemeral: false },
      { command: 'rerun', input: rerunInput(action) },
    );
  }

  return async (
    source: InteractionSource,
    customId: string,
  ): Promise<Answer> => {
    const action = decodeCustomId(customId);
    if (action === null) return messageAnswer(UNKNOWN_BUTTON, PRIVATE);
    switch (action.step) {
      case 'ask':
        return ask(source, action);
      case 'dismiss':
        return messageAnswer(DISMISSED, UPDATE);
      case 'confirm':
        return action.kind === 'cancel'
          ? call(source, UPDATE, {
              command: 'cancel',
              input: cancelInput(action),
            })
          : rerun(source, action);
    }
  };
}

function cancelInput({ runId, attempt }: ButtonAction) {
  return { run_id: runId, attempt };
}

function rerunInput({ runId, attempt }: ButtonAction) {
  return { run_id: runId, attempt, failed_only: true, wait: true };
}
