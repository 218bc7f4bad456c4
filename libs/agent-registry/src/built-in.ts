import type { Agent, Command } from './agent.ts';
import { createDeployClient } from './agents/deploy-client.ts';
import { createDiagnose } from './agents/diagnose.ts';
import { createStatus } from './agents/status.ts';
import { createVerifyLatest } from './agents/verify-latest.ts';
import { agentsCommand } from './commands/agents.ts';
import { cancelCommand } from './commands/cancel.ts';
import { rerunCommand } from './commands/rerun.ts';
import { statusDigestCommand } from './commands/status-digest.ts';
import type { Config } from './config.ts';
import { createRegistry, type Registry } from './registry.ts';

/** The built-in agents and the team's own, in the order `/agents` lists them. */
export function createAgents(config: Config): readonly Agent[] {
  return [
    createDeployClient(config),
    createDiagnose(config),
    createStatus(config),
    createVerifyLatest(config),
    ...config.agents,
  ];
}

/** Commands about agents. */
const COMMANDS: readonly Command[] = [agentsCommand, statusDigestCommand];

/** Buttons and verbs. */
const ACTIONS: readonly Command[] = [cancelCommand, rerunCommand];

/**
 * Everything a person can call in this configuration.
 * @throws RegistryError where an agent of the team's own does not fit.
 */
export function createConfiguredRegistry(config: Config): Registry {
  return createRegistry(createAgents(config), {
    commands: COMMANDS,
    actions: ACTIONS,
  });
}
