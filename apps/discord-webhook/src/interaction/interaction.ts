import { InteractionType, PermissionFlagsBits } from 'discord-api-types/v10';
import { z } from 'zod';
import { plainText } from '../render/markdown.ts';

/** Who sent an interaction, and where. */
export interface InteractionSource {
  readonly id: string;
  readonly applicationId: string;
  /** A secret for 15 minutes: it is enough to write messages in our name. */
  readonly token: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly roleIds: readonly string[];
  /** Holds Manage Server here, by the signed permissions of the member. */
  readonly manageServer: boolean;
  /** Absent in direct messages, and if Discord does not say which member of the server it was. */
  readonly guildId?: string;
  readonly channelId?: string;
  /** Of a thread: the channel it belongs to. */
  readonly channelParentId?: string;
}

export type OptionValue = string | number | boolean;

export type Interaction =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'command';
      readonly source: InteractionSource;
      readonly command: string;
      readonly options: Readonly<Record<string, OptionValue>>;
    }
  | {
      readonly kind: 'autocomplete';
      readonly source: InteractionSource;
      readonly command: string;
      readonly focused: {
        readonly name: string;
        readonly value: string;
      } | null;
    }
  | {
      readonly kind: 'component';
      readonly source: InteractionSource;
      readonly customId: string;
    }
  | {
      readonly kind: 'modal';
      readonly source: InteractionSource;
      readonly customId: string;
    };

/** https://docs.discord.com/developers/topics/permissions */
const MANAGES_SERVER =
  PermissionFlagsBits.Administrator | PermissionFlagsBits.ManageGuild;

const snowflake = z.string().regex(/^\d{1,20}$/);
/** Becomes part of a URL, so it must not be able to choose another route. */
const token = z
  .string()
  .max(1024)
  .regex(/^[\w-][\w.=+~-]*$/);
const user = z.object({
  id: snowflake,
  username: z.string().max(100),
  global_name: z.string().max(100).nullish(),
});
const source = {
  id: snowflake,
  application_id: snowflake,
  token,
  guild_id: snowflake.nullish(),
  channel_id: snowflake.nullish(),
  channel: z.object({ parent_id: snowflake.nullish() }).nullish(),
  member: z
    .object({
      user,
      roles: z.array(snowflake).max(1000).nullish(),
      permissions: z
        .string()
        .regex(/^\d{1,40}$/)
        .nullish(),
    })
    .nullish(),
  user: user.nullish(),
};
// Lengths are not checked: a name that is too long finds no option. Subcommands and values of other types have no meaning
// for the commands of this app, so they count as not given.
const option = z.object({
  name: z.string(),
  value: z
    .union([z.string(), z.number(), z.boolean()])
    .nullish()
    .catch(undefined),
  focused: z.boolean().nullish(),
});
const commandData = z.object({
  name: z.string(),
  options: z.array(option).max(25).nullish(),
});
const componentData = z.object({ custom_id: z.string() });

// Discord adds fields without notice: unknown fields are dropped.
const inbound = z.discriminatedUnion('type', [
  z.object({ type: z.literal(InteractionType.Ping) }),
  z.object({
    type: z.literal(InteractionType.ApplicationCommand),
    ...source,
    data: commandData,
  }),
  z.object({
    type: z.literal(InteractionType.MessageComponent),
    ...source,
    data: componentData,
  }),
  z.object({
    type: z.literal(InteractionType.ApplicationCommandAutocomplete),
    ...source,
    data: commandData,
  }),
  z.object({
    type: z.literal(InteractionType.ModalSubmit),
    ...source,
    data: componentData,
  }),
]);
type Inbound = z.output<typeof inbound>;
type Sourced = Exclude<Inbound, { type: InteractionType.Ping }>;

/**
 * Parses the body of a request to the interactions endpoint. Null unless it is an interaction of a known type.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export function parseInteraction(body: Buffer): Interaction | null {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  const { data, success } = inbound.safeParse(json);
  if (!success) return null;
  if (data.type === InteractionType.Ping) return { kind: 'ping' };
  const from = readSource(data);
  if (from === null) return null;
  switch (data.type) {
    case InteractionType.ApplicationCommand:
      return {
        kind: 'command',
        source: from,
        command: data.data.name,
        options: readOptions(data.data.options ?? []),
      };
    case InteractionType.MessageComponent:
      return { kind: 'component', source: from, customId: data.data.custom_id };
    case InteractionType.ApplicationCommandAutocomplete: {
      const focused = data.data.options?.find((item) => item.focused);
      return {
        kind: 'autocomplete',
        source: from,
        command: data.data.name,
        focused: focused
          ? { name: focused.name, value: String(focused.value ?? '') }
          : null,
      };
    }
    case InteractionType.ModalSubmit:
      return { kind: 'modal', source: from, customId: data.data.custom_id };
  }
}

function readSource(data: Sourced): InteractionSource | null {
  const { member } = data;
  const person = member?.user ?? data.user;
  if (!person) return null;
  const permissions = BigInt(member?.permissions ?? 0);
  return {
    id: data.id,
    applicationId: data.application_id,
    token: data.token,
    user: { id: person.id, name: nameOf(person) },
    roleIds: member?.roles ?? [],
    manageServer: (permissions & MANAGES_SERVER) !== 0n,
    ...(data.guild_id && member && { guildId: data.guild_id }),
    ...(data.channel_id && { channelId: data.channel_id }),
    ...(data.channel?.parent_id && {
      channelParentId: data.channel.parent_id,
    }),
  };
}

/** Travels into workflow inputs and logs, so it holds nothing that cannot be seen. */
function nameOf({ id, username, global_name }: z.output<typeof user>): string {
  const names = [global_name ?? '', username].map((name) =>
    plainText(name).replace(/\s+/g, ' ').trim(),
  );
  return names.find((name) => name !== '') ?? id;
}

function readOptions(
  options: readonly z.output<typeof option>[],
): Record<string, OptionValue> {
  const named = options.flatMap(({ name, value }) =>
    value === undefined || value === null ? [] : [[name, value] as const],
  );
  return Object.fromEntries(named);
}
