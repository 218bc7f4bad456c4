import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Version {
  readonly version: string;
  /** Of the commit it was built from, `2026-11-27`; null where that is not known. */
  readonly date: string | null;
  /** Short hash. */
  readonly commit: string | null;
}

/** `DATE COMMIT`, put in by the bundler: see bundle.config.ts. */
declare const YARDMASTER_BUILD: string | undefined;

/** This package's folder: the path holds from `src`, `dist` and the bundle alike. */
const ROOT = new URL('../../', import.meta.url);

/** What this program is: the package's version, and the commit that the bundle was built from or the clone stands at. */
export function ownVersion(): Version {
  const build =
    typeof YARDMASTER_BUILD === 'undefined' ? headOfClone() : YARDMASTER_BUILD;
  const [date = null, commit = null] = build?.split(' ') ?? [];
  return { version: packageVersion(), date, commit };
}

export function packageVersion(): string {
  const about = JSON.parse(
    readFileSync(new URL('package.json', ROOT), 'utf8'),
  ) as { readonly version: string };
  return about.version;
}

export function versionText({ version, date, commit }: Version): string {
  const details = [date, commit].filter((part) => part !== null);
  return `yardmaster ${version}${details.length === 0 ? '' : ` (${details.join(', ')})`}\n`;
}

/** `DATE COMMIT` of the clone that this source is part of; of an installed package there is none. */
function headOfClone(): string | undefined {
  if (!existsSync(new URL('../../.git', ROOT))) return undefined;
  try {
    return execFileSync('git', ['log', '-1', '--format=%cs %h'], {
      cwd: fileURLToPath(ROOT),
      encoding: 'utf8',
      timeout: 2_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
