import {
  decide,
  type Policy,
  type PolicyAction,
  type Action,
  type Caller,
  type Clock,
  type InvocationAction,
  type RunAction,
} from '@yardmaster/agent-registry';
import type { Background } from '../lifecycle/background.ts';
import type { Discord } from '../discord/discord.ts';
import { renderQuestion } from '../render/components.ts';
import { decodeCustomId } from '../render/custom-id.ts';
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
  PUBLIC_MESSAGE,
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
  readonly policy: Policy;
  readonly callerOf: (source: InteractionSource) => Caller;
  readonly respond: (
    source: InteractionSource,
    form: ResponseForm,
    request: CommandRequest,
  ) => Promise<InteractionResponse>;
}

/** What a button's action needs; null where anyone may use it. */
const NEEDED: Readonly<Record<Action['kind'], PolicyAction | null>> = {
  cancel: 'cancel',
  rerun_failed: 'rerun',
  start_again: 'deploy',
  look_again: null,
};

/**
 * Answers buttons. If the action changes something, the first click leads to a question that only its author sees.
 * Confirming it runs the command, which checks access and the state of the run again.
 */
export function createButtons(options: ButtonOptions) {
  const { policy, callerOf, respond, discord, background, clock } = options;
  const confirmations = new Confirmations(clock);

  /** Why asking would be in vain. The command decides again when the answer comes. */
  function refusalOf(
    source: InteractionSource,
    { kind }: Action,
  ): string | undefined {
    const needed = NEEDED[kind];
    if (needed === null) return undefined;
    const { channelId, channelParentId } = source;
    const decision = decide(
      needed,
      null,
      callerOf(source),
      channelId === undefined
        ? null
        : { id: channelId, parentId: channelParentId },
      policy,
    );
    return decision.allowed ? undefined : decision.sentence;
  }

  function ask(source: InteractionSource, action: Action): InteractionResponse {
    const refusal = refusalOf(source, action);
    if (refusal !== undefined)
      return messageResponse(
        plainMessage(refusal, { title: 'Not allowed' }),
        EPHEMERAL_MESSAGE,
      );
    confirmations.remember(source, action);
    const { text, rows } = renderQuestion(action);
    return messageResponse(
      plainMessage(text, { components: rows }),
      EPHEMERAL_MESSAGE,
    );
  }

  function run(
    source: InteractionSource,
    action: Action,
  ): Promise<InteractionResponse> {
    const { request, form } = commandOf(action);
    const question = confirmations.take(source, action);
    // The result has a message of its own, so the question is edited separately.
    if (question !== null && form.kind === 'message')
      background.run(() => discord.editOriginal(question, CONFIRMED));
    return respond(source, form, request);
  }

  return async (
    source: InteractionSource,
    customId: string,
  ): Promise<InteractionResponse> => {
    const button = decodeCustomId(customId);
    if (button === null)
      return messageResponse(UNKNOWN_BUTTON, EPHEMERAL_MESSAGE);
    const { step, action } = button;
    switch (step) {
      case 'ask':
        return action.kind === 'look_again'
          ? run(source, action)
          : ask(source, action);
      case 'dismiss':
        return messageResponse(DISMISSED, { kind: 'update' });
      case 'confirm':
        return run(source, action);
    }
  };
}

/** What an action runs, and where its result is shown. */
function commandOf(action: Action): {
  readonly request: CommandRequest;
  readonly form: ResponseForm;
} {
  switch (action.kind) {
    case 'cancel':
      return {
        request: { command: 'cancel', input: runInput(action) },
        form: { kind: 'update' },
      };
    case 'rerun_failed':
      return {
        request: {
          command: 'rerun',
          input: { ...runInput(action), failed_only: true, wait: true },
        },
        form: PUBLIC_MESSAGE,
      };
    case 'look_again':
      return {
        request: { command: 'look-again', input: invocationInput(action) },
        form: EPHEMERAL_MESSAGE,
      };
    case 'start_again':
      return {
        request: { command: 'start-again', input: invocationInput(action) },
        form: PUBLIC_MESSAGE,
      };
  }
}

function runInput({ runId, attempt }: RunAction) {
  return { run_id: runId, attempt };
}

function invocationInput({ invocationId }: InvocationAction) {
  return { invocation: invocationId };
}
