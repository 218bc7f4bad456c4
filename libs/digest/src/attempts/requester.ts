import type { Attempt } from './attempt.ts';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const BY = /\bby\s+@?([^\s()[\]·•|][^()[\]·•|]*)/i;

/**
 * Who requested the run: `requester`, else the name after "by" in a run name that also carries a correlation id.
 * Titles without an id are commit subjects ("Fix login by redirecting") and name no person.
 */
export function requesterOf({
  requester,
  displayTitle,
}: Pick<Attempt, 'requester' | 'displayTitle'>): string | null {
  if (requester) return requester;
  if (!displayTitle || !UUID.test(displayTitle)) return null;
  return BY.exec(displayTitle.replace(UUID, ' '))?.[1]?.trim() ?? null;
}
