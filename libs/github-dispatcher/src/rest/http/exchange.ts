import type { Clock } from '../../clock.ts';
import type {
  CallOptions,
  Failure,
  NetworkFault,
  Result,
} from '../../github.ts';
import { networkFaultOf, wasNeverSent } from './network-fault.ts';
import {
  failureOf,
  intermediary,
  isGitHubSuccess,
  type HttpResponse,
} from './response.ts';
import type { ServerClock } from './server-clock.ts';

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  /** Template of the path, `/repos/{owner}/{repo}/actions/runs/{run_id}`, or an absolute URL. */
  readonly route: string;
  /** Fill the template; the rest becomes the query (GET) or the JSON body (POST). */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal;
};

/** Sends one request, following no redirect; rejects only if no response arrived. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

export type ExchangeOptions = {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /** Bound of one HTTP exchange, milliseconds. */
  readonly timeout: number;
};

export type ExchangeRequest = Omit<HttpRequest, 'signal'> &
  CallOptions & {
    /** Must not appear in a message. */
    readonly secrets: readonly string[];
    /** Hands out a redirect to another host instead of refusing it; our token does not go there. */
    readonly acceptsRedirect?: boolean | undefined;
    /** Takes a body that is not JSON. */
    readonly acceptsText?: boolean | undefined;
  };

/** Redirects on GitHub itself that a read follows: a renamed repository leads to its id, an id to nothing else. */
const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/** One request, bounded in time, and the redirects of a read; every way it can end is a value. */
export async function exchange(
  options: ExchangeOptions,
  request: ExchangeRequest,
): Promise<Result<HttpResponse>> {
  let current = request;
  for (let redirects = 0; ; redirects += 1) {
    const result = await sendOnce(options, current);
    if (!result.ok) return result;
    const response = result.value;
    const target = redirectOf(response);
    if (target === undefined) return judge(response, request, options);
    const stays = target.host === response.host;
    if (!stays && request.acceptsRedirect === true) return result;
    if (!stays) return intermediary(response, target.host);
    if (request.method === 'POST') return moved(response);
    if (redirects >= MAX_REDIRECTS) return intermediary(response, target.host);
    current = {
      ...current,
      route: target.href,
      parameters: target.search === '' ? queryOf(request) : undefined,
    };
  }
}

async function sendOnce(
  { transport, clock, timeout, serverClock }: ExchangeOptions,
  { method, route, parameters, headers, signal }: ExchangeRequest,
): Promise<Result<HttpResponse>> {
  const bound = new AbortController();
  const cancel = clock.schedule(timeout, () => bound.abort());
  const signals =
    signal === undefined ? [bound.signal] : [bound.signal, signal];
  try {
    const response = await transport({
      method,
      route,
      parameters,
      headers,
      signal: AbortSignal.any(signals),
    });
    serverClock.observe(response);
    return { ok: true, value: response };
  } catch (error) {
    if (signal?.aborted) return aborted(false);
    if (bound.signal.aborted) return unanswered('timeout', timeout);
    return unanswered(networkFaultOf(error), timeout);
  } finally {
    cancel();
  }
}

function judge(
  response: HttpResponse,
  request: ExchangeRequest,
  { clock, serverClock }: ExchangeOptions,
): Result<HttpResponse> {
  const { status } = response;
  if (status === 304) return { ok: true, value: response };
  if (status < 300)
    return isGitHubSuccess(response) || request.acceptsText === true
      ? { ok: true, value: response }
      : intermediary(response);
  return failureOf(response, {
    now: clock.now(),
    toHostTime: (time) => serverClock.toHostTime(time),
    secrets: request.secrets,
  });
}

function redirectOf(response: HttpResponse): URL | undefined {
  if (!REDIRECTS.has(response.status)) return undefined;
  const location = response.headers['location'] ?? '';
  return URL.canParse(location, `https://${response.host}`)
    ? new URL(location, `https://${response.host}`)
    : undefined;
}

/** The parameters that do not fill the template. */
function queryOf({ route, parameters = {} }: ExchangeRequest) {
  return Object.fromEntries(
    Object.entries(parameters).filter(
      ([name]) => !route.includes(`{${name}}`) && !route.includes(`{+${name}}`),
    ),
  );
}

function moved({ status }: HttpResponse): Failure {
  return {
    ok: false,
    reason: 'moved',
    message: 'The repository was renamed or transferred. Nothing was changed.',
    status,
    definite: true,
  };
}

const UNANSWERED: Readonly<Record<NetworkFault, string>> = {
  name_resolution: "The name of GitHub's host could not be resolved.",
  connection: 'GitHub could not be reached: no connection.',
  tls: "GitHub could not be reached: the server's certificate is not trusted.",
  proxy: 'GitHub could not be reached: the proxy refused the connection.',
  timeout: 'GitHub did not answer in time.',
  intermediary: 'Something other than GitHub answered.',
  lost: 'The connection to GitHub broke before a response arrived.',
};

function unanswered(network: NetworkFault, timeout: number): Failure {
  const message =
    network === 'timeout'
      ? `GitHub did not answer within ${timeout / 1_000} s.`
      : UNANSWERED[network];
  return {
    ok: false,
    reason: 'unavailable',
    network,
    message,
    definite: wasNeverSent(network),
  };
}

export function aborted(definite: boolean): Failure {
  return {
    ok: false,
    reason: 'aborted',
    message: 'The call was aborted.',
    definite,
  };
}
