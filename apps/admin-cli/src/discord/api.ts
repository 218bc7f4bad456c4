import type { CommandsPort } from '@yardmaster/agent-registry/discord-commands';
import type { Config } from '@yardmaster/agent-registry/config';
import { EXIT, type ExitCode } from '../cli/exit-code.ts';

export type DiscordConfig = NonNullable<Config['discord']>;

/** Discord's response; `status` 0 if there was none. */
export interface DiscordAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Why there was no response. */
  readonly error?: unknown;
}

/** A request to Discord failed. The message names the call, never the token. */
export class DiscordError extends Error {
  readonly exitCode: ExitCode;
  constructor(what: string, { status, body }: DiscordAnswer) {
    super(`Discord ${reasonOf(status, body)} (${what}).`);
    this.name = 'DiscordError';
    this.exitCode =
      status === 401 || status === 403 ? EXIT.notAllowed : EXIT.serviceFailed;
  }
}

/** https://docs.discord.com/developers/reference#user-agent */
const USER_AGENT =
  'DiscordBot (https://www.npmjs.com/package/yardmaster, 0.1.0)';
const TIMEOUT_MS = 10_000;
/** A longer rate limit is not waited for, seconds. */
const MAX_RATE_LIMIT_SECONDS = 10;

/** One call with the bot's token. A rate limit is waited for once; nothing else is retried. */
export async function askDiscord(
  { apiUrl, botToken }: Pick<DiscordConfig, 'apiUrl' | 'botToken'>,
  call: { readonly method: string; readonly path: string; body?: unknown },
  options: { readonly fetch?: typeof fetch; readonly again?: boolean } = {},
): Promise<DiscordAnswer> {
  const { fetch: send = fetch, again = true } = options;
  try {
    const response = await send(`${apiUrl}${call.path}`, {
      method: call.method,
      headers: {
        authorization: `Bot ${botToken}`,
        'user-agent': USER_AGENT,
        ...(call.body === undefined
          ? {}
          : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status === 429 && again && seconds <= MAX_RATE_LIMIT_SECONDS) {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      return await askDiscord({ apiUrl, botToken }, call, {
        ...options,
        again: false,
      });
    }
    return { status: response.status, body };
  } catch (error) {
    return { status: 0, body: undefined, error };
  }
}

/** Where the commands of this configuration are registered: in a server, or globally. */
export function commandsPath({
  applicationId,
  guildId,
}: DiscordConfig): string {
  const scope = guildId === undefined ? '' : `/guilds/${guildId}`;
  return `/applications/${applicationId}${scope}/commands`;
}

/** https://docs.discord.com/developers/interactions/application-commands#endpoints */
export function createCommandsPort(
  discord: DiscordConfig,
  send?: typeof fetch,
): CommandsPort {
  const path = commandsPath(discord);
  const options = send === undefined ? {} : { fetch: send };
  return {
    async get() {
      const answer = await askDiscord(
        discord,
        { method: 'GET', path },
        options,
      );
      if (answer.status !== 200 || !Array.isArray(answer.body))
        throw new DiscordError('listing the commands', answer);
      return answer.body;
    },
    async put(commands) {
      const answer = await askDiscord(
        discord,
        { method: 'PUT', path, body: commands },
        options,
      );
      if (answer.status !== 200)
        throw new DiscordError('registering the commands', answer);
      return answer.body;
    },
  };
}

/** What a response that is not a success means. */
export function reasonOf(status: number, body: unknown): string {
  if (status === 0) return 'did not respond';
  if (status === 401) return 'rejected the token. Check DISCORD_BOT_TOKEN';
  if (status === 429)
    return 'limits the number of requests. Try again in a minute';
  const details =
    typeof body === 'object' && body !== null && 'message' in body
      ? `: ${String(body.message)}`
      : '';
  return `responded ${status}${details}`;
}
