import { z } from 'zod';
import { whoMayRun } from '../access.ts';
import { defineCommand, type Agent, type Command } from '../agent.ts';
import type { Core } from '../core.ts';
import { optionsOf, type OptionSpec } from '../options.ts';
import {
  createReport,
  type Json,
  type Report,
  type Section,
} from '../report.ts';

/** Who there is, what they do, how they are called and who may call them. */
export const agentsCommand = defineCommand({
  command: 'agents',
  description:
    'List the agents: what each does, its command, and who may run it',
  effect: 'read',
  visibility: 'ephemeral',
  input: z.object({}),
  examples: [{ input: {}, does: 'lists every agent' }],
  async run(_input, { core }) {
    const report = reports.get(core) ?? listAgents(core);
    reports.set(core, report);
    return { outcome: 'answered', report };
  },
});

/** Neither the agents nor who may run them change while a core lives. */
const reports = new WeakMap<Core, Report>();

function listAgents(core: Core): Report {
  const agents = core.registry.list();
  const total = agents.length === 1 ? '1 agent' : `${agents.length} agents`;
  return createReport({
    title: 'Agents',
    tone: 'info',
    summary: `${total} in total.`,
    sections: agents.map((agent) => sectionOf(agent, core)),
    data: {
      total: agents.length,
      agents: agents.map((agent) => ({
        id: agent.id,
        name: agent.name,
        ...describe(agent, core),
      })),
      commands: core.registry
        .commands()
        .filter((command) => !agents.some((agent) => agent === command))
        .map((command) => describe(command, core)),
    },
  });
}

function sectionOf(agent: Agent, core: Core): Section {
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
      { text: `May be run by ${whoOf(agent, core)}`, depth: 1 },
    ],
  };
}

function whoOf(command: Command, { config }: Core): string {
  const who = whoMayRun(command.effect, config.access);
  // An input of a reading command may start something, and then needs an operator.
  return command.effectOf === undefined
    ? who
    : `${who}; what it can start, by ${whoMayRun('write', config.access)}`;
}

function describe(command: Command, core: Core) {
  return {
    description: command.description,
    command: command.command,
    effect: command.effect,
    who: whoOf(command, core),
    options: optionsOf(command).map(toJson),
    examples: command.examples.map(({ input, does }) => ({ input, does })),
  };
}

function toJson(option: OptionSpec): { readonly [name: string]: Json } {
  const { choices, ...rest } = option;
  return { ...rest, ...(choices === undefined ? {} : { choices }) };
}
