import type { Config } from './configuration.ts';

/** What a correct configuration leaves open, in sentences, for the start of the app and for `doctor`. */
export function configWarnings(config: Config): readonly string[] {
  const { adminUserIds, adminRoleIds, guildId } = config.access;
  const warnings: string[] = [];
  if (guildId === undefined && adminUserIds.length + adminRoleIds.length === 0)
    warnings.push(
      'No one in Discord can start or change anything. Set DISCORD_GUILD_ID, or list operators in ADMIN_USER_IDS or ADMIN_ROLE_IDS.',
    );
  if (config.allowedDomains.length === 0)
    warnings.push(
      'ALLOWED_DOMAINS is not set: /deploy-client accepts any public host as api_base. List the domains of your APIs.',
    );
  return warnings;
}
