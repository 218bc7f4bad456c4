import type { Member, MemberName, MessageView } from '../../discord/index.ts';
import type { PageInteraction, Snapshot, Update } from '../wire.ts';

export type Topic =
  | 'messages'
  | 'timeline'
  | 'requests'
  | 'runs'
  | 'settings'
  | 'commands'
  | 'identity';

/** What the page shows, and what the person chose. */
export interface Store {
  readonly data: () => Snapshot;
  /** False until the first snapshot. */
  readonly isReady: () => boolean;
  readonly apply: (update: Update) => void;
  readonly identity: () => MemberName;
  readonly me: () => Member;
  readonly setIdentity: (name: MemberName) => void;
  readonly channelId: () => string;
  readonly setChannel: (id: string) => void;
  readonly dismiss: (messageId: string) => void;
  readonly isDismissed: (messageId: string) => boolean;
  readonly on: (topics: readonly Topic[], listener: () => void) => void;
  /** Draws anew what depends on the time. */
  readonly refresh: () => void;
}

const ALL: readonly Topic[] = [
  'messages',
  'timeline',
  'requests',
  'runs',
  'settings',
  'commands',
  'identity',
];
const SHOWN_REQUESTS = 300;

function replaced<T extends { id: string | number }>(
  list: readonly T[],
  item: T,
): T[] {
  return list.some(({ id }) => id === item.id)
    ? list.map((other) => (other.id === item.id ? item : other))
    : [...list, item];
}

export function createStore(): Store {
  let data: Snapshot | undefined;
  let identity = (localStorage.getItem('identity') ?? 'admin') as MemberName;
  let channel: string | undefined;
  const dismissed = new Set<string>();
  const listeners: { topics: readonly Topic[]; listener: () => void }[] = [];

  function notify(changed: readonly Topic[]): void {
    if (data === undefined) return;
    for (const { topics, listener } of listeners) {
      if (topics.some((topic) => changed.includes(topic))) listener();
    }
  }
  function ready(): Snapshot {
    if (data === undefined) throw new Error('The page has no data yet.');
    return data;
  }
  const withMessage = (snapshot: Snapshot, message: MessageView): Snapshot => ({
    ...snapshot,
    messages:
      message.deletedAt === undefined
        ? replaced(snapshot.messages, message)
        : snapshot.messages.filter(({ id }) => id !== message.id),
  });
  const withInteractions = (
    snapshot: Snapshot,
    interactions: readonly PageInteraction[],
  ): Snapshot => ({
    ...snapshot,
    interactions: interactions.reduce(
      (list, interaction) => replaced(list, interaction),
      [...snapshot.interactions],
    ),
  });

  function apply(update: Update): void {
    if (update.type === 'snapshot') {
      data = update.snapshot;
      notify(ALL);
      return;
    }
    const before = ready();
    switch (update.type) {
      case 'commands':
        data = { ...before, commands: update.commands };
        notify(['commands']);
        return;
      case 'settings':
        data = { ...before, settings: update.settings };
        notify(['settings']);
        return;
      case 'run':
        data = { ...before, runs: replaced(before.runs, update.run) };
        notify(['runs']);
        return;
      case 'github-request':
        data = {
          ...before,
          githubRequests: [...before.githubRequests, update.request].slice(
            -SHOWN_REQUESTS,
          ),
        };
        notify(['requests']);
        return;
      case 'discord': {
        const { event } = update;
        const next = withInteractions(before, update.interactions);
        if ('message' in event) {
          data = withMessage(next, event.message);
          notify(['messages', 'timeline']);
        } else if (event.type === 'request') {
          const requests = [...next.requests, event.request].slice(
            -SHOWN_REQUESTS,
          );
          data = { ...next, requests };
          notify(['requests', 'timeline']);
        } else {
          data = next;
          notify(['timeline', 'messages']);
        }
      }
    }
  }

  return {
    data: ready,
    isReady: () => data !== undefined,
    apply,
    identity: () => identity,
    me: () => ready().members[identity],
    setIdentity: (name) => {
      identity = name;
      localStorage.setItem('identity', name);
      notify(['identity', 'messages', 'commands']);
    },
    channelId: () => channel ?? ready().channels[0]?.id ?? '',
    setChannel: (id) => {
      channel = id;
      notify(['identity', 'messages']);
    },
    dismiss: (id) => {
      dismissed.add(id);
      notify(['messages']);
    },
    isDismissed: (id) => dismissed.has(id),
    refresh: () => notify(['timeline']),
    on: (topics, listener) => {
      listeners.push({ topics, listener });
    },
  };
}
