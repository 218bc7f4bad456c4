import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

/** Drawing pictures takes seconds on a busy machine. */
export default mergeConfig(base, { test: { testTimeout: 30_000 } });
