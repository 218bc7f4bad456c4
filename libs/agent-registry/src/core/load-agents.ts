import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Agent } from '../command/agent.ts';
import type { Config } from '../config/configuration.ts';
import type { ConfigFault } from '../config/fault.ts';
import { messageOf } from '../config/file.ts';

/** An agent, or what makes it from the configuration (for the allowed domains, for example). */
export type AgentSource = Agent | ((config: Config) => Agent);

const EXPECTED =
  'an agent made with defineAgent, a function that returns one, or the path of a module that exports one as `agent`';

const agentSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  command: z.string(),
  description: z.string(),
  effect: z.enum(['read', 'write']),
  visibility: z.enum(['public', 'ephemeral']),
  input: z.custom(
    (value) => typeof value === 'object' && value !== null && 'shape' in value,
    'must be a zod object',
  ),
  examples: z.array(z.unknown()),
  run: z.custom((value) => typeof value === 'function', 'must be a function'),
});

/** The agents that a configuration file names. `place` is where it names them, for the faults. */
export async function loadAgents(
  sources: readonly unknown[],
  config: Config,
  folder: string,
  place: string,
  fault: (fault: ConfigFault) => void,
): Promise<readonly Agent[]> {
  const agents: Agent[] = [];
  for (const [index, source] of sources.entries()) {
    const variable = `${place}: agents[${index}]`;
    try {
      const made = await make(source, config, folder);
      const checked = agentSchema.safeParse(made);
      if (checked.success) agents.push(made as Agent);
      else
        fault({
          variable,
          problem: `not an agent (${describe(checked.error)})`,
          expected: EXPECTED,
        });
    } catch (error) {
      const which = typeof source === 'string' ? ` "${source}"` : '';
      fault({
        variable,
        problem: `the agent${which} cannot be loaded: ${messageOf(error)}`,
        expected: EXPECTED,
      });
    }
  }
  return agents;
}

async function make(
  source: unknown,
  config: Config,
  folder: string,
): Promise<unknown> {
  if (typeof source === 'function') return source(config);
  if (typeof source !== 'string') return source;
  if (!source.startsWith('.') && !isAbsolute(source))
    throw new Error('its path must begin with ./ or ../');
  const module: Record<string, unknown> = await import(
    pathToFileURL(resolve(folder, source)).href
  );
  if (module['agent'] === undefined)
    throw new Error('it has no export named `agent`');
  return typeof module['agent'] === 'function'
    ? module['agent'](config)
    : module['agent'];
}

function describe(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .join('; ');
}
