import { z } from 'zod';
import { text } from './text.ts';

/** A window in which the targets of a scope may not change. It ends after `for`, or at the wall clock time `until`. */
export const freezeSchema = z.strictObject({
  id: text,
  /** The targets it holds for, as a scope: `client/*`. */
  scope: text,
  /** When it begins: cron, five fields. */
  cron: text,
  /** Wall clock time in the zone: `18:00` or `Mon 08:00`. */
  until: text.optional(),
  /** Elapsed time: `30m`, `12h`, `2d`. */
  for: text.optional(),
  /** IANA; default `timeZone` of the configuration. */
  zone: text.optional(),
  /** Shown to everyone whose deploy it stops. */
  reason: text.max(255, 'must have at most 255 characters'),
  /** Whether rollbacks pass; default `allowed`. */
  rollback: z.enum(['allowed', 'needs_override']).optional(),
});

export type FreezeEntry = z.output<typeof freezeSchema>;
