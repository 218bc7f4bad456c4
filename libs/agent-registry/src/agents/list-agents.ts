import { z } from 'zod';
import { whoMayRun, type AccessRules } from '../command/access.ts';
import { defineCommand, type Agent, type Command } from '../command/agent.ts';
import { optionsOf, type OptionSpec } from '../command/options.ts';
import type { Registry } from '../command/registry.ts';
import {
  createReport,
  type Json,
  type Line,
  type Report,
  type Section,
} from '../report/report.ts';

/** Lists the agents: what they do, their commands, who may run them. The registry is complete only once this command is in it. */
export function createAgentsCommand(
  registry: () => Registry,
  access: AccessRules,
): Command {
  return defineCommand({
    command: 'agents',
    description:
      'List the agents and commands, what each does, and who can run it',
    effect: 'read',
    local: true,
    visibility: 'ephemeral',
    input: z.object({}),
    examples: [{ input: {}, does: 'lists every agent' }],
    run: async () => ({
      outcome: 'answered',
      report: listAgents(registry(), access),
    }),
  });
}

/** The answer of `/agents`. Needs no core. */
export function listAgents(registry: Registry, access: AccessRules): Report {
  const agents = registry.list();
  const total = agents.length === 1 ? '1 agent' : `${agents.length} agents`;
  const others = registry
    .commands()
    .filter((command) => !agents.some((agent) => agent === command));
  return createReport({
    title: 'Agents',
    tone: 'info',
    summary: `${total} in total.`,
    sections: [
      ...agents.map((agent) => sectionOf(agent, access)),
      ...(others.length === 0
        ? []
        : [{ heading: 'Other commands', lines: others.map(lineOf) }]),
    ],
    data: {
      total: agents.length,
      agents: agents.map((agent) => ({
        id: agent.id,
        name: agent.name,
        ...describe(agent, access),
      })),
      commands: others.map((command) => describe(command, access)),
    },
  });
}

function sectionOf(agent: Agent, access: AccessRules): Section {
  return {
    heading: agent.name,
    lines: [
      {
        text: [
          { command: agent.command },
          ' ',
          { code: agent.id },
          ` – ${agent.description}`,
        ],
      },
      { text: `Can be run by ${whoOf(agent, access)}`, depth: 1 },
    ],
  };
}

function lineOf({ command, description }: Command): Line {
  return { text: [{ command }, ` – ${description}`] };
}

function whoOf(command: Command, access: AccessRules): string {
  const who = whoMayRun(command.effect, access);
  // An input of a reading command may start something, and then needs an operator.
  return command.effectOf === undefined
    ? who
    : `${who}; starting something, by ${whoMayRun('write', access)}`;
}

function describe(command: Command, access: AccessRules) {
  return {
    description: command.description,
    command: command.command,
    effect: command.effect,
    who: whoOf(command, access),
    options: optionsOf(command).map(toJson),
    examples: command.examples.map(({ input, does }) => ({ input, does })),
  };
}

function toJson(option: OptionSpec): { readonly [name: string]: Json } {
  const { choices, ...rest } = option;
  return { ...rest, ...(choices === undefined ? {} : { choices }) };
}
