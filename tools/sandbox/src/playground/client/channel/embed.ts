import { h } from '../dom.ts';
import type { Json } from '../json.ts';
import { markdown, type Names } from './markdown-dom.ts';
import { messageTime } from '../time.ts';

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function colour(value: unknown): string | undefined {
  return typeof value === 'number'
    ? `#${value.toString(16).padStart(6, '0')}`
    : undefined;
}

/** Inline fields stand in columns of three at most, counted anew after each field that is not inline. */
function columns(fields: readonly Json[]): (1 | 2 | 3)[] {
  let run = 0;
  return fields.map((field) => {
    run = field['inline'] === true ? run + 1 : 0;
    const column = run === 0 ? 1 : ((run - 1) % 3) + 1;
    return column as 1 | 2 | 3;
  });
}

function fieldsElement(fields: readonly Json[], names: Names): HTMLElement {
  const place = columns(fields);
  return h(
    'discord-embed-fields',
    { slot: 'fields' },
    fields.map((field, index) =>
      h(
        'discord-embed-field',
        {
          'field-title': text(field['name']),
          ...(field['inline'] === true
            ? { inline: true, 'inline-index': place[index] }
            : {}),
        },
        markdown(text(field['value']) ?? '', names),
      ),
    ),
  );
}

function footerElement(embed: Json): HTMLElement | undefined {
  const words = text(object(embed['footer'])['text']);
  const time = text(embed['timestamp']);
  if (words === undefined && time === undefined) return undefined;
  const parts = [words, time === undefined ? undefined : messageTime(time)];
  return h(
    'discord-embed-footer',
    { slot: 'footer' },
    parts.filter((part) => part !== undefined).join(' • '),
  );
}

/** An embed through the web component that draws Discord's. */
export function embedElement(embed: Json, names: Names): HTMLElement {
  const fields = list(embed['fields']);
  const description = text(embed['description']);
  return h(
    'discord-embed',
    {
      slot: 'embeds',
      color: colour(embed['color']),
      'embed-title': text(embed['title']),
      url: text(embed['url']),
      'author-name': text(object(embed['author'])['name']),
      'author-url': text(object(embed['author'])['url']),
      image: text(object(embed['image'])['url']),
      thumbnail: text(object(embed['thumbnail'])['url']),
    },
    description === undefined
      ? undefined
      : h(
          'discord-embed-description',
          { slot: 'description' },
          markdown(description, names),
        ),
    fields.length === 0 ? undefined : fieldsElement(fields, names),
    footerElement(embed),
  );
}

/** A text display of components v2. */
export function textDisplay(content: string, names: Names): HTMLElement {
  return h('div', { class: 'text-display' }, markdown(content, names));
}
