import type { EndSource } from '../attempts/attempt.ts';
import type { TimedAttempt } from '../attempts/timeline.ts';
import type { Quality } from './digest.ts';

/** Counts how the ends of the window's attempts are known. */
export function endsOf(
  attempts: readonly TimedAttempt[],
): Omit<Quality, 'gaps' | 'rerunsUnseen' | 'rateLimitedUntil'> {
  const from = (source: EndSource): number =>
    attempts.filter(({ endFrom }) => endFrom === source).length;
  return {
    endFromJobs: from('jobs'),
    endFromWebhook: from('webhook'),
    endFromUpdatedAt: from('updated_at'),
    endGuessed: from('guess'),
    missingAttempts: attempts.reduce((sum, one) => sum + one.missingBefore, 0),
  };
}
