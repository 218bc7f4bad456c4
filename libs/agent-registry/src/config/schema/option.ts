import { z } from 'zod';
import { text } from './text.ts';

const common = {
  /** Shown in Discord and in help; at most 100 characters. */
  description: text.max(100, 'must have at most 100 characters').optional(),
  required: z.boolean().optional(),
  /** The workflow's input, if it is named differently: `VITE_API_BASE`. */
  input: text.optional(),
};
const length = z.int().min(0).max(6_000);

/** An option of a configured command: what a person may give for one input of the workflow. */
export const optionSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('string'),
      ...common,
      /** A regular expression (RE2 syntax) that has to match somewhere; use `^` and `$` for the whole text. */
      pattern: text.max(500, 'must have at most 500 characters').optional(),
      minLength: length.optional(),
      maxLength: length.min(1).optional(),
      default: z.string().optional(),
    }),
    z.strictObject({
      type: z.literal('choice'),
      ...common,
      choices: z.array(text).min(1, 'must list at least one choice').readonly(),
      default: z.string().optional(),
    }),
    z.strictObject({
      type: z.literal('boolean'),
      ...common,
      default: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal('integer'),
      ...common,
      min: z.int().optional(),
      max: z.int().optional(),
      default: z.int().optional(),
    }),
    /** An https URL on the public internet, within `ALLOWED_DOMAINS`. */
    z.strictObject({ type: z.literal('url'), ...common }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'needs a type: string, choice, boolean, integer or url'
        : undefined,
  },
);

export type OptionDeclaration = z.output<typeof optionSchema>;
