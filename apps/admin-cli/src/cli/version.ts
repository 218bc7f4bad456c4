import { readFileSync } from 'node:fs';

/** The version of this program. The path holds from `src`, `dist` and the bundle alike. */
export function ownVersion(): string {
  const about: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return (about as { readonly version: string }).version;
}
