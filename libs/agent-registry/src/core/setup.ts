import type { Agent } from '../command/agent.ts';
import type { Config } from '../config/configuration.ts';

/** The configuration together with the team's own agents. */
export interface Setup extends Config {
  /** From `yardmaster.config.*`. */
  readonly agents: readonly Agent[];
}
