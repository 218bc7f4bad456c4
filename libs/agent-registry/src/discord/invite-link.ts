/** View Channel, Send Messages, Embed Links, Attach Files, Read Message History. */
const BOT_PERMISSIONS =
  (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16);

/**
 * Where an administrator lets the bot into a server, with the permissions it uses; into that one where `guildId` is given.
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
