import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  ApplicationCommandUpdateRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  PongInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import { commandRuleFaults } from './command-rules.ts';
import { messageRuleFaults } from './message-rules.ts';

/**
 * Judges what we send by Discord's own API description, and by the documented rules that it does not hold. Each function
 * answers with a list of faults.
 */
type Json = Record<string, unknown>;
type Schema = typeof MessageCreateRequestSchema;

const MESSAGES = {
  'original.edit': IncomingWebhookUpdateRequestPartialSchema,
  'follow-up.create': IncomingWebhookRequestPartialSchema,
  'message.create': MessageCreateRequestSchema,
  'message.edit': MessageEditRequestPartialSchema,
} as const;
export type MessageOperation = keyof typeof MESSAGES;

export function messageFaults(
  operation: MessageOperation,
  body: unknown,
): string[] {
  const message = body as Json;
  return [
    ...schemaFaults(MESSAGES[operation], withStringIds(message)),
    ...messageRuleFaults(message),
  ];
}

export function answerFaults(answer: unknown): string[] {
  const { type, data } = answer as { type: number; data?: Json };
  switch (type) {
    case 1:
      return schemaFaults(PongInteractionCallbackRequestSchema, answer);
    case 4:
      return [
        ...schemaFaults(CreateMessageInteractionCallbackRequestSchema, {
          type,
          data: withStringIds(data ?? {}),
        }),
        ...messageRuleFaults(data ?? {}),
      ];
    case 5:
      // Nothing but who sees it can be said with a deferral.
      return data === undefined ||
        (Object.keys(data).join() === 'flags' && data['flags'] === 64)
        ? []
        : ['a deferral takes no data but the ephemeral flag'];
    case 6:
      return data === undefined ? [] : ['a deferred update takes no data'];
    case 7:
      return [
        ...schemaFaults(UpdateMessageInteractionCallbackRequestSchema, {
          type,
          data: withStringIds(data ?? {}),
        }),
        ...messageRuleFaults(data ?? {}),
      ];
    case 8:
      return [
        ...schemaFaults(
          ApplicationCommandAutocompleteCallbackRequestSchema,
          answer,
        ),
        ...choiceFaults(data),
      ];
    default:
      return [`unknown type of answer ${type}`];
  }
}

/** The body of a bulk overwrite. */
export function commandsFaults(body: unknown): string[] {
  const commands = body as Json[];
  const names = commands.map((command) => String(command['name']));
  return [
    ...(commands.length > 130 ? ['more commands than fit'] : []),
    ...(new Set(names).size < names.length ? ['two commands of one name'] : []),
    ...commands.flatMap((command) => [
      ...schemaFaults(
        ApplicationCommandUpdateRequestSchema,
        withNumericPermissions(command),
      ),
      ...commandRuleFaults(command),
    ]),
  ];
}

function choiceFaults(data: Json | undefined): string[] {
  const choices = (data?.['choices'] ?? []) as {
    name: string;
    value: string;
  }[];
  return choices.flatMap(({ name, value }) => [
    ...(name.length < 1 || name.length > 100
      ? ['choice name of 1 to 100']
      : []),
    ...(value.length < 1 || value.length > 100
      ? ['choice value of 1 to 100']
      : []),
  ]);
}

function schemaFaults(schema: Schema, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
}

/** The description wants attachment ids as strings; the documentation's samples, and the server, take numbers too. */
function withStringIds(message: Json): Json {
  const attachments = message['attachments'] as Json[] | undefined;
  if (attachments === undefined) return message;
  return {
    ...message,
    attachments: attachments.map((one) => ({ ...one, id: String(one['id']) })),
  };
}

/** The description wants a number where the documentation says a string of digits. */
function withNumericPermissions(command: Json): Json {
  const permissions = command['default_member_permissions'];
  return typeof permissions === 'string'
    ? { ...command, default_member_permissions: Number(permissions) }
    : command;
}
