import type {
  ConfigFault,
  ConfigPart,
  Setup,
} from '@yardmaster/agent-registry/config';
import type { Terminal } from '../terminal/terminal.ts';
import type { GitHubProbe } from './github-probe.ts';

/** `skipped`: it could not be checked, because something before it is wrong or not configured. */
export const FINDING_STATUSES = ['ok', 'warning', 'error', 'skipped'] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

export interface Finding {
  readonly status: FindingStatus;
  /** One sentence. May hold text from outside. */
  readonly says: string;
  /** What to do, for warnings and errors. */
  readonly fix?: string;
}

/** What the checks work with; a part of the configuration that has faults is absent. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly nodeVersion: string;
  readonly clock: () => number;
  readonly faults: readonly ConfigFault[];
  /** Everything that could be read; ask `has` before using a part of it. */
  readonly config: Setup;
  readonly has: (part: ConfigPart) => boolean;
  readonly github: GitHubProbe | undefined;
}

/** One thing to check. Resolves to what it finds; rejects only for the unexpected. */
export interface Check {
  /** Stable, for scripts: `github.token`. */
  readonly id: string;
  readonly title: string;
  readonly run: (
    around: Surroundings,
  ) => Promise<Finding | readonly Finding[]> | Finding | readonly Finding[];
}

export function ok(says: string): Finding {
  return { status: 'ok', says };
}
export function warning(says: string, fix: string): Finding {
  return { status: 'warning', says, fix };
}
export function error(says: string, fix: string): Finding {
  return { status: 'error', says, fix };
}
export function skipped(says: string): Finding {
  return { status: 'skipped', says };
}
