import { malformedResponse, type HttpResponse } from './http/response.ts';
import type { Call, Client } from './http/client.ts';
import type { Result } from '../github.ts';
import { asObject, parseAll } from '../json.ts';

/** What the routes of one repository share. */
export type RepositoryContext = {
  readonly client: Client;
  /** `owner` and `repo` for the templates. */
  readonly names: Readonly<Record<string, unknown>>;
};

export const REPO = '/repos/{owner}/{repo}';

/** A list longer than 3,000 entries is taken as endless. */
const MAX_PAGES = 30;

/** Repeats a question about what hardly changes with its ETag: GitHub charges nothing for "the same". */
export function createEtagCache(client: Client) {
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
    const etag = known === undefined ? {} : { etag: known.etag };
    const result = await client.fetch({ ...call, ...etag }, read);
    if (!result.ok) return result;
    if (!result.value.modified) return { ok: true, value: known?.value as T };
    const { value } = result.value;
    if (result.value.etag !== undefined && last.size < 100) {
      last.set(key, { etag: result.value.etag, value });
    }
    return { ok: true, value };
  };
}

/** Every page of a list, whole or not at all. */
export async function allPages<T>(
  client: Client,
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
    if (found === undefined) return malformedResponse(result.value.status);
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
    ? malformedResponse(result.value.status)
    : { ok: true, value };
}
