import { Octokit } from '@octokit/rest';
import { systemClock, type Clock } from '../clock.ts';
import type { CallOptions, GitHub } from '../github.ts';
import { asObject } from '../json.ts';
import { createJwtSigner } from './auth/app-jwt.ts';
import { createApp, viewerOf } from './auth/app.ts';
import { tokenCredentials } from './auth/token.ts';
import { GitHubClient } from './http/client.ts';
import { download } from './http/download.ts';
import type { Transport } from './http/exchange.ts';
import { createProxyFetch, type ProxySettings } from './http/proxy-fetch.ts';
import type { HttpResponse } from './http/response.ts';
import { retryRead } from './http/retry.ts';
import { ServerClock } from './http/server-clock.ts';
import { createRestGitHub } from './rest.ts';
import type { Download } from './runs.ts';

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
  /** HTTP status; 0 if no response arrived. */
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
  /** Default: the global one, or one that uses `proxy`. */
  readonly fetch?: typeof fetch | undefined;
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. Default: no proxy. */
  readonly proxy?: ProxySettings | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  readonly userAgent?: string | undefined;
  readonly onCall?: ((call: GitHubCall) => void) | undefined;
  /** Bound of one HTTP exchange, milliseconds. Default 10,000. */
  readonly timeout?: number | undefined;
  /** The longest wait that a read takes upon itself if GitHub limits it, milliseconds. Default 10,000. */
  readonly maxWait?: number | undefined;
};

const DEFAULT_URL = 'https://api.github.com';
/** For a whole log, however long: it is not kept. Milliseconds. */
const LOG_TIMEOUT_MS = 60_000;

/** Talks to GitHub's REST API, version 2022-11-28, through Octokit without its retry plugin, which repeats POSTs. */
export function createOctokitGitHub(options: OctokitGitHubOptions): GitHub {
  const {
    repository,
    auth,
    clock = systemClock,
    random = Math.random,
    timeout = 10_000,
    maxWait = 10_000,
    fetch: send = createProxyFetch(options.proxy),
  } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new TypeError(`Invalid repository "${repository}": use owner/name.`);
  }
  const transport = octokitTransport(options, send, clock);
  const serverClock = new ServerClock(clock);
  const http = { transport, clock, serverClock, random, timeout, maxWait };
  const downloadLog: Download = (url, createScan, call) =>
    retryRead(
      () =>
        download(url, createScan(), {
          fetch: send,
          clock,
          timeout: LOG_TIMEOUT_MS,
          ...call,
        }),
      http,
    );
  if ('token' in auth) {
    const credentials = tokenCredentials(auth.token);
    const client = new GitHubClient({ ...http, credentials });
    const viewer = async (call: CallOptions) =>
      viewerOf('user', await client.read({ route: '/user', ...call }));
    return createRestGitHub({
      repository,
      client,
      download: downloadLog,
      viewer,
    });
  }
  const { appId, privateKey, installationId } = auth;
  const signJwt = createJwtSigner(appId, privateKey);
  const app = createApp({ installationId, repository, signJwt, http });
  const client = new GitHubClient({ ...http, credentials: app.credentials });
  const { viewer } = app;
  return createRestGitHub({
    repository,
    client,
    download: downloadLog,
    viewer,
  });
}

function octokitTransport(
  options: OctokitGitHubOptions,
  send: typeof fetch,
  clock: Clock,
): Transport {
  const silent = () => {};
  const baseUrl = (options.baseUrl || DEFAULT_URL).replace(/\/+$/, '');
  const octokit = new Octokit({
    baseUrl,
    userAgent: options.userAgent ?? 'yardmaster-github-dispatcher',
    // Octokit logs requests, and a warning for each use of the API version we ask for on purpose.
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const { host } = new URL(baseUrl);
  return async ({ method, route, parameters, headers, signal }) => {
    const startedAt = clock.now();
    const report = (status: number) =>
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
          fetch: send,
          // A redirect is judged before our token goes anywhere.
          redirect: 'manual',
          // Octokit parses integers beyond 2^53, which GitHub has none of, at several times the cost.
          parseSuccessResponseBody: false,
        },
      });
      report(response.status);
      const type = response.headers['content-type'] ?? '';
      const data = await readBody(response.data, type);
      return toResponse({ ...response, data }, host);
    } catch (error) {
      const response = asObject(asObject(error)?.['response']);
      const status = response?.['status'];
      const known = typeof status === 'number';
      report(known ? status : 0);
      // Octokit throws for 304 and from 400 up; a lost response is a "500" without one.
      if (!known) throw error;
      return toResponse({ ...response, status }, host);
    }
  };
}

/** JSON, or text if it is not: that is for the caller to judge. */
async function readBody(body: unknown, type: string): Promise<unknown> {
  const text = await new Response(body as ReadableStream | null).text();
  if (!/\bjson\b/.test(type)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toResponse(
  response: {
    readonly status: number;
    readonly headers?: unknown;
    readonly data?: unknown;
    readonly url?: unknown;
  },
  host: string,
): HttpResponse {
  const { status, data, url } = response;
  const headers = Object.fromEntries(
    Object.entries(asObject(response.headers) ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const answered =
    typeof url === 'string' && URL.canParse(url) ? new URL(url).host : host;
  return { status, headers, data, host: answered };
}
