/** One HTTP exchange with Discord, for metrics. */
export interface DiscordExchange {
  readonly method: string;
  /** 0 if no response arrived. */
  readonly status: number;
  /** On 429, what the limit applies to; otherwise null. */
  readonly scope: RateLimitScope | null;
}

/**
 * `user`, `global` and `shared` are Discord's. `cloudflare`: the response is not Discord's own, and the limit applies to
 * everything sent from this IP address.
 * https://docs.discord.com/developers/topics/rate-limits
 */
export type RateLimitScope = 'user' | 'global' | 'shared' | 'cloudflare';

export interface TransportOptions {
  readonly fetch: typeof fetch;
  /** Bounds one exchange, the response's body included. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly onExchange?: ((exchange: DiscordExchange) => void) | undefined;
}

/** Sends one request, and reads the whole response before the timeout. Redirects are never followed. */
export function createTransport(options: TransportOptions) {
  const { timeoutMs, userAgent, onExchange } = options;
  return async (url: string, init: object): Promise<Response> => {
    const { method = 'GET', headers, body, signal } = init as RequestInit;
    const deadline = AbortSignal.timeout(timeoutMs);
    const sent = new Headers(headers);
    sent.set('User-Agent', userAgent);
    try {
      const response = await options.fetch(url, {
        method,
        headers: sent,
        body: body ?? null,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      const bytes = await response.arrayBuffer();
      const { status } = response;
      const scope = status === 429 ? scopeOf(response.headers) : null;
      onExchange?.({ method, status, scope });
      const received = new Headers(response.headers);
      if (scope !== null) received.set('x-ratelimit-scope', scope);
      return new Response(status === 204 || status === 304 ? null : bytes, {
        status,
        headers: received,
      });
    } catch (error) {
      onExchange?.({ method, status: 0, scope: null });
      throw error;
    }
  };
}

function scopeOf(headers: Headers): RateLimitScope {
  // Cloudflare answers with a page of HTML and without Discord's rate limit headers.
  if (!headers.get('content-type')?.includes('json')) return 'cloudflare';
  const scope = headers.get('x-ratelimit-scope');
  return scope === 'global' || scope === 'shared' ? scope : 'user';
}
