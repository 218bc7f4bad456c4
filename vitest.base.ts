import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const conditions = ['@yardmaster/source'];

/** Tests run from source: every project resolves the others through this condition, so nothing is built first. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    watch: false,
    restoreMocks: true,
    setupFiles: [fileURLToPath(new URL('./vitest.setup.ts', import.meta.url))],
    include: ['src/**/*.test.ts'],
    // Worker processes run workspace code under plain Node too, which needs the same condition.
    execArgv: ['--conditions=@yardmaster/source'],
  },
});
