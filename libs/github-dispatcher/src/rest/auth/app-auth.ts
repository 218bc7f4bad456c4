import type { HttpResponse } from '../http/response.ts';
import { sendOnce, type ClientOptions } from '../http/client.ts';
import type { Credentials } from '../http/credentials.ts';
import { installationCredentials } from './credentials.ts';
import type { CallOptions, Result, Viewer } from '../../github.ts';
import { asObject, asString } from '../../json.ts';
import { retryRead } from '../http/retry.ts';

export type AppAuth = {
  readonly credentials: Credentials;
  viewer(call: CallOptions): Promise<Result<Viewer>>;
};

export type AppAuthOptions = {
  readonly installationId: string | number;
  /** `owner/name`; tokens are narrowed to it. */
  readonly repository: string;
  /** Signs the app's own JSON web token. */
  readonly signJwt: () => string;
  readonly bounds: Omit<ClientOptions, 'credentials'>;
};

/** What a GitHub App asks as itself. Creating a token has no effect but the token, so that POST may be repeated. */
export function createAppAuth(options: AppAuthOptions): AppAuth {
  const { installationId, repository, signJwt, bounds } = options;
  const send = (
    method: 'GET' | 'POST',
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    call: CallOptions,
  ) =>
    retryRead(async () => {
      const headers = { authorization: `Bearer ${signJwt()}` };
      return sendOnce(bounds, { method, route, parameters, headers, ...call });
    }, bounds);

  async function mint(): Promise<Result<unknown>> {
    const route = '/app/installations/{installation_id}/access_tokens';
    const repositories = [repository.slice(repository.indexOf('/') + 1)];
    const parameters = { installation_id: installationId, repositories };
    const result = await send('POST', route, parameters, {});
    return result.ok ? { ok: true, value: result.value.data } : result;
  }

  return {
    credentials: installationCredentials({ clock: bounds.clock, mint }),
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
  const login = asString(data?.['login']) ?? asString(data?.['slug']);
  if (login !== undefined) return { ok: true, value: { kind, login } };
  const message = 'GitHub did not say who the credentials belong to.';
  return { ok: false, reason: 'unexpected', message, definite: true };
}
