import type { DiscordRequest } from '../observability/metrics.ts';

/** https://docs.discord.com/developers/reference#user-agent */
const USER_AGENT =
  'DiscordBot (https://www.npmjs.com/package/@yardmaster/discord-webhook, 0.1.0)';

/** One attempt whose whole answer is read under the deadline, with the User-Agent that Discord asks for. */
export function createSender(
  send: typeof fetch,
  timeoutMs: number,
  onRequest: ((request: DiscordRequest) => void) | undefined,
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
