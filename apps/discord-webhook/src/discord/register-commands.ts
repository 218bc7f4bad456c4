import type { AccessRules, Clock, Registry } from '@yardmaster/agent-registry';
import {
  describeDiff,
  inviteLink,
  registerCommands,
  toDiscordCommands,
} from '@yardmaster/agent-registry/discord-commands';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { Background } from '../lifecycle/background.ts';
import type { Log } from '../observability/log.ts';
import type { CommandScope, Discord } from './discord.ts';
import type { DiscordFault, DiscordResult } from './result.ts';

export interface RegistrationOptions {
  readonly discord: Pick<Discord, 'getCommands' | 'putCommands'>;
  readonly scope: CommandScope;
  readonly registry: Registry;
  readonly access: AccessRules;
  readonly background: Background;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the process is about to end: no more retries. */
  readonly signal: AbortSignal;
}

const RETRY_MS = 60_000;

/**
 * Registers the commands of the registry, if Discord has others. If that fails, it is retried every minute until it works, so
 * that inviting the bot afterwards is enough. Resolves after the first try; commands registered before keep working.
 */
export async function keepRegistering(
  options: RegistrationOptions,
): Promise<void> {
  const { background, clock, log, scope, signal } = options;
  let logged: string | undefined;

  async function register(): Promise<void> {
    const result = await registerOwnCommands(options);
    if (result.ok)
      return log.info(
        { changes: result.changes },
        result.sent ? 'commands registered' : 'commands unchanged',
      );
    const { fault } = result;
    if (fault.reason !== logged) {
      log.error({ fault, retryMs: RETRY_MS }, explain(fault));
      logged = fault.reason;
    }
    if (signal.aborted) return;
    const cancel = clock.schedule(RETRY_MS, () => {
      signal.removeEventListener('abort', cancel);
      background.run(register);
    });
    signal.addEventListener('abort', cancel, { once: true });
  }

  log.info({ url: inviteLink(scope) }, 'invite link');
  await register();
}

function explain(fault: DiscordFault): string {
  if (fault.kind === 'rejected') {
    if (fault.code === RESTJSONErrorCodes.MissingAccess)
      return 'commands not registered: the bot is not in the server. Invite it with the invite link';
    if (fault.status === 401)
      return 'commands not registered: check DISCORD_BOT_TOKEN';
  }
  return 'commands not registered';
}

type Registered =
  | {
      readonly ok: true;
      /** False if Discord had the same commands already, so that nothing was sent. */
      readonly sent: boolean;
      readonly changes: readonly string[];
    }
  | { readonly ok: false; readonly fault: DiscordFault };

async function registerOwnCommands({
  discord,
  scope,
  registry,
  access,
}: RegistrationOptions): Promise<Registered> {
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

/** Carries a fault through a function that knows no results. */
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
