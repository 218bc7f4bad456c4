import { z } from 'zod';
import { text } from './text.ts';

export const repositorySchema = z.strictObject({
  /** `owner/name`. */
  repository: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[\w.-]{1,100}$/,
      'must be owner/name',
    ),
  /** The GitHub App's installation on the owner's account; default `GITHUB_APP_INSTALLATION_ID`. */
  installationId: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a number')
    .optional(),
  /** The environment variable that holds a token for this repository; default `GITHUB_TOKEN` or the GitHub App. */
  tokenVariable: text
    .regex(
      /^[A-Z][A-Z0-9_]*$/,
      'must be the name of an environment variable, like API_GITHUB_TOKEN',
    )
    .optional(),
});

export type RepositoryEntry = z.input<typeof repositorySchema>;
