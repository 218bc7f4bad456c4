import type { ApiResponse } from './response.ts';
import type { Caller, Permission } from './caller.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path and query as asked, without the `/api/v3` of GitHub Enterprise Server. */
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined where there is none or it is no JSON. */
  readonly body: unknown;
  readonly caller: Caller;
  /** The version asked for in `X-GitHub-Api-Version`, or the default. */
  readonly apiVersion: string;
}

/** One operation; `path` is spelled as in GitHub's OpenAPI description. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Who may call it: a token with that permission, a GitHub App by its JWT, or anybody. */
  readonly access: Permission | 'app' | 'user' | 'anybody';
  readonly handle: (request: ApiRequest) => ApiResponse;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function compile(path: string): RegExp {
  return new RegExp(
    `^${path
      .replaceAll('.', String.raw`\.`)
      // A contents path has slashes of its own.
      .replace('{path}', '(?<path>.+)')
      .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`,
  );
}

/** What is no percent-encoding names nothing here, and is left as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Finds the route of a request; parameters are decoded. */
export function createRouter(routes: readonly Route[]) {
  const compiled = routes.map((route) => ({
    route,
    form: compile(route.path),
  }));
  return (method: string, path: string): Match | undefined => {
    for (const { route, form } of compiled) {
      if (route.method !== method) continue;
      const groups = form.exec(path)?.groups;
      if (groups === undefined && !form.test(path)) continue;
      const params = Object.entries(groups ?? {}).map(([key, value]) => [
        key,
        decode(value),
      ]);
      return { route, params: Object.fromEntries(params) };
    }
    return undefined;
  };
}
