type Json = Record<string, unknown>;

const KNOWN_KEYS = new Set([
  'content',
  'embeds',
  'components',
  'attachments',
  'allowed_mentions',
  'flags',
  'nonce',
  'enforce_nonce',
  'message_reference',
]);
const COMPONENTS_V2 = 1 << 15;

/**
 * Rules for messages that Discord documents and its API description does not hold, and our own: every message says whom
 * it may mention.
 * https://docs.discord.com/developers/resources/message
 * https://docs.discord.com/developers/components/reference
 */
export function messageRuleFaults(message: Json): string[] {
  const embeds = list(message['embeds']);
  const rows = list(message['components']);
  const buttons = rows.flatMap((row) => list(row['components']));
  const content = text(message['content']);
  const flags = Number(message['flags'] ?? 0);
  const units = embeds.reduce((sum, embed) => sum + embedUnits(embed), 0);
  const ids = buttons.flatMap((button) =>
    typeof button['custom_id'] === 'string' ? [button['custom_id']] : [],
  );
  return said([
    [content.length > 2000, 'content over 2000'],
    [embeds.length > 10, 'over 10 embeds'],
    [units > 6000, `embeds of ${units} units, over 6000`],
    [
      embeds.some((embed) => text(embed['title']).length > 256),
      'embed title over 256',
    ],
    [
      embeds.some((embed) => text(embed['description']).length > 4096),
      'description over 4096',
    ],
    [
      embeds.flatMap(fieldsOf).some(isEmptyField),
      'a field without name or value',
    ],
    [
      embeds
        .flatMap(fieldsOf)
        .some((field) => text(field['value']).length > 1024),
      'field value over 1024',
    ],
    [
      content === '' && embeds.length === 0 && (flags & COMPONENTS_V2) === 0,
      'an empty message',
    ],
    [rows.length > 5, 'over 5 rows'],
    [rows.some((row) => row['type'] !== 1), 'a component that is in no row'],
    [
      rows.some(
        (row) => ![1, 2, 3, 4, 5].includes(list(row['components']).length),
      ),
      '1 to 5 buttons in a row',
    ],
    [new Set(ids).size < ids.length, 'two components of one custom_id'],
    [
      ids.some((id) => id.length < 1 || id.length > 100),
      'custom_id of 1 to 100',
    ],
    [
      buttons.some((button) => button['style'] === 5 && 'custom_id' in button),
      'a link button with custom_id',
    ],
    [
      buttons.some((button) => (button['style'] === 5) !== 'url' in button),
      'a link button has an url, another has none',
    ],
    [
      buttons.some((button) => text(button['url']).length > 512),
      'url over 512',
    ],
    [
      buttons.some(
        (button) =>
          text(button['label']).length < 1 || text(button['label']).length > 80,
      ),
      'label of 1 to 80',
    ],
    [
      (flags & COMPONENTS_V2) !== 0 && (content !== '' || embeds.length > 0),
      'content or embeds beside components of version 2',
    ],
    ...mentionRules(message['allowed_mentions']),
    ...attachmentRules(message),
    [
      Object.keys(message).some((key) => !KNOWN_KEYS.has(key)),
      'an unknown key',
    ],
    [text(message['nonce']).length > 25, 'nonce over 25'],
  ]);
}

type Rule = readonly [boolean, string];

function mentionRules(given: unknown): readonly Rule[] {
  if (given === undefined) return [[true, 'allowed_mentions is missing']];
  const {
    parse = [],
    users = [],
    roles = [],
  } = given as Record<string, readonly string[]>;
  return [
    [
      parse.includes('users') && users.length > 0,
      'allowed_mentions: users twice',
    ],
    [
      parse.includes('roles') && roles.length > 0,
      'allowed_mentions: roles twice',
    ],
    [users.length > 100 || roles.length > 100, 'allowed_mentions over 100'],
  ];
}

function attachmentRules(message: Json): readonly Rule[] {
  const attachments = list(message['attachments']);
  const names = new Set(attachments.map((one) => text(one['filename'])));
  const pictures = list(message['embeds']).flatMap((embed) => {
    const { url = '' } = (embed['image'] ?? {}) as { url?: string };
    return url.startsWith('attachment://')
      ? [url.slice('attachment://'.length)]
      : [];
  });
  return [
    [
      pictures.some((name) => !names.has(name)),
      'a picture that is not attached',
    ],
    [
      pictures.some((name) => !/\.(?:png|jpe?g|webp|gif)$/.test(name)),
      'no picture format',
    ],
    [attachments.length > 10, 'over 10 files'],
    [
      attachments.some((one) => text(one['description']).length > 1024),
      'alt text over 1024',
    ],
    [
      attachments.some((one) => text(one['description']) === ''),
      'a picture without alt text',
    ],
  ];
}

function embedUnits(embed: Json): number {
  const { text: footer = '' } = (embed['footer'] ?? {}) as { text?: string };
  const { name: author = '' } = (embed['author'] ?? {}) as { name?: string };
  const fields = fieldsOf(embed).reduce(
    (sum, field) =>
      sum + text(field['name']).length + text(field['value']).length,
    0,
  );
  return (
    text(embed['title']).length +
    text(embed['description']).length +
    footer.length +
    author.length +
    fields
  );
}

function fieldsOf(embed: Json): Json[] {
  return list(embed['fields']);
}

function isEmptyField(field: Json): boolean {
  return (
    text(field['name']).trim() === '' || text(field['value']).trim() === ''
  );
}

function said(rules: readonly Rule[]): string[] {
  return rules.flatMap(([broken, rule]) => (broken ? [rule] : []));
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
