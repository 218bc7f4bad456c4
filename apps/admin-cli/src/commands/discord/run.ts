import { createConfiguredRegistry } from '@yardmaster/agent-registry';
import {
  describeDiff,
  diffCommands,
  inviteLink,
  registerCommands,
  toDiscordCommands,
  type CommandDiff,
  type DiscordCommand,
} from '@yardmaster/agent-registry/discord-commands';
import {
  createCommandsPort,
  DiscordError,
  type DiscordConfig,
} from '../../discord/api.ts';
import { showHeld, type HeldRequest } from '../../invoke/dry-run.ts';
import { EXIT } from '../../cli/exit-code.ts';
import { printable } from '../../terminal/printable.ts';
import { fail, printJson, type Session } from '../../cli/session.ts';
import { configFor } from '../../cli/core.ts';

/** Compares only; like `diff`, it exits 1 where something differs. */
export async function diffVerb(session: Session): Promise<void> {
  await withDiscord(session, async (discord, wanted) => {
    const diff = diffCommands(wanted, await createCommandsPort(discord).get());
    const same = describeDiff(diff).length === 0;
    if (session.json)
      printJson(session, { ...scopeOf(discord), same, ...diff });
    else show(session, discord, diff, same ? 'Nothing differs' : 'Differences');
    session.exitCode = same ? EXIT.done : EXIT.notSuccessful;
  });
}

export async function registerVerb(
  session: Session,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<void> {
  await withDiscord(session, async (discord, wanted) => {
    const held: HeldRequest[] = [];
    const port = createCommandsPort(
      discord,
      dryRun ? holdPut(held) : undefined,
    );
    const { diff, sent } = await registerCommands(port, wanted);
    if (held.length > 0) return showHeld(session, held);
    const invite = inviteLink(discord);
    if (session.json)
      return printJson(session, { ...scopeOf(discord), sent, ...diff, invite });
    show(session, discord, diff, sent ? 'Registered' : 'Nothing to change');
    session.terminal.stdout.write(`Invite the bot: ${invite}\n`);
  });
}

function show(
  { terminal: { stdout } }: Session,
  { guildId }: DiscordConfig,
  diff: CommandDiff,
  title: string,
): void {
  const where = guildId === undefined ? 'everywhere' : `in server ${guildId}`;
  stdout.write(
    [
      `${title} (${diff.unchanged.length} unchanged, ${where})`,
      ...describeDiff(diff).map((line) => `  ${printable(line)}`),
      '',
    ].join('\n'),
  );
}

function scopeOf({ guildId, applicationId }: DiscordConfig) {
  return { applicationId, guildId: guildId ?? null };
}

async function withDiscord(
  session: Session,
  work: (
    discord: DiscordConfig,
    wanted: readonly DiscordCommand[],
  ) => Promise<void>,
): Promise<void> {
  const config = await configFor(session, ['discord']);
  if (config?.discord === undefined) return;
  try {
    await work(
      config.discord,
      toDiscordCommands(createConfiguredRegistry(config), config.access),
    );
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    fail(session, {
      message: `${error.message} See \`yardmaster doctor\`.`,
      exitCode: error.exitCode,
    });
  }
}

/** Lets the list through and keeps the change, which it says was made. */
function holdPut(held: HeldRequest[]): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.method === 'GET') return fetch(request);
    const body: unknown = await request.json();
    const headers = { 'content-type': 'application/json' };
    held.push({ method: request.method, url: request.url, headers, body });
    return Response.json(body);
  };
}
