import {
  asEphemeral,
  EPHEMERAL,
  type Message,
  type MessageFile,
} from '../render/message.ts';

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
export const CALLBACK = {
  pong: 1,
  message: 4,
  deferMessage: 5,
  deferUpdate: 6,
  updateMessage: 7,
  choices: 8,
} as const;

/** The answer to an interaction, as Discord expects it in the HTTP response. */
export interface Answer {
  readonly body: { readonly type: number; readonly data?: object };
  readonly files: readonly MessageFile[];
}

/**
 * How an interaction is answered: by a message of its own, or by changing the message that its button stands under.
 * Who sees a deferred message is decided with the deferral and cannot be changed.
 */
export type AnswerForm =
  | { readonly kind: 'message'; readonly ephemeral: boolean }
  | { readonly kind: 'update' };

export const PONG: Answer = { body: { type: CALLBACK.pong }, files: [] };

export function messageAnswer(message: Message, form: AnswerForm): Answer {
  if (form.kind === 'update')
    return {
      body: { type: CALLBACK.updateMessage, data: message.body },
      files: message.files,
    };
  return form.ephemeral ? ephemeralAnswer(message) : newMessage(message);
}

function newMessage({ body, files }: Message): Answer {
  return { body: { type: CALLBACK.message, data: body }, files };
}

/** Messages do not change, so one that is given again and again, such as the list of agents, is made an answer once. */
const ephemeralAnswers = new WeakMap<Message, Answer>();

function ephemeralAnswer(message: Message): Answer {
  const answer =
    ephemeralAnswers.get(message) ?? newMessage(asEphemeral(message));
  ephemeralAnswers.set(message, answer);
  return answer;
}

const texts = new WeakMap<Answer, string>();

/** The body as JSON, written once per answer. */
export function textOf(answer: Answer): string {
  const text = texts.get(answer) ?? JSON.stringify(answer.body);
  texts.set(answer, text);
  return text;
}

export function deferredAnswer(form: AnswerForm): Answer {
  if (form.kind === 'update')
    return { body: { type: CALLBACK.deferUpdate }, files: [] };
  const data = form.ephemeral ? { data: { flags: EPHEMERAL } } : {};
  return { body: { type: CALLBACK.deferMessage, ...data }, files: [] };
}

export function choicesAnswer(
  choices: readonly { name: string; value: string }[],
): Answer {
  return { body: { type: CALLBACK.choices, data: { choices } }, files: [] };
}
