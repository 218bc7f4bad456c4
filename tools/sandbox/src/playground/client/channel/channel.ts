import type { MessageView } from '../../../discord/index.ts';
import type { PageInteraction } from '../../wire.ts';
import { avatarOf } from './avatar.ts';
import { button, h } from '../dom.ts';
import { retire, supersede } from './retire.ts';
import { messageElement, type MessageActions } from './message.ts';
import type { Store } from '../store.ts';
import { messageTime } from '../time.ts';

type Entry =
  | {
      readonly key: string;
      readonly at: number;
      readonly version: string;
      readonly message: MessageView;
    }
  | {
      readonly key: string;
      readonly at: number;
      readonly version: string;
      readonly failed: PageInteraction;
    };

const NOTICES: Readonly<Record<string, string>> = {
  late: 'The application did not respond in time (3 s).',
  unreachable:
    'The application did not respond: its endpoint cannot be reached.',
  rejected:
    'The application did not respond: its endpoint refused the request.',
  invalid:
    'The application did not respond: Discord rejected its response (see Requests).',
};

function entriesOf(store: Store): Entry[] {
  const { messages, interactions } = store.data();
  const channel = store.channelId();
  const me = store.me().id;
  const shown = messages.filter(
    (message) =>
      message.channelId === channel &&
      (!message.ephemeral || message.visibleTo === me) &&
      !store.isDismissed(message.id),
  );
  const failed = interactions.filter(
    ({ outcome, kind, memberId, channelId, id }) =>
      outcome !== undefined &&
      outcome in NOTICES &&
      kind !== 'autocomplete' &&
      memberId === me &&
      channelId === channel &&
      !store.isDismissed(id),
  );
  const entries: Entry[] = [
    ...shown.map((message) => ({
      key: message.id,
      at: Date.parse(message.createdAt),
      version: `${message.history.length}:${me}`,
      message,
    })),
    ...failed.map((interaction) => ({
      key: `failed-${interaction.id}`,
      at: interaction.createdAt,
      version: me,
      failed: interaction,
    })),
  ];
  return entries.toSorted((a, b) => a.at - b.at);
}

function failedElement(
  interaction: PageInteraction,
  store: Store,
): HTMLElement {
  const me = store.me();
  const text = NOTICES[interaction.outcome ?? ''] ?? '';
  return h(
    'discord-message',
    {
      author: store.data().applicationName,
      avatar: avatarOf('app', ''),
      bot: true,
      ephemeral: true,
      style: `--time: "${messageTime(new Date(interaction.createdAt).toISOString())}"`,
    },
    h('discord-command', {
      slot: 'reply',
      author: me.displayName,
      avatar: avatarOf(store.identity(), me.displayName),
      command:
        interaction.kind === 'command'
          ? `/${interaction.name}`
          : interaction.name,
    }),
    h('span', { class: 'failed' }, text),
    h(
      'div',
      { slot: 'components' },
      h(
        'button',
        {
          type: 'button',
          class: 'link',
          on: { click: () => store.dismiss(interaction.id) },
        },
        'Dismiss message',
      ),
    ),
  );
}

/** What a first-time visitor can try, with what there is to see. */
const SUGGESTIONS: readonly (readonly [string, string])[] = [
  ['/agents', 'what the app can do'],
  ['/deploy-client wait:true', 'start a run and follow it to its end'],
  ['/status-digest period:weekly', 'the figures of the week, with a picture'],
];

function welcome(
  store: Store,
  tryCommand: (text: string) => void,
): HTMLElement {
  const channel = store
    .data()
    .channels.find(({ id }) => id === store.channelId());
  return h(
    'section',
    { class: 'welcome', 'aria-label': 'Introduction' },
    h('h2', {}, `Welcome to #${channel?.name ?? ''}`),
    h(
      'p',
      {},
      'A local Discord, a local GitHub and the app between them. Nothing leaves this machine. Try a command, or type / below for all of them:',
    ),
    h(
      'ul',
      { class: 'suggestions' },
      SUGGESTIONS.map(([text, about]) =>
        h(
          'li',
          {},
          button(text, () => tryCommand(text), { class: 'small' }),
          ` ${about}`,
        ),
      ),
    ),
    h(
      'p',
      {},
      'Control the runs under GitHub, break things under Faults, and see at the top who you are: a plain member may read, but not deploy.',
    ),
  );
}

export interface ChannelActions extends MessageActions {
  /** Puts a command into the command line, ready to be sent. */
  readonly tryCommand: (text: string) => void;
}

/** Keeps the channel in step with the store: a message is drawn anew only when it changed. */
export function mountChannel(
  container: HTMLElement,
  store: Store,
  actions: ChannelActions,
): void {
  let drawn = new Map<string, { version: string; element: HTMLElement }>();
  let list: HTMLElement | undefined;
  let listFor = '';

  /** Whether the newest message is kept in view; scrolling up ends that, a new message or the end begins it. */
  let following = true;
  let lastTop = 0;

  const isAtEnd = (): boolean =>
    container.scrollHeight - container.scrollTop - container.clientHeight < 40;

  function toEnd(): void {
    if (following) container.scrollTop = container.scrollHeight;
  }

  // Only a person scrolls up; a list that grows leaves the place where it is.
  container.addEventListener('scroll', () => {
    if (isAtEnd()) following = true;
    else if (container.scrollTop < lastTop - 1) following = false;
    lastTop = container.scrollTop;
  });
  // Components draw themselves later, pictures load later still, and the form below takes its room from the list.
  const observer = new ResizeObserver(toEnd);
  observer.observe(container);

  function freshList(channel: string): HTMLElement {
    listFor = channel;
    drawn = new Map();
    if (list !== undefined) observer.unobserve(list);
    list = h('discord-messages', {
      'no-background': true,
      'light-theme': document.documentElement.dataset['theme'] === 'light',
    });
    for (const child of Array.from(container.children)) retire(child);
    container.append(welcome(store, actions.tryCommand), list);
    following = true;
    observer.observe(list);
    return list;
  }

  function draw(): void {
    const key = `${store.channelId()}:${document.documentElement.dataset['theme'] ?? ''}`;
    const parent =
      list === undefined || key !== listFor ? freshList(key) : list;
    const entries = entriesOf(store);
    const next = new Map<string, { version: string; element: HTMLElement }>();
    const focused = document.activeElement?.getAttribute('data-key');
    for (const entry of entries) {
      const before = drawn.get(entry.key);
      if (before?.version === entry.version) {
        next.set(entry.key, before);
        continue;
      }
      const element =
        'message' in entry
          ? messageElement(entry.message, store, actions)
          : failedElement(entry.failed, store);
      if (before === undefined) {
        parent.append(element);
        following = true;
      } else supersede(before.element, element);
      next.set(entry.key, { version: entry.version, element });
    }
    for (const [id, { element }] of drawn) {
      if (!next.has(id)) retire(element);
    }
    drawn = next;
    toEnd();
    if (typeof focused === 'string') {
      container
        .querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)
        ?.focus();
    }
  }

  store.on(['messages', 'identity'], draw);
  addEventListener('themechange', draw);
}
