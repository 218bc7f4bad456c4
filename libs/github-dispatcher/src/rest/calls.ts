import type { Call, GitHubClient } from './http/client.ts';
import { malformedResponse, type HttpResponse } from './http/response.ts';
import type { Result } from '../github.ts';
import { asObject, parseAll } from '../json.ts';

/** What the routes of one repository share. */
export type RepositoryContext = {
  readonly client: GitHubClient;
  /** `owner` and `repo` for the templates. */
  readonly names: Readonly<Record<string, unknown>>;
};

export const REPO = '/repos/{owner}/{repo}';

/** A list ends after 3,000 entries at the latest. */
const MAX_PAGES = 30;
const MAX_CACHED = 100;

/** Reads what hardly changes with the ETag of the last read: GitHub does not charge for a 304. */
export function createEtagCache(client: GitHubClient) {
  const last = new Map<
    string,
    { readonly etag: string; readonly value: unknown }
  >();
  return async <T>(
    call: Call,
    read: (data: unknown) => T | undefined,
  ): Promise<Result<T>> => {
    const key = JSON.stringify([call.route, call.parameters]);
    const known = last.get(key);
    const result = await client.fetch({ ...call, etag: known?.etag }, read);
    if (!result.ok) return result;
    if (!result.value.modified) return { ok: true, value: known?.value as T };
    const { value } = result.value;
    if (result.value.etag !== undefined && last.size < MAX_CACHED)
      last.set(key, { etag: result.value.etag, value });
    return { ok: true, value };
  };
}

/** Every page of a list, whole or not at all. */
export async function allPages<T>(
  client: GitHubClient,
  call: Call,
  member: string,
  read: (item: unknown) => T | undefined,
): Promise<Result<readonly T[]>> {
  const items: T[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const result = await client.read({
      ...call,
      parameters: { ...call.parameters, per_page: 100, page },
    });
    if (!result.ok) return result;
    const found = parseAll(asObject(result.value.data)?.[member], read);
    if (found === undefined) return malformedResponse(result.value);
    items.push(...found);
    if (found.length < 100) break;
  }
  return { ok: true, value: items };
}

export function done(result: Result<HttpResponse>): Result<void> {
  return result.ok ? { ok: true, value: undefined } : result;
}

export function parseResponse<T>(
  result: Result<HttpResponse>,
  read: (data: unknown) => T | undefined,
): Result<T> {
  if (!result.ok) return result;
  const value = read(result.value.data);
  return value === undefined
    ? malformedResponse(result.value)
    : { ok: true, value };
}
