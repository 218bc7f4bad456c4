import type { Policy } from './policy.ts';
import { refuse, type UrlRefused } from './reason.ts';
import {
  hasForbiddenCharacter,
  parseUrl,
  type SafeUrl,
  type UrlAccepted,
} from './url.ts';

const REDIRECT_STATUSES: ReadonlySet<number> = new Set([
  301, 302, 303, 307, 308,
]);
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

export function isRedirect(status: number): boolean {
  return REDIRECT_STATUSES.has(status);
}

/**
 * Judges a `Location` as the server sent it, before any parser repairs it: an absolute URL and a `//host` reference
 * by the same rules as a URL from a user, a path only against the host it came from.
 */
export function judgeLocation(
  location: string,
  from: SafeUrl,
  policy: Policy,
): UrlAccepted | UrlRefused {
  const reference = decodeHeader(location);
  if (reference === undefined || hasForbiddenCharacter(reference))
    return refuse('redirect_invalid', { from: from.origin });
  let target: string;
  if (SCHEME.test(reference)) target = reference;
  else if (reference.startsWith('//')) target = from.protocol + reference;
  else target = URL.parse(reference, from.href)?.href ?? '';
  const verdict = parseUrl(target, policy);
  if (
    verdict.ok &&
    from.protocol === 'https:' &&
    verdict.url.protocol === 'http:'
  )
    return refuse('redirect_downgrade', { from: from.origin });
  return verdict;
}

/** Header text holds one byte per character; servers send UTF-8 in it. Undefined if it is not UTF-8. */
function decodeHeader(value: string): string | undefined {
  if (!/^[\0-\xff]*$/.test(value)) return undefined;
  const bytes = Uint8Array.from(value, (char) => char.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Headers that say nothing about who asks. Across origins these are sent on, and no other: any may be a credential. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'user-agent',
]);

interface MutableHeaders {
  keys(): Iterable<string>;
  delete(name: string): void;
}

export function stripCredentials(headers: MutableHeaders): void {
  for (const name of Array.from(headers.keys()))
    if (!HARMLESS_HEADERS.has(name)) headers.delete(name);
}

export function stripBodyHeaders(headers: MutableHeaders): void {
  for (const name of Array.from(headers.keys()))
    if (name.startsWith('content-')) headers.delete(name);
}

/** https://fetch.spec.whatwg.org/#http-redirect-fetch step 12 */
export function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}
