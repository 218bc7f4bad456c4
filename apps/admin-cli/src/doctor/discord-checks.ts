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
import {
  ok,
  problem,
  skipped,
  warning,
  type Check,
  type Finding,
  type Surroundings,
} from './check.ts';

type Findings = Finding | readonly Finding[];

function discordCheck(
  id: string,
  title: string,
  run: (discord: DiscordConfig, around: Surroundings) => Promise<Findings>,
): Check {
  return {
    id,
    title,
    run: async (around) =>
      around.config.discord === undefined || !around.has('discord')
        ? skipped('Discord is not configured; the terminal works without it.')
        : run(around.config.discord, around),
  };
}

/** https://docs.discord.com/developers/resources/application#application-object */
interface Application {
  readonly id?: string;
  readonly verify_key?: string;
  readonly interactions_endpoint_url?: string | null;
}

const PORTAL = 'https://discord.com/developers/applications';

async function ownApplication(discord: DiscordConfig): Promise<{
  readonly status: number;
  readonly body: Application;
}> {
  const { status, body } = await askDiscord(discord, {
    method: 'GET',
    path: '/applications/@me',
  });
  return { status, body: (body ?? {}) as Application };
}

export const identityCheck = discordCheck(
  'discord.identity',
  'Discord',
  async (discord) => {
    const { status, body } = await ownApplication(discord);
    if (status !== 200)
      return problem(
        `Discord ${reasonOf(status, body)}.`,
        status === 401
          ? `Reset the token under Bot and set DISCORD_BOT_TOKEN: ${PORTAL}`
          : 'Try again, and see https://discordstatus.com.',
      );
    const wrong: Finding[] = [];
    if (body.id !== discord.applicationId)
      wrong.push(
        problem(
          `The token is of application ${body.id ?? 'unknown'}, DISCORD_APPLICATION_ID is ${discord.applicationId}.`,
          `Take all three values from one application: ${PORTAL}`,
        ),
      );
    const keys = discord.publicKeys.map((key) => key.toLowerCase());
    if (!keys.includes(String(body.verify_key).toLowerCase()))
      wrong.push(
        problem(
          'DISCORD_PUBLIC_KEY is not the key of the token’s application.',
          `Copy Public Key under General Information: ${PORTAL}`,
        ),
      );
    return wrong.length > 0
      ? wrong
      : ok('Token, application id and public key belong together.');
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
        ? problem(
            `The bot is not in server ${discord.guildId ?? ''}.`,
            `Invite it: ${inviteLink(discord)}`,
          )
        : problem(
            `The commands could not be listed: Discord ${reasonOf(status, body)}.`,
            'See the check of the token above.',
          );
    const diff = diffCommands(
      toDiscordCommands(createConfiguredRegistry(config), config.access),
      body,
    );
    const lines = describeDiff(diff).filter((line) => !line.startsWith(' '));
    return lines.length === 0
      ? ok(`${diff.unchanged.length} commands are registered and equal.`)
      : problem(
          `The registered commands differ: ${lines.join(', ')}.`,
          'Run `yardmaster discord register`.',
        );
  },
);

const TIMEOUT_MS = 5_000;

/** Both halves of what Discord demands: a signed PING is answered, a badly signed one refused. */
export const endpointCheck = discordCheck(
  'discord.endpoint',
  'Endpoint',
  async (discord) => {
    const { status, body } = await ownApplication(discord);
    if (status !== 200) return skipped('Discord did not name the endpoint.');
    const url = body.interactions_endpoint_url;
    if (url == null || url === '')
      return warning(
        'No interactions endpoint is set: Discord’s commands reach nobody.',
        `Start the app, then set Interactions Endpoint URL to https://YOUR-HOST/interactions: ${PORTAL}`,
      );
    return await Promise.all([refuses(url), answersPing(discord, url)]);
  },
);

/** Nobody but Discord can sign; that everybody else is refused can be tried. */
async function refuses(url: string): Promise<Finding> {
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
      ? ok(`${url} refuses a bad signature.`)
      : problem(
          `${url} answers ${response.status} to a bad signature, not 401.`,
          'Something else answers there, or a proxy changes requests: let the path reach Yardmaster untouched.',
        );
  } catch {
    return problem(
      `${url} does not answer from here.`,
      'Start the app, and check the address, its certificate and the firewall.',
    );
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
  if (status === 200) return ok('It answers Discord’s PING.');
  return status === 400
    ? problem(
        'Discord’s PING is not answered as it should be.',
        'Check DISCORD_PUBLIC_KEY where the app runs, and its log.',
      )
    : skipped(
        `Discord did not check the endpoint: it ${reasonOf(status, body)}.`,
      );
}
