import { type Access, refusal } from './access.ts';
import { type ApiResponse, notFound, problem } from './response.ts';
import { digest } from '../ids.ts';
import {
  type Fault,
  type Faults,
  neverArrives,
  refusalOf,
  replacementOf,
} from './faults.ts';
import type { Limits } from './limits.ts';
import { createRouter, type Route } from './route.ts';
import { isOlderThan } from './ghes-version.ts';

/** A request as it came off the wire. */
export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ApiParts {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly access: Access;
  readonly limits: Limits;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly requestId: () => string;
  readonly repository: {
    /** `owner/name` as it is now. */
    readonly fullName: () => string;
    readonly id: number;
    /** In lower case. */
    readonly formerNames: ReadonlySet<string>;
    /** Whether it hides itself, as from a token that has lost access. */
    readonly hidden: () => boolean;
  };
  /** Base of the API's links. */
  readonly url: () => string;
  /** Version of GitHub Enterprise Server; undefined is github.com. */
  readonly ghes: string | undefined;
}

export interface Served {
  readonly answer: ApiResponse;
  readonly route: string | undefined;
  readonly charged: boolean;
  readonly fault: Fault | undefined;
}

const VERSIONS = ['2022-11-28', '2026-03-10'];

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests */
function etagOf(
  headers: Readonly<Record<string, string>>,
  body: string,
): string {
  return `W/"${digest([headers['accept'] ?? '', headers['authorization'] ?? '', headers['cookie'] ?? '', body].join(':'))}"`;
}

function bodyOf(answer: ApiResponse): string {
  return (
    answer.text ??
    (answer.json === undefined ? '' : JSON.stringify(answer.json))
  );
}

/** The repository that a path names, in lower case. */
function nameIn({ owner, repo }: Readonly<Record<string, string>>) {
  return owner === undefined
    ? undefined
    : `${owner}/${repo ?? ''}`.toLowerCase();
}

/** Everything GitHub does around an operation: who asks, whether they may, limits, versions, ETags. */
export function createApi(parts: ApiParts) {
  const { routes, faults, access, limits, clock, ghes, repository } = parts;
  const find = createRouter(routes);

  function versionFault(version: string): ApiResponse | undefined {
    const tooOld = ghes !== undefined && isOlderThan(ghes, '3.21');
    return VERSIONS.includes(version) && !(tooOld && version === '2026-03-10')
      ? undefined
      : problem(400, `API version "${version}" is not supported.`);
  }

  /** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
  function moved(raw: RawRequest, path: string): ApiResponse {
    const rest = path.split('/').slice(4).join('/');
    const url = `${parts.url()}/repositories/${repository.id}/${rest}${raw.url.search}`;
    const status = raw.method === 'GET' ? 301 : 307;
    return {
      status,
      json: {
        message: status === 301 ? 'Moved Permanently' : 'Temporary Redirect',
        url,
        documentation_url:
          'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
      },
      headers: { location: url },
    };
  }

  function perform(raw: RawRequest, path: string, fault: Fault | undefined) {
    const match = find(raw.method, path);
    const route = match?.route.path;
    const version = raw.headers['x-github-api-version'] ?? '2022-11-28';
    const caller = access.identify(raw.headers['authorization']);
    if ('status' in caller)
      return { answer: caller, route, bucket: 'anonymous' };
    const { bucket } = caller;
    const limited = ghes === undefined && path !== '/rate_limit';
    const over = limited ? limits.admit(bucket, raw.method) : undefined;
    const [owner = ''] = repository.fullName().split('/');
    const refused =
      (fault === undefined ? undefined : refusalOf(fault, clock(), owner)) ??
      versionFault(version) ??
      over;
    if (refused !== undefined) return { answer: refused, route, bucket };
    if (match === undefined) return { answer: notFound(), route, bucket };
    const name = nameIn(match.params);
    if (name !== undefined && repository.formerNames.has(name))
      return { answer: moved(raw, path), route, bucket };
    const stranger =
      name !== undefined &&
      (repository.hidden() || name !== repository.fullName().toLowerCase());
    const denied = refusal(caller, match.route);
    const url = new URL(raw.url);
    url.pathname = path;
    const answer =
      stranger && caller.kind !== 'anonymous'
        ? notFound()
        : (denied ??
          match.route.handle({
            method: raw.method,
            url,
            query: url.searchParams,
            params: match.params,
            headers: raw.headers,
            body: raw.text === '' ? undefined : parse(raw.text),
            caller,
            apiVersion: version,
          }));
    return { answer: replacementOf(fault, answer), route, bucket };
  }

  return (raw: RawRequest): Served => {
    const path = raw.url.pathname
      .replace(/^\/api\/v3(?=\/|$)/, '')
      .replace(
        `/repositories/${repository.id}`,
        () => `/repos/${repository.fullName()}`,
      );
    const fault = faults.take(raw.method, path + raw.url.search);
    if (fault !== undefined && neverArrives(fault)) {
      const route = find(raw.method, path)?.route.path;
      return { answer: { status: 0 }, route, charged: false, fault };
    }
    const { answer, route, bucket } = perform(raw, path, fault);
    const text = bodyOf(answer);
    const conditional = raw.method === 'GET' && answer.status === 200;
    const etag = conditional ? etagOf(raw.headers, text) : undefined;
    const unchanged =
      etag !== undefined && raw.headers['if-none-match'] === etag;
    const charged = !unchanged && path !== '/rate_limit' && ghes === undefined;
    if (charged) limits.charge(bucket);
    const headers: Record<string, string> = {
      date: new Date(clock()).toUTCString(),
      server: 'github.com',
      'x-github-request-id': parts.requestId(),
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected':
        raw.headers['x-github-api-version'] ?? '2022-11-28',
      vary: 'Accept, Authorization, Cookie, Accept-Encoding, Accept, X-Requested-With',
      ...(ghes === undefined
        ? limits.headers(bucket)
        : { 'x-github-enterprise-version': ghes }),
      ...(etag === undefined
        ? {}
        : { etag, 'cache-control': 'private, max-age=60, s-maxage=60' }),
      ...(answer.json === undefined || unchanged
        ? {}
        : { 'content-type': 'application/json; charset=utf-8' }),
      ...answer.headers,
    };
    return {
      answer: unchanged
        ? { status: 304, headers }
        : { status: answer.status, text, headers },
      route,
      charged,
      fault,
    };
  };
}
