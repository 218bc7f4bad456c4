/**
 * View Channel, Send Messages, Embed Links, Attach Files, Read Message History, Send Messages in Threads. The last is bit
 * 38: more than a number's bitwise operators hold. https://discord.com/developers/docs/topics/permissions
 */
const BOT_PERMISSIONS = [10n, 11n, 14n, 15n, 16n, 38n].reduce(
  (sum, bit) => sum | (1n << bit),
  0n,
);

/**
 * The link with which an administrator adds the bot to a server, with the permissions it uses; `guildId` preselects one.
 * https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow
 */
export function inviteLink({
  applicationId,
  guildId,
}: {
  readonly applicationId: string;
  readonly guildId?: string | undefined;
}): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: String(BOT_PERMISSIONS),
    ...(guildId !== undefined && {
      guild_id: guildId,
      disable_guild_select: 'true',
    }),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}
