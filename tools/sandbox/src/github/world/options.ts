import type { AppIdentity } from '../api/access.ts';
import type { WebhookTarget } from '../webhooks/delivery.ts';
import type { Pace } from '../runs/engine.ts';
import type { LimitOptions } from '../api/limits.ts';
import type { SeedRun } from './seed.ts';
import type { Timers } from '../timers.ts';
import type { LocalWorkflow } from '../workflow/workflow.ts';
import type { LocalEnvironment } from './world.ts';

export interface LocalGitHubOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default `acme/shop`. */
  readonly repository?: string;
  /** Default `main`. */
  readonly defaultBranch?: string;
  /** Further branches and tags. */
  readonly branches?: readonly string[];
  /** The personal access token it takes; made up by default. */
  readonly token?: string;
  /** Whose token it is; default `octo-operator`. */
  readonly login?: string;
  readonly app?: Partial<AppIdentity>;
  /** Default: "Client Deploy" and "Diagnose on Demand". */
  readonly workflows?: readonly LocalWorkflow[];
  /** Environments whose jobs wait for a review. */
  readonly environments?: readonly LocalEnvironment[];
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly timers?: Timers;
  /** Milliseconds per transition, or `manual` (the default): nothing moves by itself. */
  readonly pace?: Pace;
  readonly webhook?: WebhookTarget;
  /** Be a GitHub Enterprise Server of this version, for example `3.20`. */
  readonly ghes?: string;
  readonly limits?: LimitOptions;
  /** Runs of the past. */
  readonly seed?: readonly SeedRun[];
  /** Sends the webhooks; default: the global one. */
  readonly fetch?: typeof fetch;
}
