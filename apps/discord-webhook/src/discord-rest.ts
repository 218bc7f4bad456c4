import {
  DiscordAPIError,
  HTTPError,
  REST,
  RateLimitError,
} from '@discordjs/rest';
import type { Clock } from '@yardmaster/agent-registry';
import type { Asked, Discord, DiscordFault } from './discord.ts';
import { readFoundMessages, readSentMessage } from './discord-read.ts';
import type { Message } from './message.ts';
import { createRedact } from './redact.ts';
import { withPatience, type Patience } from './patience.ts';

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

/** One attempt, for the metrics. */
export interface DiscordRequest {
  readonly method: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** `user`, `global` or `shared` on 429. */
  readonly scope: string | null;
}

/** https://docs.discord.com/developers/reference#user-agent */
const USER_AGENT =
  'DiscordBot (https://www.npmjs.com/package/@yardmaster/discord-webhook, 0.1.0)';

/**
 * ADAPTER of the port `Discord` over @discordjs/rest, which keeps Discord's rate-limit buckets. It is told to refuse
 * rather than wait, and to repeat nothing: waiting and repeating is decided here, by what a repetition may do.
 */
export function createDiscordRest(options: DiscordRestOptions): Discord {
  const { botToken, apiUrl, clock, timeoutMs = 10_000 } = options;
  const rest = new REST({
    api: apiUrl,
    retries: 0,
    timeout: timeoutMs,
    rejectOnRateLimit: () => true,
    handlerSweepInterval: 15 * 60_000,
    makeRequest: createSender(
      options.fetch ?? fetch,
      timeoutMs,
      options.onRequest,
    ),
  });
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
    if (request.asBot) rest.setToken(botToken);
    try {
      const answer = await rest.request({
        method: request.method as Parameters<typeof rest.request>[0]['method'],
        fullRoute: request.route,
        versioned: false,
        auth: request.asBot,
        ...(request.query && { query: request.query }),
        ...(request.message && {
          body: request.message.body,
          files: request.message.files.map(({ name, data, contentType }) => ({
            name,
            contentType,
            data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
          })),
        }),
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
      return {
        ok: false,
        fault: readFault(error, createRedact([botToken, request.secret])),
      };
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
          secret: token,
          message,
        },
        readSentMessage,
      ),
    followUp: ({ applicationId, token }, message) =>
      once(
        {
          method: 'POST',
          route: `/webhooks/${applicationId}/${token}`,
          asBot: false,
          secret: token,
          message,
        },
        readSentMessage,
      ),
    editMessage: (channelId, messageId, message) =>
      repeatable(
        {
          method: 'PATCH',
          route: `/channels/${channelId}/messages/${messageId}`,
          asBot: true,
          secret: botToken,
          message,
        },
        readSentMessage,
      ),
    createMessage: (channelId, message) =>
      once(
        {
          method: 'POST',
          route: `/channels/${channelId}/messages`,
          asBot: true,
          secret: botToken,
          message,
        },
        readSentMessage,
      ),
    listMessages: (channelId, after) =>
      repeatable(
        {
          method: 'GET',
          route: `/channels/${channelId}/messages`,
          asBot: true,
          secret: botToken,
          query: new URLSearchParams({ after, limit: '100' }),
        },
        readFoundMessages,
      ),
  };
}

interface AskRequest {
  readonly method: 'GET' | 'PATCH' | 'POST';
  readonly route: `/${string}`;
  readonly asBot: boolean;
  readonly secret: string;
  readonly message?: Message;
  readonly query?: URLSearchParams;
}

/** One attempt whose whole answer is read under the deadline, with the User-Agent that Discord asks for. */
function createSender(
  send: typeof fetch,
  timeoutMs: number,
  onRequest: DiscordRestOptions['onRequest'],
) {
  return async (url: string, init: object) => {
    const { method = 'GET', headers, body, signal } = init as RequestInit;
    const deadline = AbortSignal.timeout(timeoutMs);
    const named = new Headers(headers);
    named.set('User-Agent', USER_AGENT);
    try {
      const answer = await send(url, {
        method,
        headers: named,
        body: body ?? null,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      const bytes = await answer.arrayBuffer();
      onRequest?.({
        method,
        status: answer.status,
        scope: answer.headers.get('x-ratelimit-scope'),
      });
      const bodiless = answer.status === 204 || answer.status === 304;
      return new Response(bodiless ? null : bytes, {
        status: answer.status,
        headers: answer.headers,
      });
    } catch (error) {
      onRequest?.({ method, status: 0, scope: null });
      throw error;
    }
  };
}

/** Errors of connecting: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function readFault(
  error: unknown,
  redact: (text: string) => string,
): DiscordFault {
  if (error instanceof RateLimitError)
    // Without a stated time the client says next to nothing: a second is what Discord's shortest buckets take.
    return {
      kind: 'later',
      afterMs: Math.max(error.retryAfter, error.sublimitTimeout, 250),
      reason: `Discord limits the rate (${error.scope})`,
    };
  if (error instanceof DiscordAPIError)
    return {
      kind: 'rejected',
      status: error.status,
      code: Number(error.code),
      reason: redact(`${error.status} ${error.message}`.slice(0, 500)),
    };
  if (error instanceof HTTPError)
    return { kind: 'lost', reason: `Discord answered ${error.status}` };
  const code = causeCode(error);
  if (NOT_SENT.has(code))
    return {
      kind: 'later',
      afterMs: 1000,
      reason: `Discord not reached (${code})`,
    };
  return { kind: 'lost', reason: `no answer from Discord (${code})` };
}

function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name;
}
