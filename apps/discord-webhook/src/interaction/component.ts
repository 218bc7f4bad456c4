import {
  decideAccess,
  explainAccess,
  type AccessRules,
  type Caller,
  type Clock,
} from '@yardmaster/agent-registry';
import type { Background } from '../background.ts';
import type { Discord } from '../discord/discord.ts';
import { renderQuestion } from '../render/components.ts';
import { decodeCustomId, type ButtonAction } from '../render/custom-id.ts';
import {
  CONFIRMED,
  DISMISSED,
  UNKNOWN_BUTTON,
  plainMessage,
} from '../render/fixed-messages.ts';
import { Confirmations } from './confirmations.ts';
import type { InteractionSource } from './interaction.ts';
import {
  EPHEMERAL_MESSAGE,
  messageResponse,
  type InteractionResponse,
  type ResponseForm,
} from './response.ts';

/** A command that an interaction asks for. */
export interface CommandRequest {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ButtonOptions {
  readonly discord: Pick<Discord, 'editOriginal'>;
  readonly background: Background;
  readonly clock: Clock;
  readonly access: AccessRules;
  readonly callerOf: (source: InteractionSource) => Caller;
  readonly respond: (
    source: InteractionSource,
    form: ResponseForm,
    request: CommandRequest,
  ) => Promise<InteractionResponse>;
}

/**
 * Answers buttons. The first click leads to a question that only its author sees. Confirming it runs the command, which
 * checks access and the state of the run again.
 */
export function createButtons(options: ButtonOptions) {
  const { access, callerOf, respond, discord, background, clock } = options;
  const confirmations = new Confirmations(clock);

  function ask(
    source: InteractionSource,
    action: ButtonAction,
  ): InteractionResponse {
    const decision = decideAccess('write', callerOf(source), access);
    if (!decision.allowed)
      return messageResponse(
        plainMessage(explainAccess(decision), { title: 'Not allowed' }),
        EPHEMERAL_MESSAGE,
      );
    confirmations.remember(source, action);
    const { text, rows } = renderQuestion(action);
    return messageResponse(
      plainMessage(text, { components: rows }),
      EPHEMERAL_MESSAGE,
    );
  }

  /** The new attempt gets a public message of its own, so the question is edited separately. */
  function rerun(
    source: InteractionSource,
    action: ButtonAction,
  ): Promise<InteractionResponse> {
    const question = confirmations.take(source, action);
    if (question !== null)
      background.run(() => discord.editOriginal(question, CONFIRMED));
    return respond(
      source,
      { kind: 'message', ephemeral: false },
      { command: 'rerun', input: rerunInput(action) },
    );
  }

  return async (
    source: InteractionSource,
    customId: string,
  ): Promise<InteractionResponse> => {
    const action = decodeCustomId(customId);
    if (action === null)
      return messageResponse(UNKNOWN_BUTTON, EPHEMERAL_MESSAGE);
    switch (action.step) {
      case 'ask':
        return ask(source, action);
      case 'dismiss':
        return messageResponse(DISMISSED, { kind: 'update' });
      case 'confirm':
        return action.kind === 'cancel'
          ? respond(
              source,
              { kind: 'update' },
              { command: 'cancel', input: cancelInput(action) },
            )
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
