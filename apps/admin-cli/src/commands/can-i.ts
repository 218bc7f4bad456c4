import type { Command } from 'commander';
import {
  createConfiguredRegistry,
  createPolicy,
  effectFor,
  explain,
  optionsOf,
  parseInput,
  permissionFor,
  whoMayRun,
  type Caller,
} from '@yardmaster/agent-registry';
import { callerOf } from '../cli/caller.ts';
import { configFor } from '../cli/configuration.ts';
import { EXIT } from '../cli/exit-code.ts';
import { addExamples } from '../cli/examples.ts';
import { fail, printJson, type Session } from '../cli/session.ts';
import { suggest } from '../cli/suggest.ts';

interface CanIFlags {
  readonly as?: string;
  readonly roles?: readonly string[];
  readonly manageServer?: boolean;
  readonly channel?: string;
}

/** Asks the same rules that decide when the command is run. */
export function addCanI(program: Command, session: Session): void {
  const command = program
    .command('can-i')
    .description('Check whether a user may run a command, and why')
    .usage('<command> [option...]')
    .argument('<command>', 'such as deploy-client')
    .argument(
      '[option...]',
      'options as in Discord, if they matter: diagnose:true',
    )
    .option(
      '--as <user:id>',
      'a Discord user; you in this terminal if omitted',
      (text) => text.replace(/^user:/, ''),
    )
    .option('--roles <ids>', 'roles of the user, with commas', (text) =>
      text.split(',').map((id) => id.trim()),
    )
    .option('--manage-server', 'the user has the Manage Server permission')
    .option('--channel <id>', 'the Discord channel of the call')
    .action((name: string, given: readonly string[], flags: CanIFlags) =>
      canI(session, name, given, flags),
    );
  addExamples(command, [
    {
      args: 'can-i deploy-client --as user:80351110224678912 --roles 41771983423143936',
    },
    { args: 'can-i verify-latest diagnose:true --as user:80351110224678912' },
  ]);
}

async function canI(
  session: Session,
  name: string,
  given: readonly string[],
  flags: CanIFlags,
): Promise<void> {
  const config = await configFor(session, []);
  if (config === undefined) return;
  const registry = createConfiguredRegistry(config);
  const wanted = name.replace(/^\//, '');
  const usageError = (message: string) =>
    fail(session, {
      message,
      exitCode: EXIT.usage,
      helpFor: 'yardmaster can-i',
    });
  const command = registry.byCommand(wanted);
  if (command === undefined)
    return usageError(
      `Unknown command "${wanted}".${suggest(
        wanted,
        registry.commands().map((one) => one.command),
      )} Run \`yardmaster agents\` to list them.`,
    );
  const options = Object.fromEntries(
    given.map((text) => {
      const [option = '', ...value] = text.split(/[:=]/);
      return [
        option.replace(/^--/, '').replaceAll('-', '_'),
        value.join(':') || 'true',
      ];
    }),
  );
  // Without options the command's own effect counts; required ones are not asked for.
  const parsed =
    given.length === 0
      ? undefined
      : parseInput(command, withRequired(command, options));
  if (parsed?.ok === false)
    return usageError(parsed.faults.map(({ message }) => message).join(' '));
  const effect =
    parsed === undefined ? command.effect : effectFor(command, parsed.input);
  const { guildId = null } = config.access;
  const caller = await callerFor(session, flags, guildId);
  const { action, where } = permissionFor(command, parsed?.input ?? {});
  const { decision, considered, policyFingerprint } = explain(
    action,
    where,
    caller,
    flags.channel === undefined ? null : { id: flags.channel },
    createPolicy(config.access, guildId),
  );
  const { allowed, reason, rule, sentence: why } = decision;
  const who = whoMayRun(effect, config.access);
  if (session.json)
    printJson(session, {
      command: command.command,
      caller: caller.id,
      effect,
      action,
      allowed,
      reason,
      rule,
      why,
      who,
      considered: considered.map((one) => ({ ...one })),
      policyFingerprint,
    });
  else
    session.terminal.stdout.write(
      `${allowed ? 'Yes' : 'No'}. ${why}\nOperators: ${who}.\n`,
    );
  session.exitCode = allowed ? EXIT.done : EXIT.notAllowed;
}

/** Required options get a value of their kind: what matters here is what was given. */
function withRequired(
  command: Parameters<typeof optionsOf>[0],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const filled = optionsOf(command)
    .filter(({ required }) => required)
    .map(({ name, type, choices, minimum }) => [
      name,
      choices?.[0] ?? (type === 'integer' ? (minimum ?? 1) : 'x'),
    ]);
  return { ...Object.fromEntries(filled), ...given };
}

async function callerFor(
  { terminal }: Session,
  { as, roles = [], manageServer = false }: CanIFlags,
  guildId: string | null,
): Promise<Caller> {
  if (as === undefined) return callerOf(terminal);
  return {
    surface: 'discord',
    id: as,
    name: as,
    roleIds: roles,
    manageServer,
    // A member of the configured server; without one, of some server.
    guildId: guildId ?? '0',
  };
}
