import { z } from 'zod';
import { defineAgent, type Agent } from '../command/agent.ts';
import type { OptionDeclaration } from '../config/schema/option.ts';
import { waitOption } from '../agents/wait-option.ts';
import {
  environmentNamesOf,
  environmentOptionOf,
  targetOfCall,
  type Deploying,
  type Environments,
} from '../policy/targets.ts';
import { declaredInput, dispatchInputs } from './declared-input.ts';

/** A workflow of the configuration that people may start. */
export interface CommandWorkflow extends Deploying {
  /** Key of `workflows`: `api-deploy`. */
  readonly key: string;
  readonly name: string;
  readonly command: string;
  readonly description?: string | undefined;
}

export interface WorkflowAgentConfig {
  readonly allowedDomains: readonly string[];
  readonly environments: Environments;
}

/** Makes a command of a configured workflow: what the built-in deploy is, without any code. */
export function createWorkflowAgent(
  workflow: CommandWorkflow,
  config: WorkflowAgentConfig,
): Agent {
  const { key, name, command } = workflow;
  const options = commandOptions(workflow, config.environments);
  const { shape, suggest } = declaredInput(options, config);
  return defineAgent({
    id: agentId(key),
    name,
    command,
    description: workflow.description ?? `Run ${name}`.slice(0, 100),
    effect: 'write',
    permission: (input) => ({
      action: 'deploy',
      where: targetOfCall(workflow, input),
    }),
    visibility: 'public',
    input: z.object({ ...shape, wait: waitOption }),
    examples: [exampleOf(options, name)],
    defers: ({ wait }) => wait,
    ...(Object.keys(suggest).length === 0 ? {} : { suggest }),
    run: ({ wait, ...given }, { start }) =>
      start({
        workflow: key,
        inputs: dispatchInputs(options, given),
        wait,
        title: name,
      }),
  });
}

/** `api-deploy` is the agent `api_deploy`. */
export function agentId(key: string): string {
  return key.toLowerCase().replaceAll('-', '_');
}

/**
 * The options people are offered: the declared ones, and the environment where the workflow takes it as an input, as a
 * required choice of what the configuration lists.
 */
export function commandOptions(
  workflow: Deploying,
  environments: Environments,
): Readonly<Record<string, OptionDeclaration>> {
  const declared = workflow.options ?? {};
  const option = environmentOptionOf(workflow);
  if (option === undefined || typeof workflow.environment !== 'object')
    return declared;
  const own = option.declaration;
  if (own?.type === 'choice') return declared;
  return {
    [option.name]: {
      type: 'choice',
      choices: environmentNamesOf(workflow, environments),
      required: true,
      description: own?.description ?? 'Environment to deploy to',
      input: workflow.environment.input,
    },
    ...Object.fromEntries(
      Object.entries(declared).filter(([name]) => name !== option.name),
    ),
  };
}

function exampleOf(
  options: Readonly<Record<string, OptionDeclaration>>,
  name: string,
): Agent['examples'][number] {
  const input = Object.fromEntries(
    Object.entries(options).flatMap(([option, declaration]) =>
      declaration.required === true && !hasDefault(declaration)
        ? [[option, exampleValue(declaration)] as const]
        : [],
    ),
  );
  return { input, does: `runs ${name}` };
}

function hasDefault(declaration: OptionDeclaration): boolean {
  return 'default' in declaration && declaration.default !== undefined;
}

function exampleValue(
  declaration: OptionDeclaration,
): string | number | boolean {
  switch (declaration.type) {
    case 'choice':
      return declaration.choices[0] ?? '';
    case 'integer':
      return declaration.min ?? declaration.max ?? 1;
    case 'boolean':
      return true;
    case 'url':
      return 'https://www.example.com';
    case 'string':
      return 'value';
  }
}
