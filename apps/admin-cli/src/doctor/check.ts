import type {
  ConfigFault,
  ConfigPart,
  Setup,
} from '@yardmaster/agent-registry/config';
import type { Terminal } from '../terminal/terminal.ts';
import type { GitHubProbe } from './github-probe.ts';

/** How one thing stands. `skipped`: it could not be looked at, because something before it is wrong or missing. */
export const FINDING_STATUSES = [
  'ok',
  'warning',
  'problem',
  'skipped',
] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

export interface Finding {
  readonly status: FindingStatus;
  /** One sentence. May hold text from outside. */
  readonly says: string;
  /** What to do, for warnings and problems. */
  readonly fix?: string;
}

/** What the checks look at; a part whose configuration has faults is absent. */
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

/** One thing to check. Never rejects for what it may find. */
export interface Check {
  /** Stable, for scripts: `github.token`. */
  readonly id: string;
  readonly title: string;
  readonly run: (
    around: Surroundings,
  ) => Promise<Finding | readonly Finding[]> | Finding | readonly Finding[];
}

export const ok = (says: string): Finding => ({ status: 'ok', says });
export const warning = (says: string, fix: string): Finding => ({
  status: 'warning',
  says,
  fix,
});
export const problem = (says: string, fix: string): Finding => ({
  status: 'problem',
  says,
  fix,
});
export const skipped = (says: string): Finding => ({ status: 'skipped', says });
