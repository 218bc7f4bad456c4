import type { MemberName } from './member.ts';

/** Permissions of the bot in a channel that decide about what it can do there. */
export const CHANNEL_PERMISSIONS = {
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  SendMessagesInThreads: 1n << 38n,
} as const;

export type ChannelPermission = keyof typeof CHANNEL_PERMISSIONS;

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'text' | 'thread' | 'direct';
  /** The channel a thread belongs to. */
  readonly parentId?: string;
  /** Who a direct message goes to. */
  readonly recipient?: MemberName;
  readonly archived: boolean;
  /** Only moderators can reopen it once it is archived. */
  readonly locked: boolean;
}

export interface ThreadState {
  readonly archived?: boolean;
  readonly locked?: boolean;
}

export interface Channels {
  /** Text channels and threads of the guild, in the order in which they were made. */
  readonly list: () => readonly Channel[];
  readonly get: (id: string) => Channel | undefined;
  readonly addThread: (parentId: string, name: string) => Channel;
  readonly setThread: (id: string, state: ThreadState) => void;
  /** The direct message channel with a member; there is one for each. */
  readonly openDirect: (recipient: MemberName) => Channel;
  /** Takes a permission away from the bot; a thread has those of its channel. */
  readonly deny: (id: string, permission: ChannelPermission) => void;
  readonly allow: (id: string, permission: ChannelPermission) => void;
  readonly isDenied: (id: string, permission: ChannelPermission) => boolean;
}

export function createChannels(
  nextId: () => string,
  first: readonly Pick<Channel, 'id' | 'name'>[],
): Channels {
  const channels = new Map<string, Channel>(
    first.map(({ id, name }) => [
      id,
      { id, name, kind: 'text', archived: false, locked: false },
    ]),
  );
  const denied = new Set<string>();

  function find(id: string): Channel {
    const channel = channels.get(id);
    if (channel === undefined)
      throw new Error(`The local Discord has no channel ${id}.`);
    return channel;
  }
  function put(channel: Channel): Channel {
    channels.set(channel.id, channel);
    return channel;
  }

  return {
    list: () => [...channels.values()].filter(({ kind }) => kind !== 'direct'),
    get: (id) => channels.get(id),
    addThread: (parentId, name) =>
      put({
        id: nextId(),
        name,
        kind: 'thread',
        parentId: find(parentId).id,
        archived: false,
        locked: false,
      }),
    setThread: (id, state) => void put({ ...find(id), ...state }),
    openDirect: (recipient) =>
      [...channels.values()].find((one) => one.recipient === recipient) ??
      put({
        id: nextId(),
        name: recipient,
        kind: 'direct',
        recipient,
        archived: false,
        locked: false,
      }),
    deny: (id, permission) => void denied.add(`${find(id).id} ${permission}`),
    allow: (id, permission) => void denied.delete(`${id} ${permission}`),
    isDenied: (id, permission) =>
      [id, channels.get(id)?.parentId].some((one) =>
        denied.has(`${one} ${permission}`),
      ),
  };
}
