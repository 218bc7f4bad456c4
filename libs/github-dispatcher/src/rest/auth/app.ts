import type { CallOptions, Result, Viewer } from '../../github.ts';
import { asObject, asString } from '../../json.ts';
import type { Credentials } from '../http/credentials.ts';
import {
  exchange,
  type ExchangeOptions,
  type ExchangeRequest,
} from '../http/exchange.ts';
import type { HttpResponse } from '../http/response.ts';
import { retryRead, type RetryOptions } from '../http/retry.ts';
import { describeSkew } from '../http/server-clock.ts';
import { InstallationToken } from './installation-token.ts';

export type App = {
  readonly credentials: Credentials;
  viewer(call: CallOptions): Promise<Result<Viewer>>;
};

export type AppOptions = {
  readonly installationId: string | number;
  /** `owner/name`; tokens are narrowed to it. */
  readonly repository: string;
  /** Signs the app's own JSON web token for a time in epoch milliseconds. */
  readonly signJwt: (now: number) => string;
  readonly http: ExchangeOptions & Omit<RetryOptions, 'signal'>;
};

/**
 * A GitHub App. The requests it makes as itself are repeated like reads: creating a token has no effect but the token.
 *
 * This is not @octokit/auth-app, because that takes the time from the host alone (it corrects a refused JSON web token,
 * but not the expiry of its cache), shares tokens between hosts of one process, and repeats by a timer of its own.
 */
export function createApp(options: AppOptions): App {
  const { installationId, repository, signJwt, http } = options;
  const { serverClock } = http;

  /** GitHub judges the JSON web token by its own clock; a refused one is signed once more with what that clock says. */
  async function signedExchange(
    call: Omit<ExchangeRequest, 'headers' | 'secrets'>,
  ): Promise<Result<HttpResponse>> {
    const send = () => {
      const token = signJwt(serverClock.now());
      const headers = { authorization: `Bearer ${token}` };
      return exchange(http, { ...call, headers, secrets: [token] });
    };
    const offset = serverClock.offset ?? 0;
    const result = await send();
    if (result.ok || result.reason !== 'unauthorized') return result;
    const isClockCorrected = (serverClock.offset ?? 0) !== offset;
    const again = isClockCorrected ? await send() : result;
    return again.ok || again.reason !== 'unauthorized'
      ? again
      : {
          ...again,
          message: `${again.message}${describeSkew(serverClock.offset)}`,
        };
  }

  const send = (
    method: 'GET' | 'POST',
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    call: CallOptions,
  ) =>
    retryRead(
      () => signedExchange({ method, route, parameters, ...call }),
      http,
    );

  async function request(): Promise<Result<unknown>> {
    const route = '/app/installations/{installation_id}/access_tokens';
    const repositories = [repository.slice(repository.indexOf('/') + 1)];
    const parameters = { installation_id: installationId, repositories };
    const result = await send('POST', route, parameters, {});
    return result.ok ? { ok: true, value: result.value.data } : result;
  }

  return {
    credentials: new InstallationToken({
      request,
      now: () => http.clock.now(),
      serverNow: () => serverClock.now(),
    }),
    viewer: async (call) =>
      viewerOf('app', await send('GET', '/app', {}, call)),
  };
}

export function viewerOf(
  kind: Viewer['kind'],
  result: Result<HttpResponse>,
): Result<Viewer> {
  if (!result.ok) return result;
  const data = asObject(result.value.data);
  const slug = asString(data?.['slug']);
  const login =
    kind === 'app' && slug !== undefined
      ? `${slug}[bot]`
      : asString(data?.['login']);
  if (login !== undefined) return { ok: true, value: { kind, login } };
  const message = 'GitHub did not report whose credentials these are.';
  return { ok: false, reason: 'unexpected', message, definite: true };
}
