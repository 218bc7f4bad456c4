import { Option, type Command as Subcommand } from 'commander';
import {
  flagOf,
  optionsOf,
  type Accepted,
  type Command,
  type OptionSpec,
  type Registry,
  type Reply,
} from '@yardmaster/agent-registry';
import type { ConfigPart } from '@yardmaster/agent-registry/config';
import type { OpenCore } from '@yardmaster/agent-registry/open-core';
import { exitCodeOf, exitCodeOfRefusal } from './exit-code.ts';
import { followToEnd } from './follow-to-end.ts';
import { renderReport } from './render.ts';
import { callerOf } from './requester.ts';
import {
  fail,
  printJson,
  type CommonOptions,
  type Session,
} from './session.ts';
import { usesColor, widthOf } from './terminal.ts';
import { withCore } from './with-core.ts';

/** Every command of the registry becomes a subcommand: same name, its options as flags, its examples as help. */
export function addAgentCommands(
  program: Subcommand,
  registry: Registry,
  session: Session,
): void {
  for (const command of registry.commands()) {
    const subcommand = program
      .command(command.command)
      .description(command.description)
      .addHelpText('after', examplesText(command));
    for (const option of optionsOf(command))
      subcommand.addOption(toFlag(option));
    subcommand.action(async (flags: Record<string, unknown>) => {
      await runAgentCommand(
        session,
        command.command,
        inputOf(optionsOf(command), flags),
        subcommand.optsWithGlobals(),
      );
    });
  }
}

function toFlag(option: OptionSpec): Option {
  const flag = flagOf(option);
  const spec = option.type === 'boolean' ? flag : `${flag} <value>`;
  const made = new Option(spec, option.description);
  if (option.choices !== undefined) made.choices([...option.choices]);
  if (option.required) made.makeOptionMandatory();
  // Shown in help; the command's own schema fills it in.
  if (option.default !== undefined && option.type !== 'boolean')
    made.default(undefined, String(option.default));
  return made;
}

/** Flags back to the names that Discord and the schema use. */
function inputOf(
  options: readonly OptionSpec[],
  flags: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    options.map((option) => [
      option.name,
      flags[new Option(flagOf(option)).attributeName()],
    ]),
  );
}

function examplesText(command: Command): string {
  const lines = command.examples.map(({ input, does }) => {
    const flags = optionsOf(command)
      .filter(({ name }) => input[name] !== undefined && input[name] !== false)
      .map((option) =>
        option.type === 'boolean'
          ? flagOf(option)
          : `${flagOf(option)} ${String(input[option.name])}`,
      );
    return `  $ yardmaster ${[command.command, ...flags].join(' ')}\n      ${does}`;
  });
  return lines.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}\n`;
}

/** `/agents` says what there is, and needs no account for that. */
const PARTS: Readonly<Record<string, readonly ConfigPart[]>> = {
  agents: ['database'],
};

export async function runAgentCommand(
  session: Session,
  command: string,
  input: Readonly<Record<string, unknown>>,
  options: CommonOptions,
): Promise<void> {
  await withCore(
    session,
    options,
    PARTS[command] ?? ['github', 'database'],
    (core) => invokeAndShow(session, core, command, input, options),
  );
}

/** The one way in, and what comes of it on this terminal. */
export async function invokeAndShow(
  session: Session,
  core: OpenCore,
  command: string,
  input: Readonly<Record<string, unknown>>,
  options: CommonOptions,
): Promise<void> {
  const { terminal } = session;
  const caller = await callerOf(terminal);
  const accepted = await core.invoke({ command, input, caller });
  if (!accepted.ok) {
    if (options.json) printJson(session, accepted.report.data);
    const { summary, title } = accepted.report;
    return fail(session, {
      message: typeof summary === 'string' ? summary : title,
      exitCode: exitCodeOfRefusal(accepted.reason),
    });
  }
  const reply = await accepted.run(terminal.signal);
  if (reply.follow?.wait)
    await followToEnd(session, core, accepted.invocation, options);
  else await showReply(session, core, accepted, reply, options);
}

async function showReply(
  session: Session,
  core: OpenCore,
  accepted: Accepted,
  reply: Reply,
  options: CommonOptions,
): Promise<void> {
  const { terminal } = session;
  if (options.json) printJson(session, reply.report.data);
  else
    terminal.stdout.write(
      renderReport(reply.report, {
        now: core.core.clock.now(),
        color: usesColor(terminal, terminal.stdout),
        width: widthOf(terminal.stdout),
      }),
    );
  await accepted.told(reply);
  const detail = reply.follow?.outcomeDetail?.['reason'];
  session.exitCode = exitCodeOf(reply.outcome, detail);
}
