import type {
  APIActionRowComponent,
  APIButtonComponent,
} from 'discord-api-types/v10';
import { NO_MENTIONS, type Message } from './message.ts';

/** A message of one paragraph. It replaces everything that the message it edits has shown. */
export function plainMessage(
  text: string,
  options: {
    readonly title?: string;
    readonly components?: readonly APIActionRowComponent<APIButtonComponent>[];
  } = {},
): Message {
  const { title, components = [] } = options;
  return {
    body: {
      embeds: [{ ...(title !== undefined && { title }), description: text }],
      components: [...components],
      allowed_mentions: NO_MENTIONS,
    },
    files: [],
  };
}

/** For an exception. Its details go to the log only, because an error's text may hold anything. */
export const UNEXPECTED_ERROR = plainMessage(
  'Yardmaster hit an unexpected error. If the command starts a run, check `/status` before you try again.',
  { title: 'Something went wrong' },
);

/** For a result that Discord rejects, whatever the reason. */
export const RESULT_REJECTED = plainMessage(
  'The command finished, but Discord rejected the message with its result. Use `/status` to see the latest runs.',
  { title: 'The result can’t be shown' },
);

export const UNKNOWN_BUTTON = plainMessage(
  'This button was created by another version of Yardmaster. Run the command again.',
  { title: 'Unknown button' },
);

export const UNKNOWN_FORM = plainMessage(
  'This form was created by another version of Yardmaster. Run the command again.',
  { title: 'Unknown form' },
);

export const DISMISSED = plainMessage('No changes made.');

/** Replaces a question after its confirmation. */
export const CONFIRMED = plainMessage('Confirmed. See the message below.');
