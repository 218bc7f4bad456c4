import { z } from 'zod';

/** How a guarded target treats a second deploy: wait in order, replace waiting ones, or refuse. */
export const QUEUE_MODES = ['fifo', 'latest', 'off'] as const;

/** The guards of an environment; an empty one has none. */
export const environmentSchema = z.strictObject({
  /** Show the plan and ask before a deploy. */
  confirm: z.boolean().optional(),
  /** Lock the target after a failed deploy. */
  lockOnFailure: z.boolean().optional(),
  /** Default `fifo` where there is any other guard. */
  queue: z.enum(QUEUE_MODES).optional(),
  rollback: z
    .strictObject({
      /** Ask before a rollback; default: as `confirm`. */
      confirm: z.boolean().optional(),
    })
    .optional(),
});

export type EnvironmentGuards = z.output<typeof environmentSchema>;

/** Any guard makes deploys of the environment's targets exclusive. */
export function isGuarded(guards: EnvironmentGuards | undefined): boolean {
  if (guards === undefined) return false;
  const { confirm, lockOnFailure, queue, rollback } = guards;
  return (
    confirm === true ||
    lockOnFailure === true ||
    queue !== undefined ||
    rollback?.confirm === true
  );
}
