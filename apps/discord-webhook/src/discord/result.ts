import type { RateLimitScope } from './transport.ts';

/** Why Discord did not do what it was asked. Reasons contain no token. */
export type DiscordFault =
  /** Discord refused: nothing was done. */
  | {
      readonly kind: 'rejected';
      readonly status: number;
      /** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
      readonly code: number;
      readonly reason: string;
    }
  /** Nothing was done. The request may be sent again after `afterMs`. */
  | {
      readonly kind: 'later';
      readonly afterMs: number;
      readonly reason: string;
      /** Of a rate limit. */
      readonly scope?: RateLimitScope;
    }
  /** The response was lost or unreadable: the request may have been carried out. */
  | { readonly kind: 'lost'; readonly reason: string };

export type DiscordResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: DiscordFault };
