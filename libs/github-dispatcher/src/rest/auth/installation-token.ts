import type { Failure, Result } from '../../github.ts';
import { asDate, asObject, asString } from '../../json.ts';
import type { Authorization, Credentials } from '../http/credentials.ts';

/** A token is replaced this long before it expires, so that no call outlives it. */
const MARGIN_MS = 5 * 60_000;

/**
 * Installation tokens of a GitHub App, renewed before their hour ends; concurrent calls share one request.
 * Each instance keeps its own token: two installations or hosts in one process never see each other's.
 * @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export class InstallationToken implements Credentials {
  readonly #request: () => Promise<Result<unknown>>;
  readonly #now: () => number;
  readonly #serverNow: () => number;
  #current:
    | { readonly authorization: Authorization; readonly expiresAt: number }
    | undefined;
  #pending: Promise<Result<Authorization>> | undefined;

  constructor(options: {
    /** Asks GitHub for a token; the JSON of the response. */
    readonly request: () => Promise<Result<unknown>>;
    readonly now: () => number;
    /** GitHub's clock, which decides when a token expires. */
    readonly serverNow: () => number;
  }) {
    this.#request = options.request;
    this.#now = options.now;
    this.#serverNow = options.serverNow;
  }

  async authorize(): Promise<Result<Authorization>> {
    const current = this.#current;
    if (
      current !== undefined &&
      this.#serverNow() < current.expiresAt - MARGIN_MS
    )
      return { ok: true, value: current.authorization };
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  expire({ header }: Authorization): boolean {
    if (this.#current?.authorization.header === header)
      this.#current = undefined;
    return true;
  }

  async #renew(): Promise<Result<Authorization>> {
    const result = await this.#request();
    if (!result.ok) return asCredentialFailure(result);
    const json = asObject(result.value);
    const token = asString(json?.['token']);
    const expiresAt = asDate(json?.['expires_at'])?.getTime();
    if (token === undefined || expiresAt === undefined) {
      return {
        ok: false,
        reason: 'unexpected',
        message: 'GitHub sent no installation token.',
        definite: true,
      };
    }
    const authorization = {
      header: `Bearer ${token}`,
      secret: token,
      createdAt: this.#now(),
    };
    this.#current = { authorization, expiresAt };
    return { ok: true, value: authorization };
  }
}

/** Whatever happened to the token request, the call it was for was never sent. */
function asCredentialFailure(failure: Failure): Failure {
  const isRefused =
    failure.reason === 'unauthorized' || failure.reason === 'not_found';
  const hint = isRefused
    ? ' Check the app id, its private key and the installation id.'
    : '';
  return {
    ...failure,
    reason: isRefused ? 'unauthorized' : failure.reason,
    definite: true,
    message: `No installation token: ${failure.message}${hint}`,
  };
}
