import { diffCommands, type CommandDiff } from './diff.ts';
import type { DiscordCommand } from './to-discord.ts';

/** PORT. The registered commands of one place: a guild, or everywhere. */
export interface CommandsPort {
  /** As Discord lists them. */
  get(): Promise<readonly unknown[]>;
  /** Replaces all of them, whatever their type. */
  put(commands: readonly DiscordCommand[]): Promise<unknown>;
}

export interface Registration {
  readonly diff: CommandDiff;
  /** False where everything was already as it should be: nothing was sent. */
  readonly sent: boolean;
}

/**
 * Makes the registered commands those we want, with one request where something differs and none otherwise. New commands
 * count against Discord's 200 a day; overwriting known ones does not.
 */
export async function registerCommands(
  port: CommandsPort,
  wanted: readonly DiscordCommand[],
): Promise<Registration> {
  const diff = diffCommands(wanted, await port.get());
  const sent =
    diff.added.length + diff.changed.length + diff.removed.length > 0;
  if (sent) await port.put(wanted);
  return { diff, sent };
}
