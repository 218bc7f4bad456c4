import { MENTION_NOBODY, type ButtonRow, type Message } from './message.ts';

/** A message of one sentence; replaces whatever the message it edits has shown. */
export function plainMessage(
  text: string,
  options: {
    readonly title?: string;
    readonly components?: readonly ButtonRow[];
  } = {},
): Message {
  const { title, components = [] } = options;
  return {
    body: {
      embeds: [{ ...(title !== undefined && { title }), description: text }],
      components,
      allowed_mentions: MENTION_NOBODY,
    },
    files: [],
  };
}

/** For an exception; what happened is in the log, since its text may hold anything. */
export const FAILED = plainMessage(
  'Yardmaster met an error it did not expect. If the command starts something, look at `/status` before you give it again.',
  { title: 'Something went wrong' },
);

/** For a result that Discord does not take, whatever the reason. */
export const UNSHOWABLE = plainMessage(
  'The command has ended, but Discord refused the message about it. `/status` tells how the runs stand.',
  { title: 'The result cannot be shown' },
);

export const UNKNOWN_BUTTON = plainMessage(
  'This button comes from a version of Yardmaster that is not running any more. Give the command again.',
  { title: 'Unknown button' },
);

export const UNKNOWN_FORM = plainMessage('Yardmaster has no such form.', {
  title: 'Unknown form',
});

export const DISMISSED = plainMessage('Nothing was changed.');

/** In place of a question that was answered with yes. */
export const CONFIRMED = plainMessage('Confirmed. See the message below.');
