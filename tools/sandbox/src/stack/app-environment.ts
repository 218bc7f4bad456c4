import type { LocalDiscord } from '../discord/index.ts';
import type { LocalGitHub } from '../github/index.ts';
import type { LocalSite } from './local-site.ts';

export interface AppEnvironmentParts {
  readonly discord: LocalDiscord;
  readonly github: LocalGitHub;
  readonly site: LocalSite;
  readonly databasePath: string;
  readonly webhookSecret: string;
}

/** The app's configuration for these local parts: the admin is listed, and so is the role of operators. */
export function appEnvironment({
  discord,
  github,
  site,
  databasePath,
  webhookSecret,
}: AppEnvironmentParts): Record<string, string> {
  return {
    DISCORD_API_URL: discord.url,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_BOT_TOKEN: discord.botToken,
    DISCORD_GUILD_ID: discord.guildId,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_TOKEN: github.token,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
    DATABASE_URL: `file:${databasePath}`,
    ADMIN_USER_IDS: discord.members.admin.id,
    ADMIN_ROLE_IDS: discord.roles.operator,
    FRONTEND_BASE_URL: site.frontendUrl,
    VITE_API_BASE: site.apiUrl,
  };
}
