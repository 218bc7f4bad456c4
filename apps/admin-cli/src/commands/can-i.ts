import type { Command } from 'commander';
import {
  createConfiguredRegistry,
  decideAccess,
  explainAccess,
  whoMayRun,
  type Caller,
} from '@yardmaster/agent-registry';
import { EXIT } from '../cli/exit-code.ts';
import { callerOf } from '../cli/caller.ts';
import { fail, printJson, type Session } from '../cli/session.ts';
import { configFor } from '../cli/core.ts';

interface CanIOptions {
  readonly as?: string;
  readonly role: readonly string[];
  readonly manageServer?: boolean;
}

/** Asks the rules themselves, the same that decide when the command is given. */
export function addCanI(program: Command, session: Session): void {
  const command = program
    .command('can-i <command>')
    .description('Say whether somebody may run a command, and why')
    .option(
      '--as <user>',
      'a Discord user id; without it, you in this terminal',
    )
    .option('--role <id>', 'a role they hold; may be repeated', collect, [])
    .option('--manage-server', 'they hold Manage Server')
    .addHelpText(
      'after',
      '\nExample:\n  $ yardmaster can-i deploy-client --as 80351110224678912 --role 41771983423143936\n',
    );
  command.action((name: string) =>
    canI(session, name, command.optsWithGlobals()),
  );
}

async function canI(
  session: Session,
  name: string,
  options: CanIOptions,
): Promise<void> {
  const config = await configFor(session, []);
  if (config === undefined) return;
  const found = createConfiguredRegistry(config).byCommand(
    name.replace(/^\//, ''),
  );
  if (found === undefined)
    return fail(session, {
      message: `There is no command "${name}". See \`yardmaster agents\`.`,
      exitCode: EXIT.usage,
    });
  const caller = await whoever(session, options);
  const decision = decideAccess(found.effect, caller, config.access);
  const why = explainAccess(decision);
  const who = whoMayRun(found.effect, config.access);
  if (session.json)
    printJson(session, {
      command: found.command,
      caller: caller.id,
      ...decision,
      why,
      who,
    });
  else
    session.terminal.stdout.write(
      `${decision.allowed ? 'Yes' : 'No'}. ${why}\nMay be run by ${who}.\n`,
    );
  session.exitCode = decision.allowed ? EXIT.done : EXIT.notAllowed;
}

async function whoever(
  { terminal }: Session,
  { as, role, manageServer = false }: CanIOptions,
): Promise<Caller> {
  if (as === undefined) return callerOf(terminal);
  return {
    surface: 'discord',
    id: as,
    name: as,
    roleIds: role,
    manageServer,
    // The rules ask only whether it was in a server at all.
    guildId: 'any',
  };
}

function collect(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}
