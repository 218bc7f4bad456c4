import { createConfiguredRegistry } from '@yardmaster/agent-registry';
import {
  describeDiff,
  diffCommands,
  inviteLink,
  toDiscordCommands,
} from '@yardmaster/agent-registry/discord-commands';
import {
  askDiscord,
  commandsPath,
  reasonOf,
  type DiscordConfig,
} from '../discord/api.ts';
import { discordCheck } from './discord-check.ts';
import { networkFault } from './network-fault.ts';
import { ok, error, skipped, warning, type Finding } from './check.ts';

/** https://docs.discord.com/developers/resources/application#application-object */
interface Application {
  readonly id?: string;
  readonly verify_key?: string;
  readonly interactions_endpoint_url?: string | null;
  readonly bot_public?: boolean;
}

const PORTAL = 'https://discord.com/developers/applications';

async function ownApplication(discord: DiscordConfig): Promise<{
  readonly status: number;
  readonly body: Application;
  readonly error?: unknown;
}> {
  const {
    status,
    body,
    error: cause,
  } = await askDiscord(discord, {
    method: 'GET',
    path: '/applications/@me',
  });
  return { status, body: (body ?? {}) as Application, error: cause };
}

export const identityCheck = discordCheck(
  'discord.identity',
  'Discord',
  async (discord, { terminal }) => {
    const { status, body, error: cause } = await ownApplication(discord);
    if (status === 0) {
      const fault = networkFault(cause, discord.apiUrl, terminal.env);
      return error(fault.says, fault.fix);
    }
    if (status !== 200)
      return error(
        `Discord ${reasonOf(status, body)}.`,
        status === 401
          ? `Reset the token under Bot and set DISCORD_BOT_TOKEN: ${PORTAL}`
          : 'Try again later; see https://discordstatus.com.',
      );
    const wrong: Finding[] = [];
    if (body.id !== discord.applicationId)
      wrong.push(
        error(
          `The token belongs to application ${body.id ?? 'unknown'}, but DISCORD_APPLICATION_ID is ${discord.applicationId}.`,
          `Copy all three values from one application: ${PORTAL}`,
        ),
      );
    const keys = discord.publicKeys.map((key) => key.toLowerCase());
    if (!keys.includes(String(body.verify_key).toLowerCase()))
      wrong.push(
        error(
          "DISCORD_PUBLIC_KEY is not the public key of the token's application.",
          `Copy it from the Developer Portal (General Information): ${PORTAL}`,
        ),
      );
    const found =
      wrong.length > 0
        ? wrong
        : [ok('Token, application id and public key belong together.')];
    return body.bot_public === true
      ? [
          ...found,
          warning(
            'Public Bot is on: anyone can add this bot to a server of their own.',
            `Turn it off in the Developer Portal (Bot): ${PORTAL}`,
          ),
        ]
      : found;
  },
);

export const commandsCheck = discordCheck(
  'discord.commands',
  'Commands',
  async (discord, { config }) => {
    const { status, body } = await askDiscord(discord, {
      method: 'GET',
      path: commandsPath(discord),
    });
    if (status !== 200 || !Array.isArray(body))
      return status === 403 || status === 404
        ? error(
            `The bot is not in server ${discord.guildId ?? ''}.`,
            `Invite it: ${inviteLink(discord)}`,
          )
        : error(
            `The commands could not be listed: Discord ${reasonOf(status, body)}.`,
            'See Discord above.',
          );
    const diff = diffCommands(
      toDiscordCommands(createConfiguredRegistry(config), config.access),
      body,
    );
    const lines = describeDiff(diff).filter((line) => !line.startsWith(' '));
    return lines.length === 0
      ? ok(`All ${diff.unchanged.length} commands are up to date.`)
      : error(
          `The registered commands differ: ${lines.join(', ')}.`,
          'Run `yardmaster discord register`.',
        );
  },
);

const TIMEOUT_MS = 5_000;

/** Both halves of what Discord demands: a signed PING is answered, a bad signature is rejected. */
export const endpointCheck = discordCheck(
  'discord.endpoint',
  'Endpoint',
  async (discord) => {
    const { status, body } = await ownApplication(discord);
    if (status !== 200) return skipped('Discord did not report the endpoint.');
    const url = body.interactions_endpoint_url;
    if (url == null || url === '')
      return warning(
        'No interactions endpoint is set, so Discord cannot deliver commands.',
        `Start the app, then set Interactions Endpoint URL to https://YOUR-HOST/interactions: ${PORTAL}`,
      );
    return await Promise.all([rejects(url), answersPing(discord, url)]);
  },
);

/** Only Discord can sign; that a bad signature is rejected can be tried. */
async function rejects(url: string): Promise<Finding> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-signature-ed25519': '00'.repeat(64),
        'x-signature-timestamp': String(Math.floor(Date.now() / 1000)),
      },
      body: JSON.stringify({ type: 1 }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return response.status === 401
      ? ok(`${url} rejects a bad signature.`)
      : error(
          `${url} responds ${response.status} to a bad signature instead of 401.`,
          'Check that the path reaches Yardmaster, and that no proxy changes requests.',
        );
  } catch (cause) {
    const fault = networkFault(cause, url, {});
    return error(fault.says, `Start the app. ${fault.fix}`);
  }
}

/** Saving the endpoint that is set already makes Discord send its PING again, and changes nothing. */
async function answersPing(
  discord: DiscordConfig,
  url: string,
): Promise<Finding> {
  const { status, body } = await askDiscord(discord, {
    method: 'PATCH',
    path: '/applications/@me',
    body: { interactions_endpoint_url: url },
  });
  if (status === 200) return ok("It answers Discord's PING.");
  return status === 400
    ? error(
        "It does not answer Discord's PING correctly.",
        'Check DISCORD_PUBLIC_KEY where the app runs, and its log.',
      )
    : skipped(
        `Discord did not check the endpoint: it ${reasonOf(status, body)}.`,
      );
}
