import { defineConfig } from 'vite';

const conditions = ['@yardmaster/source'];

/**
 * The program as it is published: a few files instead of several hundred, which is most of the time that a short command
 * takes. What is heavy and seldom needed, or brings files of its own, stays a dependency.
 */
export default defineConfig({
  resolve: { conditions },
  ssr: {
    resolve: { conditions },
    noExternal: [/^@yardmaster\//, 'commander', 'croner', 'kysely', 'zod'],
    external: ['@yardmaster/digest/png'],
  },
  build: {
    ssr: 'src/main.ts',
    outDir: 'dist/bundle',
    target: 'node22',
    minify: false,
    // All files in one folder: the paths to what is published beside it hold from each.
    assetsDir: '',
  },
});
