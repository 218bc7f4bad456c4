import type {
  CommandInput,
  DeliveryResult,
  MessageView,
} from '../../discord/index.ts';
import type { AppProcess } from '../../stack/app-process.ts';
import type { Stack } from '../../stack/stack.ts';
import { textOf } from '../words.ts';

export interface TourParts {
  readonly stack: Stack & { readonly app: AppProcess };
  /** Keeps the digest's picture. */
  readonly keepPicture: (bytes: Uint8Array) => Promise<void>;
  /** Prints what happens outside of Discord. */
  readonly note: (what: string) => void;
  readonly check: (what: string, ok: boolean) => void;
  /** Checks once the app has stopped, when nothing more can come. */
  readonly checkAtEnd: (what: string, isOk: () => boolean) => void;
}

export interface Stop {
  readonly title: string;
  readonly visit: (parts: TourParts) => Promise<void>;
}

export const WAIT_MS = 20_000;

/** Sends a command, and finds the messages that belong to it. */
export async function start(
  { stack: { discord } }: TourParts,
  input: CommandInput,
) {
  const result: DeliveryResult = await discord.sendCommand({
    member: 'operator',
    ...input,
  });
  const id = result.interaction.id;
  const own = (message: MessageView): boolean => message.interaction?.id === id;
  const response = (said: RegExp): Promise<MessageView> =>
    discord.waitForMessage(
      (message) =>
        own(message) &&
        message.via === 'response' &&
        !message.loading &&
        said.test(textOf(message)),
      { timeoutMs: WAIT_MS },
    );
  const news = (said: RegExp): Promise<MessageView> =>
    discord.waitForMessage(
      (message) =>
        message.via !== 'response' &&
        (own(message) || message.via === 'channel') &&
        said.test(textOf(message)),
      { timeoutMs: WAIT_MS },
    );
  /** New messages that announce an outcome, to count them. */
  const announcements = (): MessageView[] =>
    discord
      .messages()
      .filter((message) => own(message) && message.via === 'follow-up');
  return { result, response, news, announcements };
}

export function runsOf({ stack: { github } }: TourParts): number {
  return github.runs().length;
}
