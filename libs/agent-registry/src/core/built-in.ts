import type { Agent, Command } from '../command/agent.ts';
import { createDeployClient } from '../agents/deploy-client.ts';
import { createDiagnose } from '../agents/diagnose.ts';
import { createStatus } from '../agents/status.ts';
import { createVerifyLatest } from '../agents/verify/verify-latest.ts';
import { createAgentsCommand } from '../agents/list-agents.ts';
import { cancelCommand } from '../agents/cancel.ts';
import { lookAgainCommand } from '../agents/look-again.ts';
import { createStartAgainCommand } from '../agents/start-again.ts';
import { rerunCommand } from '../agents/rerun.ts';
import { statusDigestCommand } from '../digest/status-digest.ts';
import type { Setup } from './setup.ts';
import { createRegistry, type Registry } from '../command/registry.ts';

/** The built-in agents and the team's own, in the order `/agents` lists them. */
export function createAgents(config: Setup): readonly Agent[] {
  return [
    createDeployClient(config),
    createDiagnose(config),
    createStatus(config),
    createVerifyLatest(config),
    ...config.agents,
  ];
}

/** Buttons and verbs. */
const ACTIONS: readonly Command[] = [
  cancelCommand,
  rerunCommand,
  lookAgainCommand,
];

/**
 * Everything a person can call in this configuration.
 * @throws RegistryError where an agent of the team's own does not fit.
 */
export function createConfiguredRegistry(config: Setup): Registry {
  const registry: Registry = createRegistry(createAgents(config), {
    commands: [
      createAgentsCommand(() => registry, config.access),
      statusDigestCommand,
    ],
    actions: [...ACTIONS, createStartAgainCommand(() => registry)],
  });
  return registry;
}
