import {
  ApplicationCommandCreateRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import type { Problem } from './api-error.ts';

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

/** Faults of a body that the documented limits did not find. */
export const schemaProblems = (name: SchemaName, body: unknown): Problem[] => {
  const result = SCHEMAS[name].safeParse(body);
  return result.success
    ? []
    : result.error.issues.map(({ path, code, message }) => ({
        path: path.map(String).join('.'),
        code: `SCHEMA_${code.toUpperCase()}`,
        message,
      }));
};
