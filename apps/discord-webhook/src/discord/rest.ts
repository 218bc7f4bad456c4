import { REST } from '@discordjs/rest';
import type { Clock } from '@yardmaster/agent-registry';
import type { Asked, CommandScope, Discord } from './discord.ts';
import { readFault } from './errors.ts';
import { readFoundMessages, readList, readSentMessage } from './parse.ts';
import type { DiscordRequest } from '../observability/metrics.ts';
import { createSender } from './transport.ts';
import type { MessageFile } from '../render/message.ts';
import { createRedact } from '../observability/redact.ts';
import { withPatience, type Patience } from './retry.ts';

export interface DiscordRestOptions {
  readonly botToken: string;
  /** With the version: `https://discord.com/api/v10`. */
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
  /** Bounds one attempt, its body included; default 10 s. */
  readonly timeoutMs?: number;
  /** How long a call may go on trying; default 15 s. */
  readonly budgetMs?: number;
  readonly onRequest?: (request: DiscordRequest) => void;
}

/** https://docs.discord.com/developers/topics/rate-limits#global-rate-limit, which does not hold for interaction tokens. */
const BOT_REQUESTS_PER_SECOND = 50;

/**
 * ADAPTER of the port `Discord` over @discordjs/rest, which keeps Discord's rate-limit buckets. It is told to refuse
 * rather than wait, and to repeat nothing: waiting and repeating is decided here, by what a repetition may do.
 */
export function createDiscordRest(options: DiscordRestOptions): Discord {
  const { botToken, apiUrl, clock, timeoutMs = 10_000 } = options;
  const connect = (globalRequestsPerSecond: number) =>
    new REST({
      api: apiUrl,
      retries: 0,
      timeout: timeoutMs,
      globalRequestsPerSecond,
      rejectOnRateLimit: () => true,
      handlerSweepInterval: 15 * 60_000,
      makeRequest: createSender(
        options.fetch ?? fetch,
        timeoutMs,
        options.onRequest,
      ),
    });
  const asBot = connect(BOT_REQUESTS_PER_SECOND);
  const withToken = connect(Number.POSITIVE_INFINITY);
  const patience: Patience = {
    clock,
    random: options.random ?? Math.random,
    budgetMs: options.budgetMs ?? 15_000,
  };

  async function ask<Value>(
    request: AskRequest,
    read: (answer: unknown) => Value | null,
  ): Promise<Asked<Value>> {
    // The client forgets its token after a 401, and would then refuse to speak at all.
    if (request.asBot) asBot.setToken(botToken);
    try {
      const answer = await (request.asBot ? asBot : withToken).request({
        method: request.method as RequestMethod,
        fullRoute: request.route,
        versioned: false,
        auth: request.asBot,
        ...(request.query && { query: request.query }),
        ...(request.body !== undefined && { body: request.body }),
        ...(request.files && { files: request.files.map(toRawFile) }),
      });
      const value = read(answer);
      return value === null
        ? {
            ok: false,
            fault: {
              kind: 'lost',
              reason: 'Discord answered in an unknown form',
            },
          }
        : { ok: true, value };
    } catch (error) {
      const redact = createRedact([botToken, request.token ?? '']);
      return { ok: false, fault: readFault(error, redact) };
    }
  }

  const repeatable = <Value>(
    request: AskRequest,
    read: (answer: unknown) => Value | null,
  ) => withPatience(patience, { repeatable: true }, () => ask(request, read));
  const once = <Value>(
    request: AskRequest,
    read: (answer: unknown) => Value | null,
  ) => withPatience(patience, { repeatable: false }, () => ask(request, read));

  return {
    editOriginal: ({ applicationId, token }, message) =>
      repeatable(
        {
          method: 'PATCH',
          route: `/webhooks/${applicationId}/${token}/messages/@original`,
          asBot: false,
          token,
          ...message,
        },
        readSentMessage,
      ),
    followUp: ({ applicationId, token }, message) =>
      once(
        {
          method: 'POST',
          route: `/webhooks/${applicationId}/${token}`,
          asBot: false,
          token,
          ...message,
        },
        readSentMessage,
      ),
    editMessage: (channelId, messageId, message) =>
      repeatable(
        {
          method: 'PATCH',
          route: `/channels/${channelId}/messages/${messageId}`,
          asBot: true,
          ...message,
        },
        readSentMessage,
      ),
    createMessage: (channelId, message) =>
      once(
        {
          method: 'POST',
          route: `/channels/${channelId}/messages`,
          asBot: true,
          ...message,
        },
        readSentMessage,
      ),
    listMessages: (channelId, after) =>
      repeatable(
        {
          method: 'GET',
          route: `/channels/${channelId}/messages`,
          asBot: true,
          query: new URLSearchParams({ after, limit: '100' }),
        },
        readFoundMessages,
      ),
    getCommands: (scope) =>
      repeatable(
        { method: 'GET', route: commandsRoute(scope), asBot: true },
        readList,
      ),
    putCommands: (scope, commands) =>
      repeatable(
        {
          method: 'PUT',
          route: commandsRoute(scope),
          asBot: true,
          body: commands,
        },
        readList,
      ),
  };
}

type RequestMethod = Parameters<REST['request']>[0]['method'];

interface AskRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'PUT';
  readonly route: `/${string}`;
  readonly asBot: boolean;
  /** In the route, and a secret. */
  readonly token?: string;
  readonly body?: object;
  readonly files?: readonly MessageFile[];
  readonly query?: URLSearchParams;
}

function commandsRoute({ applicationId, guildId }: CommandScope): `/${string}` {
  const place = guildId === undefined ? '' : `/guilds/${guildId}`;
  return `/applications/${applicationId}${place}/commands`;
}

function toRawFile({ name, contentType, data }: MessageFile) {
  const { buffer, byteOffset, byteLength } = data;
  return {
    name,
    contentType,
    data: Buffer.from(buffer, byteOffset, byteLength),
  };
}
