import type { Agent, Command } from './agent.ts';
import { faultsOfCommand } from './command-rules.ts';

/** The agents and the commands about them. Order is the order they were given in. */
export interface Registry {
  readonly list: () => readonly Agent[];
  readonly byId: (id: string) => Agent | undefined;
  /** Every command a person can type: the agents', and those about agents. */
  readonly commands: () => readonly Command[];
  /** Also finds the actions that are buttons and verbs rather than commands of their own (`cancel`, `rerun`). */
  readonly byCommand: (command: string) => Command | Agent | undefined;
}

/** Agents or commands that cannot stand beside each other, or that Discord would refuse. Thrown at start, once. */
export class RegistryError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The agents cannot be registered:\n- ${faults.join('\n- ')}`);
    this.name = 'RegistryError';
    this.faults = faults;
  }
}

export interface Others {
  /** Commands about agents, which are none themselves: `/agents`, `/status-digest`. */
  readonly commands?: readonly Command[];
  /** Buttons and verbs, found by name only. */
  readonly actions?: readonly Command[];
}

/** @throws RegistryError with every fault of every agent and command. */
export function createRegistry(
  agents: readonly Agent[],
  { commands = [], actions = [] }: Others = {},
): Registry {
  const typed = [...agents, ...commands];
  const all = [...typed, ...actions];
  const faults = [
    ...agents.flatMap(faultsOfId),
    ...all.flatMap(faultsOfCommand),
    ...repeated(agents.map((agent) => agent.id)).map(
      (id) => `two agents have the id "${id}": rename one of them`,
    ),
    ...repeated(all.map((command) => command.command)).map(
      (command) => `two agents or commands are called "${command}": rename one`,
    ),
  ];
  if (typed.length > MOST_COMMANDS)
    faults.push(
      `there are ${typed.length} commands; Discord takes at most ${MOST_COMMANDS}`,
    );
  if (faults.length > 0) throw new RegistryError(faults);
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const byCommand = new Map(all.map((command) => [command.command, command]));
  return {
    list: () => agents,
    byId: (id) => byId.get(id),
    commands: () => typed,
    byCommand: (command) => byCommand.get(command),
  };
}

/** https://discord.com/developers/docs/interactions/application-commands#registering-a-command */
const MOST_COMMANDS = 100;

function faultsOfId({ id, name, command }: Agent): string[] {
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(id))
    faults.push(
      `agent "${id}" (/${command}): an id is lower case letters, digits and underscores, and begins with a letter`,
    );
  if (name.trim() === '')
    faults.push(`agent "${id}": it needs a name for people`);
  return faults;
}

function repeated(names: readonly string[]): string[] {
  return [
    ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
  ];
}
