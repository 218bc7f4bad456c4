import * as undici8 from 'undici';
import { createRequire } from 'node:module';

/** Types are those of the newest major; what the tests use of them is the same in both. */
const undici7 = createRequire(import.meta.url)('undici7') as typeof undici8;

export const UNDICI_MAJORS = [
  { major: 8, undici: undici8 },
  { major: 7, undici: undici7 },
] as const;
