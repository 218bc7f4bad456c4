import type { Clock } from '../wire/clock.ts';
import { FLAGS } from '../wire/flags.ts';
import {
  NO_MENTIONS,
  type Attachment,
  type MessageState,
  type MessageView,
} from './message.ts';
import type { KeepFile } from './message-draft.ts';

export type NewMessage = Pick<MessageView, 'channelId' | 'via'> &
  Partial<
    Pick<MessageView, 'interaction' | 'visibleTo' | 'nonce' | 'replyTo'>
  > & {
    readonly state: MessageState;
  };

export interface MessageStore {
  readonly create: (message: NewMessage) => MessageView;
  readonly edit: (id: string, state: MessageState) => MessageView | undefined;
  readonly delete: (id: string) => boolean;
  readonly get: (id: string) => MessageView | undefined;
  /** In order of creation, deleted ones left out. */
  readonly list: (channelId?: string) => MessageView[];
  /** Those deleted too. */
  readonly everything: () => MessageView[];
  readonly keepFile: (channelId: string) => KeepFile;
  readonly file: (
    attachmentId: string,
  ) =>
    { readonly attachment: Attachment; readonly bytes: Uint8Array } | undefined;
}

/** Something happened to a message; it carries the message as it is now. */
export interface MessageEvent {
  readonly type: 'message.created' | 'message.edited' | 'message.deleted';
  readonly message: MessageView;
}

export interface MessageStoreOptions {
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly emit: (event: MessageEvent) => void;
  readonly author: MessageView['author'];
  /** Where files are served: the server's origin. */
  readonly origin: () => string;
}

export function createMessageStore({
  clock,
  nextId,
  emit,
  author,
  origin,
}: MessageStoreOptions): MessageStore {
  const messages = new Map<string, MessageView>();
  const files = new Map<
    string,
    { attachment: Attachment; bytes: Uint8Array }
  >();
  const now = (): string => new Date(clock()).toISOString();
  const snapshot = (message: MessageView): MessageView =>
    structuredClone(message);
  function alive(id: string): MessageView | undefined {
    const message = messages.get(id);
    return message?.deletedAt === undefined ? message : undefined;
  }

  return {
    create: ({ state, ...facts }) => {
      const at = now();
      const loading = (state.flags & FLAGS.loading) !== 0;
      const message: MessageView = {
        ...facts,
        ...structuredClone(state),
        id: nextId(),
        author,
        ephemeral: (state.flags & FLAGS.ephemeral) !== 0,
        loading,
        pings:
          loading || (state.flags & FLAGS.suppressNotifications) !== 0
            ? NO_MENTIONS
            : state.mentions,
        createdAt: at,
        history: [{ ...structuredClone(state), at }],
      };
      messages.set(message.id, message);
      emit({ type: 'message.created', message: snapshot(message) });
      return snapshot(message);
    },
    edit: (id, state) => {
      const before = alive(id);
      if (before === undefined) return undefined;
      const at = now();
      const next = structuredClone({
        ...state,
        flags: state.flags & ~FLAGS.loading,
      });
      const edited: MessageView = {
        ...before,
        ...next,
        loading: false,
        ...(before.loading ? {} : { editedAt: at }),
        history: [...before.history, { ...next, at }],
      };
      messages.set(id, edited);
      emit({ type: 'message.edited', message: snapshot(edited) });
      return snapshot(edited);
    },
    delete: (id) => {
      const message = alive(id);
      if (message === undefined) return false;
      const deleted = { ...message, deletedAt: now() };
      messages.set(id, deleted);
      emit({ type: 'message.deleted', message: snapshot(deleted) });
      return true;
    },
    get: (id) => {
      const message = alive(id);
      return message === undefined ? undefined : snapshot(message);
    },
    list: (channelId) =>
      [...messages.values()]
        .filter(
          (message) =>
            message.deletedAt === undefined &&
            (channelId === undefined || message.channelId === channelId),
        )
        .map(snapshot),
    everything: () => [...messages.values()].map(snapshot),
    keepFile: (channelId) => (file, description) => {
      const id = nextId();
      const attachment: Attachment = {
        id,
        filename: file.filename,
        contentType: file.contentType,
        size: file.bytes.length,
        url: `${origin()}/attachments/${channelId}/${id}/${encodeURIComponent(file.filename)}`,
        ...(description === undefined ? {} : { description }),
      };
      files.set(id, { attachment, bytes: file.bytes });
      return attachment;
    },
    file: (attachmentId) => files.get(attachmentId),
  };
}
