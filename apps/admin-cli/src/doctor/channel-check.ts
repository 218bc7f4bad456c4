import { inviteLink } from '@yardmaster/agent-registry/discord-commands';
import { askDiscord, type DiscordConfig } from '../discord/api.ts';
import { error, ok, skipped, type Finding } from './check.ts';
import { discordCheck } from './discord-check.ts';

/** What the bot does in a channel. https://docs.discord.com/developers/topics/permissions */
const NEEDED = {
  'View Channel': 1n << 10n,
  'Send Messages': 1n << 11n,
  'Embed Links': 1n << 14n,
  'Attach Files': 1n << 15n,
  'Read Message History': 1n << 16n,
} as const;
const ADMINISTRATOR = 1n << 3n;

export interface Overwrite {
  readonly id: string;
  /** Bits, as decimal digits. */
  readonly allow: string;
  readonly deny: string;
}

export interface ChannelFacts {
  readonly guildId: string;
  readonly userId: string;
  readonly memberRoles: readonly string[];
  readonly roles: readonly {
    readonly id: string;
    readonly permissions: string;
  }[];
  readonly overwrites: readonly Overwrite[];
}

/** Names of the needed permissions that a member lacks in a channel. */
export function missingPermissions(facts: ChannelFacts): readonly string[] {
  const { guildId, userId, memberRoles, roles, overwrites } = facts;
  const held = roles
    .filter(({ id }) => id === guildId || memberRoles.includes(id))
    .reduce((bits, { permissions }) => bits | BigInt(permissions), 0n);
  if ((held & ADMINISTRATOR) !== 0n) return [];
  const apply = (bits: bigint, some: readonly Overwrite[]): bigint => {
    const all = (pick: (one: Overwrite) => string) =>
      some.reduce((sum, one) => sum | BigInt(pick(one)), 0n);
    return (bits & ~all(({ deny }) => deny)) | all(({ allow }) => allow);
  };
  // Everyone first, then the roles together, then the member.
  const inChannel = [
    overwrites.filter(({ id }) => id === guildId),
    overwrites.filter(({ id }) => id !== guildId && memberRoles.includes(id)),
    overwrites.filter(({ id }) => id === userId),
  ].reduce(apply, held);
  return Object.entries(NEEDED)
    .filter(([, bit]) => (inChannel & bit) === 0n)
    .map(([name]) => name);
}

/** The bot may post where scheduled digests go. */
export const channelCheck = discordCheck(
  'discord.channels',
  'Digest channel',
  async (discord, { config }) =>
    config.digest === undefined
      ? skipped('No digest is scheduled.')
      : checkChannel(discord, config.digest.channelId),
);

async function checkChannel(
  discord: DiscordConfig,
  channelId: string,
): Promise<Finding> {
  const get = async (path: string) => {
    const { status, body } = await askDiscord(discord, { method: 'GET', path });
    return { status, body: body as Record<string, unknown> };
  };
  const channel = await get(`/channels/${channelId}`);
  if (channel.status === 403 || channel.status === 404)
    return error(
      `The bot cannot see the channel ${channelId}.`,
      `Check DIGEST_CHANNEL_ID, give the bot View Channel there, or invite it: ${inviteLink(discord)}`,
    );
  const guildId = channel.body?.['guild_id'];
  if (channel.status !== 200 || typeof guildId !== 'string')
    return skipped(
      `The channel ${channelId} could not be read (${channel.status}).`,
    );
  const user = await get('/users/@me');
  const userId = String(user.body?.['id']);
  const [member, roles] = await Promise.all([
    get(`/guilds/${guildId}/members/${userId}`),
    get(`/guilds/${guildId}/roles`),
  ]);
  if (member.status !== 200 || !Array.isArray(roles.body))
    return skipped('The roles of the bot could not be read.');
  const missing = missingPermissions({
    guildId,
    userId,
    memberRoles: (member.body['roles'] ?? []) as readonly string[],
    roles: roles.body as ChannelFacts['roles'],
    overwrites: (channel.body['permission_overwrites'] ??
      []) as readonly Overwrite[],
  });
  const name = String(channel.body['name'] ?? channelId);
  return missing.length === 0
    ? ok(`The bot can post digests in #${name}.`)
    : error(
        `In #${name} the bot lacks ${missing.join(', ')}.`,
        'Give it these permissions in the settings of the channel.',
      );
}
