import { Cron } from 'croner';
import type { Scope } from '../../policy/scope.ts';

/**
 * A time window of the configuration in which a scope may not change. It begins at each time of `cron` in `zone` and ends
 * after `forMs`, or at the next time of `until` by the wall clock of the zone: over a change of the clocks the two differ.
 */
export interface FreezeWindow {
  readonly id: string;
  readonly scope: Scope;
  /** Five fields. */
  readonly cron: string;
  readonly end:
    | { readonly kind: 'for'; readonly ms: number }
    /** Cron of the end, five fields (`Mon 08:00` is `0 8 * * 1`). */
    | { readonly kind: 'until'; readonly cron: string };
  /** IANA name. */
  readonly zone: string;
  readonly reason: string;
  /** Whether rollbacks pass, or need an override like any deploy. */
  readonly rollback: 'allowed' | 'needs_override';
}

/** One time a window is in force, half-open: [start, end). Milliseconds since the epoch. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
}

/** The occurrence that `at` is in; null outside. */
export function occurrenceAt(
  window: FreezeWindow,
  at: number,
): Occurrence | null {
  // croner leaves out the very moment it is asked about.
  const start = parse(window, window.cron)
    .previousRuns(1, new Date(at + 1))
    .at(0)
    ?.getTime();
  if (start === undefined) return null;
  const end = endOf(window, start);
  return at < end ? { start, end } : null;
}

/** The first occurrence that begins after `at`; null where there is none. */
export function nextOccurrence(
  window: FreezeWindow,
  at: number,
): Occurrence | null {
  const start = parse(window, window.cron).nextRun(new Date(at))?.getTime();
  return start === undefined ? null : { start, end: endOf(window, start) };
}

function endOf(window: FreezeWindow, start: number): number {
  const { end } = window;
  if (end.kind === 'for') return start + end.ms;
  return (
    parse(window, end.cron).nextRun(new Date(start))?.getTime() ?? Infinity
  );
}

/** Patterns are few and asked at every gate; reading one takes longer than asking it. */
const patterns = new Map<string, Cron>();
const MOST_PATTERNS = 200;

function parse({ zone }: FreezeWindow, cron: string): Cron {
  const key = `${zone} ${cron}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const pattern = new Cron(cron, { timezone: zone, paused: true });
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  patterns.set(key, pattern);
  return pattern;
}
