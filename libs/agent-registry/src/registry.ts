import type { Agent, Command } from './agent.ts';

/** The agents and the commands about them. Order is the order they were given in. */
export interface Registry {
  readonly list: () => readonly Agent[];
  readonly byId: (id: string) => Agent | undefined;
  /** Every command a person can type: the agents', and those about agents. */
  readonly commands: () => readonly Command[];
  /** Also finds the actions that are buttons and verbs rather than commands of their own (`cancel`, `rerun`). */
  readonly byCommand: (command: string) => Command | Agent | undefined;
}
