import type { Clock } from '@yardmaster/agent-registry';
import { createRedact } from '../observability/redact.ts';
import type { DiscordCall } from './call.ts';
import type { Driver, DriverOptions } from './driver.ts';
import { NotBefore } from './not-before.ts';
import type { DiscordFault, DiscordResult } from './result.ts';
import { withRetries } from './retry.ts';
import type { RateLimitScope } from './transport.ts';

export interface DiscordClientOptions extends DriverOptions {
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
  /** How long one call may take with its retries; default 15 s. */
  readonly budgetMs?: number | undefined;
  /** Called once when requests to a route have to wait for longer than a call may take. */
  readonly onLongRateLimit?: ((limit: LongRateLimit) => void) | undefined;
}

export interface LongRateLimit {
  /** Method and route, without a token. */
  readonly route: string;
  readonly scope: RateLimitScope;
  readonly ms: number;
}

/** Discord's REST API: one call with its retries and rate limits. */
export class DiscordClient {
  readonly #options: DiscordClientOptions;
  readonly #notBefore: NotBefore;
  readonly #budgetMs: number;
  #driver: Promise<Driver> | undefined;

  constructor(options: DiscordClientOptions) {
    this.#options = options;
    this.#budgetMs = options.budgetMs ?? 15_000;
    this.#notBefore = new NotBefore(options.clock);
  }

  /** Never rejects. `parse` returns null for a response that is not of the documented form. */
  request<Value>(
    call: DiscordCall,
    parse: (body: unknown) => Value | null,
  ): Promise<DiscordResult<Value>> {
    const { clock, random = Math.random } = this.#options;
    const { repeatable } = call;
    const budgetMs = this.#budgetMs;
    return withRetries({ clock, random, budgetMs, repeatable }, async () => {
      const wait = this.#notBefore.waitFor(keysOf(call));
      if (wait > 0)
        return fail({
          kind: 'later',
          afterMs: wait,
          reason: "Discord's rate limit applies",
        });
      const result = await this.#send(call, parse);
      if (!result.ok) this.#noteRateLimit(call, result.fault);
      return result;
    });
  }

  async #send<Value>(
    call: DiscordCall,
    parse: (body: unknown) => Value | null,
  ): Promise<DiscordResult<Value>> {
    // Loaded at the first call: it takes as long as the rest of the start.
    this.#driver ??= import('./driver.ts').then(({ createDriver }) =>
      createDriver(this.#options),
    );
    const driver = await this.#driver;
    try {
      const value = parse(await driver.send(call));
      return value === null
        ? fail({ kind: 'lost', reason: 'Discord sent an unexpected response' })
        : { ok: true, value };
    } catch (error) {
      return fail(driver.toFault(error, redactionFor(call, this.#options)));
    }
  }

  #noteRateLimit(call: DiscordCall, fault: DiscordFault): void {
    if (fault.kind !== 'later' || fault.scope === undefined) return;
    const { scope, afterMs: ms } = fault;
    const isNew = this.#notBefore.block(limitedKey(call, scope), ms);
    if (isNew && ms > this.#budgetMs)
      this.#options.onLongRateLimit?.({
        route: `${call.method} ${withoutToken(call)}`,
        scope,
        ms,
      });
  }
}

const EVERYTHING = 'everything';
const BOT = 'bot';

/** The rate limits that a call is subject to. */
function keysOf(call: DiscordCall): readonly string[] {
  const keys = [bucketOf(call), EVERYTHING];
  return call.auth === 'bot' ? [...keys, BOT] : keys;
}

function limitedKey(call: DiscordCall, scope: RateLimitScope): string {
  if (scope === 'cloudflare') return EVERYTHING;
  return scope === 'global' && call.auth === 'bot' ? BOT : bucketOf(call);
}

/** Discord counts calls per method and route, with channel and webhook but without message. */
function bucketOf({ method, route }: DiscordCall): string {
  return `${method} ${route.replace(/\/messages\/\d+/, '/messages/:id')}`;
}

function redactionFor({ auth }: DiscordCall, options: DiscordClientOptions) {
  const { outside } = createRedact([
    options.botToken,
    ...(auth === 'bot' ? [] : [auth.interactionToken]),
  ]);
  return outside;
}

function withoutToken({ route, auth }: DiscordCall): string {
  return auth === 'bot'
    ? route
    : route.replace(encodeURIComponent(auth.interactionToken), ':token');
}

function fail(fault: DiscordFault): { ok: false; fault: DiscordFault } {
  return { ok: false, fault };
}
