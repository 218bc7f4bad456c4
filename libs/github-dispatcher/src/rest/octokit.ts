import { Octokit } from '@octokit/rest';
import type { HttpResponse } from './http/response.ts';
import { createAppAuth, viewerOf } from './auth/app-auth.ts';
import { createJwtSigner } from './auth/app-jwt.ts';
import { createClient, type Transport } from './http/client.ts';
import { systemClock, type Clock } from '../clock.ts';
import { tokenCredentials } from './auth/credentials.ts';
import { downloadTail } from './http/download.ts';
import type { CallOptions, GitHub } from '../github.ts';
import { asObject } from '../json.ts';
import { createRestGitHub } from './rest.ts';
import { retryRead } from './http/retry.ts';

export type GitHubAuth =
  | { readonly token: string }
  | {
      readonly appId: string | number;
      readonly privateKey: string;
      readonly installationId: string | number;
    };

/** One HTTP request, for counting. */
export type GitHubCall = {
  /** `GET /repos/{owner}/{repo}/actions/runs/{run_id}` */
  readonly route: string;
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  /** Counts against the primary rate limit: all but 304 and `/rate_limit`. */
  readonly charged: boolean;
  readonly ms: number;
};

export type OctokitGitHubOptions = {
  /** `owner/name` */
  readonly repository: string;
  readonly auth: GitHubAuth;
  /** Default `https://api.github.com`; GHES: `https://HOST/api/v3`. */
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly userAgent?: string;
  readonly onCall?: (call: GitHubCall) => void;
  /** Bound of one HTTP exchange, ms. Default 10,000. */
  readonly timeout?: number;
  /** The longest wait a read takes upon itself when GitHub limits, ms. Default 10,000. */
  readonly patience?: number;
};

/** Talks to GitHub's REST API, version 2022-11-28, through Octokit without its retry plugin, which repeats POSTs. */
export function createOctokitGitHub(options: OctokitGitHubOptions): GitHub {
  const {
    repository,
    auth,
    clock = systemClock,
    random = Math.random,
  } = options;
  const { timeout = 10_000, patience = 10_000 } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new TypeError('repository must be "owner/name"');
  }
  const transport = octokitTransport(options, clock);
  const bounds = { transport, clock, random, timeout, patience };
  const download = (
    url: string,
    call: CallOptions & { readonly maxBytes: number },
  ) =>
    retryRead(
      () =>
        downloadTail(url, {
          fetch: options.fetch ?? fetch,
          clock,
          timeout,
          ...call,
        }),
      bounds,
    );
  if ('token' in auth) {
    const client = createClient({
      ...bounds,
      credentials: tokenCredentials(auth.token),
    });
    const viewer = async (call: CallOptions) =>
      viewerOf('user', await client.read({ route: '/user', ...call }));
    return createRestGitHub({ repository, client, download, viewer });
  }
  const signJwt = createJwtSigner(auth.appId, auth.privateKey, clock);
  const { installationId } = auth;
  const app = createAppAuth({ installationId, repository, signJwt, bounds });
  const client = createClient({ ...bounds, credentials: app.credentials });
  return createRestGitHub({ repository, client, download, viewer: app.viewer });
}

function octokitTransport(
  options: OctokitGitHubOptions,
  clock: Clock,
): Transport {
  const silent = () => {};
  const octokit = new Octokit({
    baseUrl: (options.baseUrl || 'https://api.github.com').replace(/\/+$/, ''),
    userAgent: options.userAgent ?? 'yardmaster-github-dispatcher',
    // Octokit logs requests, and a warning for each use of the API version we ask for on purpose.
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return async ({
    method,
    route,
    parameters,
    headers,
    signal,
    redirect = 'follow',
  }) => {
    const startedAt = clock.now();
    const tell = (status: number) =>
      options.onCall?.({
        route: `${method} ${route}`,
        status,
        charged: status !== 304 && route !== '/rate_limit',
        ms: clock.now() - startedAt,
      });
    try {
      const response = await octokit.request(`${method} ${route}`, {
        ...parameters,
        headers: { ...headers, 'x-github-api-version': '2022-11-28' },
        request: {
          signal,
          redirect,
          ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
        },
      });
      tell(response.status);
      return {
        status: response.status,
        headers: plain(response.headers),
        data: response.data,
      };
    } catch (error) {
      const response = responseOf(error);
      tell(response?.status ?? 0);
      if (response === undefined) throw error;
      return response;
    }
  };
}

/** Octokit throws for 304 and from 400 up; a lost answer is a "500" without a response. */
function responseOf(error: unknown): HttpResponse | undefined {
  const response = asObject(asObject(error)?.['response']);
  const status = response?.['status'];
  return typeof status === 'number'
    ? {
        status,
        headers: plain(asObject(response?.['headers']) ?? {}),
        data: response?.['data'],
      }
    : undefined;
}

function plain(headers: object): HttpResponse['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
}
