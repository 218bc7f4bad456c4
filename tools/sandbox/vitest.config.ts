import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// A browser on a busy machine takes its time; what is waited for ends the wait as soon as it is there.
export default mergeConfig(
  base,
  defineConfig({ test: { expect: { poll: { timeout: 10_000 } } } }),
);
