import { describe, expect, it } from 'vitest';
import { messageProblems } from './message-rules.ts';
import { schemaProblems } from './schema.ts';

function codes(payload: Record<string, unknown>): string[] {
  return messageProblems({ payload, files: [], text: '' }).map(
    ({ path, code }) => `${path} ${code}`,
  );
}

function row(...components: unknown[]): Record<string, unknown> {
  return {
    type: 1,
    components,
  };
}
function button(id: string, more: object = {}): Record<string, unknown> {
  return {
    type: 2,
    style: 1,
    label: 'Go',
    custom_id: id,
    ...more,
  };
}
function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Limits of the documentation: a body at the limit, the body one step beyond, and where the fault is said to be. */
const LIMITS: [string, object, object, string][] = [
  [
    'content',
    { content: 'x'.repeat(2000) },
    { content: 'x'.repeat(2001) },
    'content BASE_TYPE_MAX_LENGTH',
  ],
  [
    'embeds',
    { embeds: many(10, () => ({ title: 'a' })) },
    { embeds: many(11, () => ({ title: 'a' })) },
    'embeds BASE_TYPE_BAD_LENGTH',
  ],
  [
    'embed title',
    { embeds: [{ title: 'x'.repeat(256) }] },
    { embeds: [{ title: 'x'.repeat(257) }] },
    'embeds.0.title BASE_TYPE_MAX_LENGTH',
  ],
  [
    'embed description',
    { embeds: [{ description: 'x'.repeat(4096) }] },
    { embeds: [{ description: 'x'.repeat(4097) }] },
    'embeds.0.description BASE_TYPE_MAX_LENGTH',
  ],
  [
    'field name',
    { embeds: [{ fields: [{ name: 'x'.repeat(256), value: 'y' }] }] },
    { embeds: [{ fields: [{ name: 'x'.repeat(257), value: 'y' }] }] },
    'embeds.0.fields.0.name BASE_TYPE_MAX_LENGTH',
  ],
  [
    'field value',
    { embeds: [{ fields: [{ name: 'x', value: 'y'.repeat(1024) }] }] },
    { embeds: [{ fields: [{ name: 'x', value: 'y'.repeat(1025) }] }] },
    'embeds.0.fields.0.value BASE_TYPE_MAX_LENGTH',
  ],
  [
    'empty field',
    { embeds: [{ fields: [{ name: 'x', value: 'y' }] }] },
    { embeds: [{ fields: [{ name: 'x', value: '' }] }] },
    'embeds.0.fields.0.value BASE_TYPE_REQUIRED',
  ],
  [
    'fields',
    { embeds: [{ fields: many(25, () => ({ name: 'x', value: 'y' })) }] },
    { embeds: [{ fields: many(26, () => ({ name: 'x', value: 'y' })) }] },
    'embeds.0.fields BASE_TYPE_BAD_LENGTH',
  ],
  [
    'footer',
    { embeds: [{ footer: { text: 'x'.repeat(2048) } }] },
    { embeds: [{ footer: { text: 'x'.repeat(2049) } }] },
    'embeds.0.footer.text BASE_TYPE_MAX_LENGTH',
  ],
  [
    'all embeds',
    { embeds: many(2, () => ({ description: 'x'.repeat(3000) })) },
    {
      embeds: [
        { description: 'x'.repeat(3000) },
        { description: 'x'.repeat(3001) },
      ],
    },
    'embeds MAX_EMBED_SIZE_EXCEEDED',
  ],
  [
    'image',
    { embeds: [{ image: { url: 'attachment://a.png' } }] },
    { embeds: [{ image: { url: 'attachment://a.svg' } }] },
    'embeds.0.image.url URL_TYPE_INVALID_SCHEME',
  ],
  [
    'rows',
    { components: many(5, (n) => row(button(`b${n}`))) },
    { components: many(6, (n) => row(button(`b${n}`))) },
    'components BASE_TYPE_BAD_LENGTH',
  ],
  [
    'buttons in a row',
    { components: [row(...many(5, (n) => button(`b${n}`)))] },
    { components: [row(...many(6, (n) => button(`b${n}`)))] },
    'components.0 COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  ],
  [
    'label',
    { components: [row(button('a', { label: 'x'.repeat(80) }))] },
    { components: [row(button('a', { label: 'x'.repeat(81) }))] },
    'components.0.components.0.label BASE_TYPE_MAX_LENGTH',
  ],
  [
    'custom id',
    { components: [row(button('x'.repeat(100)))] },
    { components: [row(button('x'.repeat(101)))] },
    'components.0.components.0.custom_id BASE_TYPE_BAD_LENGTH',
  ],
  [
    'unique custom ids',
    { components: [row(button('a'), button('b'))] },
    { components: [row(button('a'), button('a'))] },
    'components.0.components.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED',
  ],
  [
    'link button',
    {
      components: [
        row({ type: 2, style: 5, label: 'L', url: 'https://a.example' }),
      ],
    },
    {
      components: [
        row({
          type: 2,
          style: 5,
          label: 'L',
          url: 'https://a.example',
          custom_id: 'a',
        }),
      ],
    },
    'components.0.components.0.custom_id BUTTON_COMPONENT_CUSTOM_ID_URL_CONFLICT',
  ],
  [
    'components v2',
    { flags: 32768, components: [{ type: 10, content: 'hi' }] },
    { flags: 32768, content: 'hi', components: [{ type: 10, content: 'hi' }] },
    'content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  ],
  [
    'v2 parts need the flag',
    { flags: 32768, components: [{ type: 10, content: 'hi' }] },
    { components: [{ type: 10, content: 'hi' }] },
    'components.0.type UNION_TYPE_CHOICES',
  ],
  [
    'mentions',
    { content: 'a', allowed_mentions: { parse: ['roles'], users: ['12345'] } },
    { content: 'a', allowed_mentions: { parse: ['users'], users: ['12345'] } },
    'allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  ],
  [
    'mention ids',
    {
      content: 'a',
      allowed_mentions: { users: many(100, (n) => String(12345 + n)) },
    },
    {
      content: 'a',
      allowed_mentions: { users: many(101, (n) => String(12345 + n)) },
    },
    'allowed_mentions.users BASE_TYPE_BAD_LENGTH',
  ],
];

describe('the limits of a message', () => {
  it.each(LIMITS)('%s', (_name, good, bad, fault) => {
    expect(codes(good as Record<string, unknown>)).toEqual([]);
    expect(codes(bad as Record<string, unknown>)).toContain(fault);
  });

  it('are asked of the OpenAPI description as well', () => {
    const body = { content: 'a', embeds: [{ title: 'x', color: 'red' }] };
    expect(
      schemaProblems('follow-up', { content: 'a', embeds: [{ title: 'x' }] }),
    ).toEqual([]);
    expect(schemaProblems('follow-up', body)).not.toEqual([]);
  });
});
