import { z } from 'zod';

/** Text that is not empty. */
export const text = z.string().trim().min(1, 'must not be empty');

/** A key of the configuration that people type in flags and read in messages: `api-deploy`. */
export const key = z
  .string()
  .regex(
    /^[a-z][\w-]{0,63}$/,
    'must be a name like api-deploy: a lower case letter, then letters, digits, "-" or "_"',
  );
