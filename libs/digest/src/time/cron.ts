import { Cron } from 'croner';

/** One entry of a workflow's own `on.schedule`. */
export interface Schedule {
  /** Five fields. */
  readonly cron: string;
  /** IANA name, by default UTC. */
  readonly zone?: string | undefined;
  /** When the entry came into the file, if known, ISO 8601 or milliseconds: it expects nothing before. */
  readonly since?: string | number | undefined;
}

/** The newest times before `before` at which the schedule fires, newest first, at most `most`. Throws on a bad cron. */
export function firesBefore(
  { cron, zone = 'UTC' }: Schedule,
  before: number,
  most: number,
): number[] {
  return new Cron(cron, { timezone: zone, paused: true, mode: '5-part' })
    .previousRuns(most, new Date(before))
    .map((date) => date.getTime());
}
