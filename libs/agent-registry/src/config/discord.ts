import type { Config } from './configuration.ts';
import type { Environment } from './environment.ts';
import {
  matching,
  parseBaseUrl,
  parseSnowflake,
  parseToken,
  someOf,
} from './parse.ts';

/** An Ed25519 public key: 32 bytes in hexadecimal. */
const parsePublicKey = matching(
  /^[0-9a-fA-F]{64}$/,
  'a key of 64 hexadecimal digits',
);

export function readDiscord(
  environment: Environment,
  guildId: string | undefined,
): NonNullable<Config['discord']> {
  return {
    applicationId:
      environment.require('DISCORD_APPLICATION_ID', parseSnowflake) ?? '',
    publicKeys:
      environment.require('DISCORD_PUBLIC_KEY', someOf(parsePublicKey)) ?? [],
    botToken: environment.require('DISCORD_BOT_TOKEN', parseToken) ?? '',
    ...(guildId === undefined ? {} : { guildId }),
    apiUrl:
      environment.read('DISCORD_API_URL', parseBaseUrl) ??
      'https://discord.com/api/v10',
  };
}
