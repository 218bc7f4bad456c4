import { refusal } from './access.ts';
import { type Answer, notFound, problem } from './answer.ts';
import { digest, type Ids } from './ids.ts';
import {
  type Fault,
  type Faults,
  neverArrives,
  refusalOf,
  replacementOf,
} from './faults.ts';
import { createRouter, type Route } from './route.ts';
import { isOlderThan } from './routes/dispatch.ts';
import type { World } from './world.ts';

/** A request as it came off the wire. */
export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Served {
  readonly answer: Answer;
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

function bodyOf(answer: Answer): string {
  return (
    answer.text ??
    (answer.json === undefined ? '' : JSON.stringify(answer.json))
  );
}

/** Everything GitHub does around an operation: who asks, whether they may, limits, versions, ETags. */
export function createApi(
  world: World,
  routes: readonly Route[],
  faults: Faults,
  ids: Ids,
) {
  const find = createRouter(routes);

  function versionFault(version: string): Answer | undefined {
    const tooOld = world.ghes !== undefined && isOlderThan(world.ghes, '3.21');
    return VERSIONS.includes(version) && !(tooOld && version === '2026-03-10')
      ? undefined
      : problem(400, `API version "${version}" is not supported.`);
  }

  function perform(raw: RawRequest, path: string, fault: Fault | undefined) {
    const match = find(raw.method, path);
    const route = match?.route.path;
    const version = raw.headers['x-github-api-version'] ?? '2022-11-28';
    const caller = world.access.identify(raw.headers['authorization']);
    if ('status' in caller) return { answer: caller, route, bucket: 'nobody' };
    const { bucket } = caller;
    const limited = world.ghes === undefined && path !== '/rate_limit';
    const over = limited ? world.limits.admit(bucket, raw.method) : undefined;
    const refused =
      (fault === undefined ? undefined : refusalOf(fault, world.clock())) ??
      versionFault(version) ??
      over;
    if (refused !== undefined) return { answer: refused, route, bucket };
    if (match === undefined) return { answer: notFound(), route, bucket };
    const { owner, repo } = match.params;
    const stranger =
      owner !== undefined &&
      `${owner}/${repo ?? ''}`.toLowerCase() !==
        world.wire.repository.toLowerCase();
    const denied = refusal(caller, match.route);
    const url = new URL(raw.url);
    url.pathname = path;
    const answer =
      stranger && caller.kind !== 'nobody'
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
    const path = raw.url.pathname.replace(/^\/api\/v3(?=\/|$)/, '');
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
    const charged =
      !unchanged && path !== '/rate_limit' && world.ghes === undefined;
    if (charged) world.limits.charge(bucket);
    const headers: Record<string, string> = {
      date: new Date(world.clock()).toUTCString(),
      server: 'github.com',
      'x-github-request-id': ids.requestId(),
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected':
        raw.headers['x-github-api-version'] ?? '2022-11-28',
      vary: 'Accept, Authorization, Cookie, Accept-Encoding, Accept, X-Requested-With',
      ...(world.ghes === undefined
        ? world.limits.headers(bucket)
        : { 'x-github-enterprise-version': world.ghes }),
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
