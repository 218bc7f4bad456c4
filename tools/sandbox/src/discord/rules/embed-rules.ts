import type { Problem } from '../wire/api-error.ts';
import { isObject, listAt, objectAt, stringAt } from '../wire/json.ts';
import { required, tooLong, tooMany } from './rule.ts';

function length(value: unknown): number {
  return typeof value === 'string' ? value.length : 0;
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

function textLength(embed: unknown): number {
  return (
    length(stringAt(embed, 'title')) +
    length(stringAt(embed, 'description')) +
    length(stringAt(objectAt(embed, 'footer'), 'text')) +
    length(stringAt(objectAt(embed, 'author'), 'name')) +
    listAt(embed, 'fields').reduce<number>(
      (sum, field) =>
        sum +
        length(stringAt(field, 'name')) +
        length(stringAt(field, 'value')),
      0,
    )
  );
}

const IMAGE_ATTACHMENT = /^attachment:\/\/[^/]+\.(?:jpe?g|png|webp|gif)$/i;

function imageProblems(path: string, image: unknown): Problem[] {
  const url = stringAt(image, 'url');
  if (
    url === undefined ||
    /^https?:\/\//.test(url) ||
    IMAGE_ATTACHMENT.test(url)
  )
    return [];
  return [
    {
      path: `${path}.url`,
      code: 'URL_TYPE_INVALID_SCHEME',
      message: `Scheme "${url.split(':')[0] ?? ''}" is not supported. Scheme must be one of ('http', 'https').`,
    },
  ];
}

function embedProblems(path: string, embed: unknown): Problem[] {
  if (!isObject(embed)) {
    return [
      {
        path,
        code: 'MODEL_TYPE_CONVERT',
        message: 'Only dictionaries may be used in a ModelType',
      },
    ];
  }
  const fields = listAt(embed, 'fields');
  return [
    ...tooLong(`${path}.title`, embed['title'], 256),
    ...tooLong(`${path}.description`, embed['description'], 4096),
    ...tooLong(`${path}.footer.text`, objectAt(embed, 'footer')['text'], 2048),
    ...tooLong(`${path}.author.name`, objectAt(embed, 'author')['name'], 256),
    ...imageProblems(`${path}.image`, embed['image']),
    ...imageProblems(`${path}.thumbnail`, embed['thumbnail']),
    ...tooMany(`${path}.fields`, fields, 25),
    ...fields.flatMap((field, index) => {
      const at = `${path}.fields.${index}`;
      const { name, value } = isObject(field) ? field : {};
      return [
        // Discord takes the white space off both ends first.
        ...required(`${at}.name`, trimmed(name)),
        ...required(`${at}.value`, trimmed(value)),
        ...tooLong(`${at}.name`, name, 256),
        ...tooLong(`${at}.value`, value, 1024),
      ];
    }),
  ];
}

/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
export function embedsProblems(embeds: readonly unknown[]): Problem[] {
  return [
    ...tooMany('embeds', embeds, 10),
    ...embeds.flatMap((embed, index) =>
      embedProblems(`embeds.${index}`, embed),
    ),
    ...(embeds.reduce<number>((sum, embed) => sum + textLength(embed), 0) > 6000
      ? [
          {
            path: 'embeds',
            code: 'MAX_EMBED_SIZE_EXCEEDED',
            message: 'Embed size exceeds maximum size of 6000',
          },
        ]
      : []),
  ];
}
