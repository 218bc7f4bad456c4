import { execFileSync } from 'node:child_process';
import { defineConfig } from 'vite';

const conditions = ['@yardmaster/source'];

/** `DATE COMMIT` for `yardmaster version`; an archive without git has neither. */
function build(): string | undefined {
  try {
    return execFileSync('git', ['log', '-1', '--format=%cs %h'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/**
 * The program as it is published: a few files instead of several hundred, which is most of the time that a short command
 * takes. What is heavy and seldom needed, or brings files of its own, stays a dependency.
 */
export default defineConfig({
  resolve: { conditions },
  define: { YARDMASTER_BUILD: JSON.stringify(build()) ?? 'undefined' },
  ssr: {
    resolve: { conditions },
    noExternal: [
      /^@yardmaster\//,
      'commander',
      'croner',
      'kysely',
      'zod',
      // Many small files for a few lines of text.
      'ansi-regex',
      'ansi-styles',
      'cli-truncate',
      'get-east-asian-width',
      'is-fullwidth-code-point',
      'slice-ansi',
      'string-width',
      'strip-ansi',
      'wrap-ansi',
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
