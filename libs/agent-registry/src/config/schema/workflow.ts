import { z } from 'zod';
import { optionSchema } from './option.ts';
import { key, text } from './text.ts';

const fromInput = z.strictObject({
  /** The input of the workflow. */
  input: text,
});

export const workflowSchema = z.strictObject({
  /** Key of `repositories`; default: the only one, or `GITHUB_REPOSITORY`. */
  repository: text.optional(),
  /** Under `.github/workflows`: `client-deploy.yml`. */
  file: z
    .string()
    .regex(/^[\w.-]+\.ya?ml$/, 'must be a file name like client-deploy.yml')
    .optional(),
  /** The workflow's `name`. */
  name: text.optional(),
  /** What the workflow deploys: the first half of its targets. */
  service: text.optional(),
  /** Where it deploys to: a fixed name, or the input that says so. A workflow without it deploys nothing. */
  environment: z
    .union([text, fromInput], {
      error: 'must be the name of an environment, or { input: "…" }',
    })
    .optional(),
  /** Branch or tag; by default the default branch. */
  ref: text.optional(),
  /** The input that pins a commit; without it the ref's head is deployed. */
  sha: fromInput.optional(),
  /** Sent with every dispatch. */
  inputs: z
    .record(text, z.union([z.string(), z.number(), z.boolean()]))
    .optional(),
  /** How people call it: `deploy-api`. Without it, only agents of your own and `/deploy` start the workflow. */
  command: text.optional(),
  /** What the command does, at most 100 characters. */
  description: text.max(100, 'must have at most 100 characters').optional(),
  /** What people may give, by option name. */
  options: z.record(text, optionSchema).optional(),
  /** What `/verify-latest` looks for in the names of the run's steps: regular expressions, case-insensitive. */
  steps: z
    .strictObject({
      build: text.optional(),
      sync: text.optional(),
      invalidation: text.optional(),
    })
    .optional(),
});

export const workflowsSchema = z.record(key, workflowSchema);

export type WorkflowEntry = z.input<typeof workflowSchema>;
