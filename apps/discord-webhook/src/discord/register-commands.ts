import type { AccessRules, Registry } from '@yardmaster/agent-registry';
import {
  describeDiff,
  registerCommands,
  toDiscordCommands,
} from '@yardmaster/agent-registry/discord-commands';
import type { CommandScope, Discord } from './discord.ts';
import type { DiscordFault, DiscordResult } from './result.ts';

export type Registered =
  | {
      readonly ok: true;
      /** False where everything was registered already, and nothing was sent. */
      readonly sent: boolean;
      readonly changes: readonly string[];
    }
  | { readonly ok: false; readonly fault: DiscordFault };

/** Makes Discord know exactly the commands of the registry; one request, and only where something differs. */
export async function registerOwnCommands(
  discord: Discord,
  scope: CommandScope,
  registry: Registry,
  access: AccessRules,
): Promise<Registered> {
  try {
    const { diff, sent } = await registerCommands(
      {
        get: async () => valueOf(await discord.getCommands(scope)),
        put: async (commands) =>
          valueOf(await discord.putCommands(scope, commands)),
      },
      toDiscordCommands(registry, access),
    );
    return { ok: true, sent, changes: describeDiff(diff) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** Carries a fault through a function that knows none. */
class Refusal extends Error {
  readonly fault: DiscordFault;
  constructor(fault: DiscordFault) {
    super(fault.reason);
    this.name = 'Refusal';
    this.fault = fault;
  }
}

function valueOf<Value>(result: DiscordResult<Value>): Value {
  if (result.ok) return result.value;
  throw new Refusal(result.fault);
}
