import type { Attachment, MessageView } from '../../../discord/index.ts';
import { avatarOf } from './avatar.ts';
import { componentElement } from './components.ts';
import { h, type Child } from '../dom.ts';
import { embedElement } from './embed.ts';
import { markdown, type Names } from './markdown-dom.ts';
import type { Store } from '../store.ts';
import { messageTime } from '../time.ts';

export interface MessageActions {
  readonly use: (
    message: MessageView,
    customId: string,
    values?: readonly string[],
  ) => void;
}

export function namesOf(store: Store): Names {
  const { members, channels, operatorRole, applicationId, applicationName } =
    store.data();
  const everybody = Object.values(members);
  return {
    user: (id) =>
      id === applicationId
        ? applicationName
        : (everybody.find((member) => member.id === id)?.displayName ??
          'unknown-user'),
    role: (id) => (id === operatorRole ? 'operators' : 'unknown-role'),
    channel: (id) =>
      channels.find((channel) => channel.id === id)?.name ?? 'unknown',
  };
}

function thinking(name: string): HTMLElement {
  return h(
    'span',
    { class: 'thinking' },
    h('span', { class: 'dots', 'aria-hidden': true }, h('i'), h('i'), h('i')),
    `${name} is thinking…`,
  );
}

function attachmentElement(file: Attachment): HTMLElement {
  return file.contentType.startsWith('image/')
    ? h(
        'a',
        { href: file.url, target: '_blank', rel: 'noopener noreferrer' },
        h('img', {
          class: 'attached',
          src: file.url,
          alt: file.description ?? file.filename,
        }),
      )
    : h(
        'a',
        { class: 'file', href: file.url, download: file.filename },
        `${file.filename} (${file.size} bytes)`,
      );
}

/** Files that an embed shows are not shown a second time. */
function looseFiles({ attachments, embeds }: MessageView): Attachment[] {
  const inEmbeds = JSON.stringify(embeds);
  return attachments.filter(({ url }) => !inEmbeds.includes(url));
}

function pinged({ pings }: MessageView, names: Names): string {
  const everybody = pings.everyone ? ['@everyone'] : [];
  const roles = pings.roles.map((id) => `@${names.role(id)}`);
  return [
    ...everybody,
    ...roles,
    ...pings.users.map((id) => `@${names.user(id)}`),
  ].join(', ');
}

function headElement(message: MessageView, store: Store): Child {
  const { members, messages, interactions } = store.data();
  const byCommand =
    interactions.find(({ id }) => id === message.interaction?.id)?.kind !==
    'modal';
  if (
    byCommand &&
    message.via === 'response' &&
    message.interaction !== undefined &&
    message.replyTo === undefined
  ) {
    const { user, name } = message.interaction;
    const [who, member] =
      Object.entries(members).find(
        ([, candidate]) => candidate.id === user.id,
      ) ?? [];
    return h('discord-command', {
      slot: 'reply',
      author: member?.displayName ?? user.username,
      avatar: avatarOf(who ?? 'member', member?.displayName ?? user.username),
      command: `/${name}`,
    });
  }
  if (message.replyTo === undefined) return undefined;
  const original = messages.find(({ id }) => id === message.replyTo);
  const about = original?.embeds[0]?.['title'] ?? original?.content ?? '';
  return h(
    'discord-reply',
    {
      slot: 'reply',
      author: store.data().applicationName,
      avatar: avatarOf('app', ''),
      bot: true,
    },
    String(about).slice(0, 80) || 'a message that is gone',
  );
}

/** One message through the web component that draws Discord's; `--time` carries the words of its time. */
export function messageElement(
  message: MessageView,
  store: Store,
  actions: MessageActions,
): HTMLElement {
  const names = namesOf(store);
  const pings = pinged(message, names);
  const context = {
    names,
    messageId: message.id,
    use: (customId: string, values?: readonly string[]) =>
      actions.use(message, customId, values),
  };
  const parts = message.components.map((component) =>
    componentElement(component, context),
  );
  const marks: Child[] = [
    pings === ''
      ? undefined
      : h('span', { class: 'ping' }, `Notified: ${pings}`),
    message.ephemeral
      ? h(
          'span',
          { class: 'ephemeral-note' },
          'Only you can see this • ',
          h(
            'button',
            {
              type: 'button',
              class: 'link',
              on: { click: () => store.dismiss(message.id) },
            },
            'Dismiss message',
          ),
        )
      : undefined,
  ];
  return h(
    'discord-message',
    {
      'data-id': message.id,
      author: store.data().applicationName,
      avatar: avatarOf('app', ''),
      bot: true,
      edited: message.editedAt !== undefined,
      highlight: message.pings.users.includes(store.me().id),
      ephemeral: message.ephemeral,
      style: `--time: "${messageTime(message.createdAt)}"`,
    },
    headElement(message, store),
    message.loading
      ? thinking(store.data().applicationName)
      : markdown(message.content, names),
    message.embeds.map((embed) => embedElement(embed, names)),
    h(
      'div',
      { slot: 'attachments' },
      looseFiles(message).map(attachmentElement),
    ),
    h(
      'div',
      { slot: 'components' },
      parts,
      h('div', { class: 'marks' }, marks),
    ),
  );
}
