import { z } from 'zod';
import { accessSchema } from './access.ts';
import { environmentSchema } from './environment.ts';
import { freezeSchema } from './freeze.ts';
import { repositorySchema } from './repository.ts';
import { key, text } from './text.ts';
import { workflowsSchema } from './workflow.ts';

const path = z
  .string()
  .regex(/^\/[^\s?#]*$/, 'must be a path that begins with /');

const rate = z.strictObject({
  burst: z.int().min(1),
  perMinute: z.number().positive(),
});

/**
 * The shape of `yardmaster.config.{ts,js,json}`. It checks one value at a time; what values mean together (a scope that
 * matches nothing, a repository that is not listed) is checked by `lint`.
 */
export const fileSchema = z.strictObject({
  /** The repositories whose workflows are run, by a key of your own; default: `GITHUB_REPOSITORY` alone. */
  repositories: z.record(key, repositorySchema).optional(),
  /** `deploy` and `diagnose` are built in and may be changed in part; others need a `file`. */
  workflows: workflowsSchema.optional(),
  /** The guards of environments, by the environment's name on GitHub. */
  environments: z.record(text, environmentSchema).optional(),
  freezes: z.array(freezeSchema).readonly().optional(),
  access: accessSchema.optional(),
  /** IANA; for freezes and times that people type. Default UTC. */
  timeZone: text.optional(),
  checks: z
    .strictObject({
      frontendBaseUrl: text.optional(),
      apiBase: text.optional(),
      /** Default `/` and `/index.html`. */
      frontendPaths: z.array(path).readonly().optional(),
      /** Default `/health` and `/hello`. */
      apiPaths: z.array(path).readonly().optional(),
    })
    .optional(),
  /** `host` and `*.host`. */
  allowedDomains: z.array(text).readonly().optional(),
  digest: z
    .strictObject({
      channelId: text.optional(),
      /** Cron, five fields. */
      schedule: text.optional(),
      /** IANA; default UTC. */
      timeZone: text.optional(),
      /** Default: weekly if the schedule fires every six days or less often, else daily. */
      period: z.enum(['daily', 'weekly']).optional(),
    })
    .optional(),
  /** How many commands one person may give in Discord. */
  limits: z
    .strictObject({
      /** Calls of commands that only read; default 20 at once, then 30 per minute. */
      reads: rate.optional(),
      /** Calls of commands that change something; default 10 at once, then 10 per minute. */
      writes: rate.optional(),
    })
    .optional(),
  /** `off`: no line of a failed step's log is read, shown or kept. Default `on`. */
  logExcerpt: z.enum(['on', 'off']).optional(),
  /** Checked one by one by `loadAgents`. */
  agents: z.array(z.unknown()).readonly().optional(),
});

/** What a configuration file contains, as people write it. */
export type FileContent = z.input<typeof fileSchema>;
