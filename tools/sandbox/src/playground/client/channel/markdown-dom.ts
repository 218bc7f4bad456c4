import { h } from '../dom.ts';
import { parseMarkdown, type Block, type Inline } from './markdown.ts';
import { timeElement } from '../time.ts';

/** Names for the ids of mentions. */
export interface Names {
  readonly user: (id: string) => string;
  readonly role: (id: string) => string;
  readonly channel: (id: string) => string;
}

function mention(kind: string, text: string, icon: string): HTMLElement {
  return h('span', { class: `mention mention-${kind}` }, `${icon}${text}`);
}

function inline(node: Inline, names: Names): Node {
  const children = (list: readonly Inline[]): Node[] =>
    list.map((child) => inline(child, names));
  switch (node.type) {
    case 'text':
      return document.createTextNode(node.text);
    case 'code':
      return h('code', {}, node.text);
    case 'link':
      return h(
        'a',
        { href: node.url, target: '_blank', rel: 'noopener noreferrer' },
        children(node.children),
      );
    case 'time':
      return timeElement(node.seconds, node.style);
    case 'spoiler': {
      const hidden = h(
        'span',
        { class: 'spoiler', tabindex: 0, role: 'button' },
        children(node.children),
      );
      hidden.addEventListener('click', () => hidden.classList.add('revealed'));
      return hidden;
    }
    case 'mention':
      switch (node.kind) {
        case 'user':
          return mention('user', names.user(node.name), '@');
        case 'role':
          return mention('role', names.role(node.name), '@');
        case 'channel':
          return mention('channel', names.channel(node.name), '#');
        case 'command':
          return mention('command', node.name, '/');
        case 'everyone':
          return mention('everyone', node.name, '@');
      }
    // eslint-disable-next-line no-fallthrough -- the inner switch returns for each kind
    default:
      return h(node.type, {}, children(node.children));
  }
}

function block(node: Block, names: Names): Node {
  const children = (list: readonly Inline[]): Node[] =>
    list.map((child) => inline(child, names));
  switch (node.type) {
    case 'paragraph':
      return h('div', { class: 'paragraph' }, children(node.children));
    case 'subtext':
      return h('small', { class: 'subtext' }, children(node.children));
    case 'heading':
      return h(
        `h${node.level + 2}`,
        { class: `heading-${node.level}` },
        children(node.children),
      );
    case 'quote':
      return h(
        'blockquote',
        {},
        node.children.map((child) => block(child, names)),
      );
    case 'list':
      return h(
        'ul',
        {},
        node.items.map((item) => h('li', {}, children(item))),
      );
    case 'code':
      return h(
        'pre',
        {},
        h('code', { 'data-language': node.language }, node.text),
      );
  }
}

export function markdown(text: string, names: Names): Node[] {
  return parseMarkdown(text).map((node) => block(node, names));
}
