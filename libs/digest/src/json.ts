import type { Digest } from './figures/digest.ts';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
export const DIGEST_JSON_VERSION = 1;

export interface DigestJson extends Digest {
  readonly version: typeof DIGEST_JSON_VERSION;
}

/**
 * The digest as one document for `JSON.stringify`: instants are ISO 8601 text in UTC, names ending in `Ms` are
 * milliseconds, in `Percent` and `Points` percent and percentage points, and null is "not known" or "too few".
 */
export function toJson(digest: Digest): DigestJson {
  return { version: DIGEST_JSON_VERSION, ...digest };
}
