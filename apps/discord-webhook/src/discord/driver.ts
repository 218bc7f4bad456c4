import { REST } from '@discordjs/rest';
import type { DiscordCall, DiscordFile } from './call.ts';
import { toFault } from './errors.ts';
import { createTransport, type DiscordExchange } from './transport.ts';

/** https://docs.discord.com/developers/topics/rate-limits#global-rate-limit; interaction tokens are exempt from it. */
const BOT_REQUESTS_PER_SECOND = 50;
const HANDLER_SWEEP_INTERVAL_MS = 15 * 60_000;

export interface DriverOptions {
  readonly botToken: string;
  /** With the version: `https://discord.com/api/v10`. */
  readonly apiUrl: string;
  /** `DiscordBot (URL, version)`: https://docs.discord.com/developers/reference#user-agent */
  readonly userAgent: string;
  readonly fetch?: typeof fetch | undefined;
  /** Bounds one try, the response's body included; default 10 s. */
  readonly timeoutMs?: number | undefined;
  readonly onExchange?: ((exchange: DiscordExchange) => void) | undefined;
}

/** ADAPTER of @discordjs/rest, which keeps Discord's rate limit buckets. It neither waits nor retries. */
export function createDriver(options: DriverOptions) {
  const asBot = createRest(options, BOT_REQUESTS_PER_SECOND);
  const withToken = createRest(options, Number.POSITIVE_INFINITY);
  return {
    /** One try. Rejects with what `toFault` understands. */
    send({ method, route, auth, body, query, files }: DiscordCall) {
      // After a 401 the client forgets its token, and then refuses to send anything.
      if (auth === 'bot') asBot.setToken(options.botToken);
      return (auth === 'bot' ? asBot : withToken).request({
        method: method as Parameters<REST['request']>[0]['method'],
        fullRoute: route,
        versioned: false,
        auth: auth === 'bot',
        ...(query && { query }),
        ...(body !== undefined && { body }),
        ...(files && { files: files.map(toRawFile) }),
      });
    },
    toFault,
  };
}

export type Driver = ReturnType<typeof createDriver>;

function createRest(
  options: DriverOptions,
  globalRequestsPerSecond: number,
): REST {
  const { apiUrl, userAgent, onExchange, timeoutMs = 10_000 } = options;
  return new REST({
    api: apiUrl,
    retries: 0,
    timeout: timeoutMs,
    globalRequestsPerSecond,
    rejectOnRateLimit: () => true,
    handlerSweepInterval: HANDLER_SWEEP_INTERVAL_MS,
    makeRequest: createTransport({
      fetch: options.fetch ?? fetch,
      timeoutMs,
      userAgent,
      onExchange,
    }),
  });
}

function toRawFile({ name, contentType, data }: DiscordFile) {
  const { buffer, byteOffset, byteLength } = data;
  return {
    name,
    contentType,
    data: Buffer.from(buffer, byteOffset, byteLength),
  };
}
