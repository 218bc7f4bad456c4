import {
  apiError,
  invalidForm,
  type ApiError,
  type Problem,
} from '../wire/api-error.ts';
import type { ParsedBody } from '../wire/body.ts';
import { componentsProblems } from './component-rules.ts';
import { embedsProblems } from './embed-rules.ts';
import { isObject, listAt, numberAt, type JsonObject } from '../wire/json.ts';
import { FLAGS } from '../wire/flags.ts';
import { notAllowed, tooLong, tooMany } from './rule.ts';

/** 10 MiB for each file unless a guild is boosted. https://docs.discord.com/developers/reference#uploading-files */
export const ATTACHMENT_LIMIT = 10 * 1024 * 1024;

function mentionsProblems(allowed: unknown): Problem[] {
  if (!isObject(allowed)) return [];
  const parse = listAt(allowed, 'parse');
  return ['users', 'roles'].flatMap((kind) => {
    const ids = listAt(allowed, kind);
    const path = `allowed_mentions.${kind}`;
    return [
      ...(parse.includes(kind) && ids.length > 0
        ? [
            notAllowed(
              'allowed_mentions',
              `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
              'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
            ),
          ]
        : []),
      ...tooMany(path, ids, 100),
      ...ids.flatMap((id, index) =>
        typeof id === 'string' && /^\d{5,20}$/.test(id)
          ? []
          : [
              notAllowed(
                `${path}.${index}`,
                `Value "${String(id)}" is not snowflake.`,
                'NUMBER_TYPE_COERCE',
              ),
            ],
      ),
    ];
  });
}

function version2Problems(payload: JsonObject): Problem[] {
  return ['content', 'embeds', 'poll', 'sticker_ids'].flatMap((key) => {
    const value = payload[key];
    const empty =
      value === undefined ||
      value === null ||
      value === '' ||
      (Array.isArray(value) && value.length === 0);
    return empty
      ? []
      : [
          notAllowed(
            key,
            `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
            'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
          ),
        ];
  });
}

function attachmentsProblems({ payload, files }: ParsedBody): Problem[] {
  const listed = listAt(payload, 'attachments');
  return [
    ...tooMany(
      'attachments',
      listed.length > files.length ? listed : files,
      10,
    ),
    ...listed.flatMap((entry, index) =>
      tooLong(
        `attachments.${index}.description`,
        isObject(entry) ? entry['description'] : undefined,
        1024,
      ),
    ),
  ];
}

/** What the rules need to know of a message: the rest of it is not theirs. */
export interface Shown {
  readonly content: string;
  readonly embeds: readonly unknown[];
  readonly components: readonly unknown[];
  readonly attachments: readonly unknown[];
  readonly flags: number;
}

/** Faults of a message body, by Discord's documented limits. */
export function messageProblems(body: ParsedBody, before?: Shown): Problem[] {
  const { payload } = body;
  const flags = (numberAt(payload, 'flags') ?? 0) | (before?.flags ?? 0);
  const version2 = (flags & FLAGS.componentsV2) !== 0;
  return [
    ...tooLong('content', payload['content'], 2000),
    ...embedsProblems(listAt(payload, 'embeds')),
    ...componentsProblems(listAt(payload, 'components'), version2),
    ...mentionsProblems(payload['allowed_mentions']),
    ...attachmentsProblems(body),
    ...(version2 ? version2Problems(payload) : []),
  ];
}

function isEmpty(state: Shown): boolean {
  return (
    state.content === '' &&
    state.embeds.length === 0 &&
    state.components.length === 0 &&
    state.attachments.length === 0
  );
}

/**
 * What Discord would answer to this body instead of taking it, if anything.
 * @param after the message as it would be, to refuse one that shows nothing
 */
export function refuseMessage(
  body: ParsedBody,
  after: Shown,
  before?: Shown,
): ApiError | undefined {
  if (body.files.some(({ bytes }) => bytes.length > ATTACHMENT_LIMIT)) {
    return apiError('tooLarge');
  }
  const problems = messageProblems(body, before);
  if (problems.length > 0) return invalidForm(problems);
  return isEmpty(after) ? apiError('emptyMessage') : undefined;
}
