import { z } from 'zod';

/** The option of the agents that start a run and can wait for it. */
export const waitOption = z
  .boolean()
  .default(false)
  .describe('Wait for the run and report the result');
