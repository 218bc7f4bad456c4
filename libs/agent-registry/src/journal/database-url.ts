import { fileURLToPath } from 'node:url';
import { JournalError } from './journal-error.ts';

export type DatabaseUrl =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/**
 * Reads `DATABASE_URL`: `file:PATH` (relative to the working directory, or `file:///absolute`), `postgres://…` or
 * `postgresql://…`. Throws a `JournalError` with code `invalid_url` that does not repeat the URL, which may hold a password.
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const path = toPath(url);
  if (path) return { kind: 'sqlite', path };
  if (/^postgres(ql)?:\/\//i.test(url) && URL.canParse(url))
    return { kind: 'postgres', url };
  throw new JournalError(
    'invalid_url',
    'DATABASE_URL is not understood. Write file:PATH for an SQLite file, or postgres://user:password@host/database.',
  );
}

function toPath(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  if (!url.startsWith('file://')) return url.slice('file:'.length);
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
