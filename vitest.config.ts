import { defineConfig } from 'vitest/config';

/** `npm test`: every package's tests in one run with one summary. */
export default defineConfig({
  test: { projects: ['{apps,libs,tools}/*/vitest.config.ts'] },
});
