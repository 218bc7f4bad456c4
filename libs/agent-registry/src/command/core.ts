import type { Clock, GitHub } from '@yardmaster/github-dispatcher';
import type { GuardedFetch } from '@yardmaster/url-guard/undici';
import type { Config } from '../config/configuration.ts';
import type { History } from '../history/history.ts';
import type { Policy } from '../policy/policy.ts';
import type { Journal } from '../journal/journal.ts';

/** What every command of both surfaces works with; put together once, by `createCore`. */
export interface Core {
  readonly config: Config;
  /** Who may do what, from the configuration. */
  readonly policy: Policy;
  readonly github: GitHub;
  readonly journal: Journal;
  readonly history: History;
  readonly clock: Clock;
  /** For URLs a person gave: judged, connect-time checked, redirects judged again. */
  readonly fetchGuarded: GuardedFetch;
  /** For URLs of the configuration, which may be http and local. */
  readonly fetchConfigured: GuardedFetch;
}
