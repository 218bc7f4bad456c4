import type { ApiError, Problem } from '../wire/api-error.ts';
import type { ParsedBody } from '../wire/body.ts';
import { commandProblems } from './command-rules.ts';
import {
  isObject,
  listAt,
  numberAt,
  objectAt,
  stringAt,
  type JsonObject,
} from '../wire/json.ts';
import { messageProblems } from './message-rules.ts';
import { FLAGS } from '../wire/flags.ts';

import { CALLBACK, choicesProblems, modalProblems } from './response-rules.ts';
import { notAllowed, repeated, required, tooLong } from './rule.ts';
import { schemaProblems, type SchemaName } from './schema.ts';

/** Something the app sent that breaks a rule, whether or not Discord would have refused it. */
export interface Violation extends Problem {
  /** What was sent: an operation of the API, or `response` to an interaction. */
  readonly operation: string;
}

/** The operations that carry a message, and the schema of their bodies. */
const MESSAGE_SCHEMAS = {
  'original.edit': 'webhook-edit',
  'follow-up.create': 'follow-up',
  'follow-up.edit': 'webhook-edit',
  'message.create': 'channel-message',
  'message.edit': 'channel-edit',
} as const satisfies Record<string, SchemaName>;

export type MessageOperation = keyof typeof MESSAGE_SCHEMAS;

const MESSAGE_KEYS = new Set([
  'content',
  'embeds',
  'components',
  'attachments',
  'allowed_mentions',
  'flags',
  'nonce',
  'enforce_nonce',
  'message_reference',
  'poll',
  'sticker_ids',
  'tts',
  'username',
  'avatar_url',
  'thread_name',
  'applied_tags',
]);

const COMMAND_KEYS = new Set([
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'options',
  'default_member_permissions',
  'dm_permission',
  'contexts',
  'integration_types',
  'nsfw',
  'handler',
]);

/** Discord ignores keys it does not know, so a misspelt one goes unnoticed. */
function unknownKeys(body: JsonObject, known: ReadonlySet<string>): Problem[] {
  return Object.keys(body)
    .filter((key) => !known.has(key))
    .map((key) =>
      notAllowed(
        key,
        'Unknown key: Discord ignores it.',
        'YARDMASTER_UNKNOWN_KEY',
      ),
    );
}

/** Without it, text from outside can mention anyone. */
function missingMentions(body: JsonObject): Problem[] {
  return isObject(body['allowed_mentions'])
    ? []
    : [
        notAllowed(
          'allowed_mentions',
          'Every message and every edit must say whom it may mention.',
          'YARDMASTER_ALLOWED_MENTIONS',
        ),
      ];
}

function pictureProblems(body: JsonObject): Problem[] {
  if (!Array.isArray(body['attachments'])) return [];
  const attachments = listAt(body, 'attachments');
  const names = new Set(attachments.map((one) => stringAt(one, 'filename')));
  const unattached = listAt(body, 'embeds').flatMap((embed, index) => {
    const url = stringAt(objectAt(embed, 'image'), 'url') ?? '';
    const name = /^attachment:\/\/(.+)$/.exec(url)?.[1];
    return name === undefined || names.has(name)
      ? []
      : [
          notAllowed(
            `embeds.${index}.image.url`,
            `${name} is not among the attachments.`,
            'YARDMASTER_NOT_ATTACHED',
          ),
        ];
  });
  const withoutText = attachments.flatMap((one, index) =>
    (stringAt(one, 'description') ?? '') === ''
      ? [
          notAllowed(
            `attachments.${index}.description`,
            'A picture needs a text alternative.',
            'YARDMASTER_ALT_TEXT',
          ),
        ]
      : [],
  );
  return [...unattached, ...withoutText];
}

function showsNothing(body: JsonObject): boolean {
  const version2 = ((numberAt(body, 'flags') ?? 0) & FLAGS.componentsV2) !== 0;
  return (
    (stringAt(body, 'content') ?? '').trim() === '' &&
    listAt(body, 'embeds').length === 0 &&
    listAt(body, 'attachments').length === 0 &&
    !(version2 && listAt(body, 'components').length > 0)
  );
}

function bodyProblems(body: JsonObject): Problem[] {
  return [
    ...messageProblems({ payload: body, files: [], text: '' }),
    ...missingMentions(body),
    ...pictureProblems(body),
    ...unknownKeys(body, MESSAGE_KEYS),
    ...tooLong('nonce', body['nonce'], 25),
  ];
}

