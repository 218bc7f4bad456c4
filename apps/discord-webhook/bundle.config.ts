import { defineConfig } from 'vite';

const conditions = ['@yardmaster/source'];

/**
 * The app as it is published: a few files instead of several hundred, which halves the time to readiness and spares
 * memory. What brings files of its own or is seldom needed stays a dependency.
 */
export default defineConfig({
  resolve: { conditions },
  ssr: {
    resolve: { conditions },
    noExternal: [
      /^@yardmaster\//,
      /^@hono\//,
      /^@octokit\//,
      'croner',
      'discord-api-types',
      'hono',
      'kysely',
      'zod',
    ],
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
