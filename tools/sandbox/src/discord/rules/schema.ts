import {
  ApplicationCommandCreateRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import type { Problem } from '../wire/api-error.ts';
import { isObject, listAt } from '../wire/json.ts';

/** Discord's own OpenAPI description, as a second opinion on the shape of what the app sends. */
const SCHEMAS = {
  'message-callback': CreateMessageInteractionCallbackRequestSchema,
  'update-callback': UpdateMessageInteractionCallbackRequestSchema,
  'follow-up': IncomingWebhookRequestPartialSchema,
  'webhook-edit': IncomingWebhookUpdateRequestPartialSchema,
  'channel-message': MessageCreateRequestSchema,
  'channel-edit': MessageEditRequestPartialSchema,
  command: ApplicationCommandCreateRequestSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** The schema wants ids of attachments as strings; the documentation's own samples, and the server, use numbers too. */
function stringIds(message: unknown): unknown {
  return isObject(message) && Array.isArray(message['attachments'])
    ? {
        ...message,
        attachments: listAt(message, 'attachments').map((entry) =>
          isObject(entry) && typeof entry['id'] === 'number'
            ? { ...entry, id: String(entry['id']) }
            : entry,
        ),
      }
    : message;
}

function coerced(body: unknown): unknown {
  return isObject(body) && isObject(body['data'])
    ? { ...body, data: stringIds(body['data']) }
    : stringIds(body);
}

/** Faults of a body that the documented limits did not find. */
export function schemaProblems(name: SchemaName, body: unknown): Problem[] {
  const result = SCHEMAS[name].safeParse(coerced(body));
  return result.success
    ? []
    : result.error.issues.map(({ path, code, message }) => ({
        path: path.map(String).join('.'),
        code: `SCHEMA_${code.toUpperCase()}`,
        message,
      }));
}