/** What breaks a rule in the body of a message sent with so many files; an edit may leave out what stays as it is. */
export function messageViolations(
  operation: MessageOperation,
  body: unknown,
  files: number = 0,
): Violation[] {
  const payload = isObject(body) ? body : {};
  const creates = operation.endsWith('.create') && files === 0;
  return [
    ...bodyProblems(payload),
    ...(creates && showsNothing(payload) ? required('content', undefined) : []),
    ...schemaProblems(MESSAGE_SCHEMAS[operation], payload),
  ].map((problem) => ({ operation, ...problem }));
}

function responseProblems(
  type: number | undefined,
  response: JsonObject,
): Problem[] {
  const data = objectAt(response, 'data');
  switch (type) {
    case CALLBACK.pong:
    case CALLBACK.deferredUpdate:
      return 'data' in response
        ? [notAllowed('data', 'This response carries no data.')]
        : [];
    case CALLBACK.deferredMessage:
      return Object.entries(data).flatMap(([key, value]) =>
        key === 'flags' && (value === 0 || value === FLAGS.ephemeral)
          ? []
          : [
              notAllowed(
                `data.${key}`,
                'Only the EPHEMERAL flag can be set on a deferred response.',
              ),
            ],
      );
    case CALLBACK.message:
      return [
        ...bodyProblems(data),
        ...(showsNothing(data) ? required('data.content', undefined) : []),
        ...schemaProblems('message-callback', response),
      ];
    case CALLBACK.update:
      return [
        ...bodyProblems(data),
        ...schemaProblems('update-callback', response),
      ];
    case CALLBACK.choices:
      return choicesProblems(data);
    case CALLBACK.modal:
      return modalProblems(data);
    default:
      return [
        notAllowed(
          'type',
          `Unknown response type ${String(response['type'])}.`,
        ),
      ];
  }
}

/** What breaks a rule in the response to an interaction. */
export function responseViolations(response: unknown): Violation[] {
  const body = isObject(response) ? response : {};
  return responseProblems(numberAt(body, 'type'), body).map((problem) => ({
    operation: 'response',
    ...problem,
  }));
}

/** What breaks a rule in the list of commands that a bulk overwrite sends. */
export function commandViolations(list: unknown): Violation[] {
  const commands = (Array.isArray(list) ? list : []).filter(isObject);
  const names = commands.map((command, index) => ({
    path: `${index}.name`,
    value: `${String(command['type'] ?? 1)} ${String(command['name'])}`,
  }));
  return [
    ...repeated(names).map(({ path }) =>
      notAllowed(
        path,
        'Two commands have this name.',
        'APPLICATION_COMMANDS_DUPLICATE_NAME',
      ),
    ),
    ...commands.flatMap((command, index) =>
      [...commandProblems(command), ...unknownKeys(command, COMMAND_KEYS)].map(
        (problem) => ({ ...problem, path: `${index}.${problem.path}` }),
      ),
    ),
  ].map((problem) => ({ operation: 'command.overwrite', ...problem }));
}

function isMessageOperation(operation: string): operation is MessageOperation {
  return operation in MESSAGE_SCHEMAS;
}

/** What a request to the API violates. */
export function requestViolations(
  operation: string,
  body: ParsedBody,
): Violation[] {
  if (isMessageOperation(operation))
    return messageViolations(operation, body.payload, body.files.length);
  if (operation === 'callback') return responseViolations(body.payload);
  return operation === 'command.overwrite' ? commandViolations(body.list) : [];
}

/** A body that Discord refused although no rule here names it, for example because of what came before. */
export function refusalViolation(
  operation: string,
  error: ApiError,
): Violation {
  return {
    operation,
    path: '',
    code: String(error.body['code'] ?? error.status),
    message: `Refused: ${JSON.stringify(error.body)}`,
  };
}

const KEPT = 1000;

export interface ViolationLog {
  /** Oldest first; the last 1,000. */
  readonly all: () => readonly Violation[];
  readonly add: (violations: readonly Violation[]) => void;
  readonly clear: () => void;
}

export function createViolationLog(): ViolationLog {
  const found: Violation[] = [];
  return {
    all: () => [...found],
    add: (violations) => {
      found.push(...violations);
      found.splice(0, found.length - KEPT);
    },
    clear: () => {
      found.length = 0;
    },
  };
}
