/** What a program needs: the CLI `github` and `database`, the app all three. */
export const CONFIG_PARTS = ['github', 'discord', 'database'] as const;
export type ConfigPart = (typeof CONFIG_PARTS)[number];

/** One variable of the environment. */
export interface Variable {
  /** Read only by programs that need this part; absent: by all. */
  readonly part?: ConfigPart;
  /** May also come from a file named by `<NAME>_FILE`; its value is never shown. */
  readonly secret?: true;
  /** What it is for and what it must look like. */
  readonly expected: string;
}

const snowflake = 'an id of digits, as Discord copies it';

/** The whole environment: the names are part of the public contract. */
export const VARIABLES = {
  GITHUB_REPOSITORY: {
    part: 'github',
    expected: 'the repository whose workflows are run, as owner/name',
  },
  GITHUB_TOKEN: {
    part: 'github',
    secret: true,
    expected:
      'a GitHub token that may read and write Actions; or a GitHub App instead: GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID',
  },
  GITHUB_APP_ID: {
    part: 'github',
    expected: 'the number of the GitHub App',
  },
  GITHUB_APP_PRIVATE_KEY: {
    part: 'github',
    secret: true,
    expected:
      'the private key of the GitHub App, as the PEM file GitHub gave (line breaks may be written \\n)',
  },
  GITHUB_APP_INSTALLATION_ID: {
    part: 'github',
    expected: 'the number of the App’s installation on the repository',
  },
  GITHUB_API_URL: {
    part: 'github',
    expected:
      'the URL of GitHub’s API, https://api.github.com if unset; GitHub Enterprise Server: https://HOST/api/v3',
  },
  GITHUB_WEBHOOK_SECRET: {
    part: 'github',
    secret: true,
    expected:
      'the secret of the GitHub webhook, several separated by commas while they are rotated',
  },
  DISCORD_APPLICATION_ID: {
    part: 'discord',
    expected: `the Discord application, ${snowflake}`,
  },
  DISCORD_PUBLIC_KEY: {
    part: 'discord',
    expected:
      'the public key of the Discord application, 64 hexadecimal digits, which proves that a request is Discord’s; several separated by commas while it is rotated',
  },
  DISCORD_BOT_TOKEN: {
    part: 'discord',
    secret: true,
    expected:
      'the bot’s token, which registers commands and posts results after 15 minutes',
  },
  DISCORD_GUILD_ID: {
    expected: `the server to register commands in, ${snowflake}; unset: everywhere`,
  },
  DISCORD_API_URL: {
    part: 'discord',
    expected: 'the URL of Discord’s API, https://discord.com/api/v10 if unset',
  },
  DATABASE_URL: {
    part: 'database',
    secret: true,
    expected:
      'file:PATH for SQLite (file:.yardmaster/journal.db if unset) or postgres://…',
  },
  HOST: {
    part: 'discord',
    expected: 'the address to listen on, 0.0.0.0 if unset',
  },
  PORT: {
    part: 'discord',
    expected:
      'the port to listen on, 0 to 65535 (0: any free one), 3000 if unset',
  },
  ADMIN_USER_IDS: {
    expected: `Discord users who may start workflows, separated by commas, each ${snowflake}`,
  },
  ADMIN_ROLE_IDS: {
    expected: `Discord roles whose members may start workflows, separated by commas, each ${snowflake}`,
  },
  ALLOWED_DOMAINS: {
    expected:
      'hosts that people may name in URLs, separated by commas: host, or *.host for every host below it; unset: every public host',
  },
  FRONTEND_BASE_URL: {
    expected: 'the http(s) URL of the frontend that /verify-latest checks',
  },
  VITE_API_BASE: {
    expected: 'the http(s) URL of the API that /verify-latest checks',
  },
  FOLLOW_TIMEOUT_SECONDS: {
    expected:
      'after how many seconds without a conclusion to say so, up to 86400, 180 if unset',
  },
  POLL_INTERVAL_SECONDS: {
    expected:
      'how many seconds to wait between two looks at a run, up to 3600, 3 if unset',
  },
  DIGEST_CHANNEL_ID: {
    part: 'discord',
    expected: `the channel of the scheduled digest, ${snowflake}`,
  },
  DIGEST_SCHEDULE: {
    part: 'discord',
    expected:
      'when the digest is sent, as cron with five fields: 0 9 * * 1 is Mondays at 9:00',
  },
  DIGEST_TIME_ZONE: {
    part: 'discord',
    expected: 'an IANA time zone like Europe/Vienna, UTC if unset',
  },
  LOG_LEVEL: {
    expected: 'trace, debug, info, warn, error, fatal or silent; info if unset',
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof VARIABLES;
export const VARIABLE_NAMES = Object.keys(VARIABLES) as VariableName[];
