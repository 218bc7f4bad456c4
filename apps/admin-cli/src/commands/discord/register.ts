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
import { configFor } from '../../cli/configuration.ts';
import { EXIT } from '../../cli/exit-code.ts';
import { fail, printJson, type Session } from '../../cli/session.ts';
import { showPage } from '../../cli/show-report.ts';
import {
  createCommandsPort,
  DiscordError,
  type DiscordConfig,
} from '../../discord/api.ts';
import { showHeld, type HeldRequest } from '../../invoke/dry-run.ts';
import { printable } from '../../terminal/printable.ts';
import { widthOf } from '../../terminal/terminal.ts';
import { wrapLine } from '../../terminal/wrap.ts';

/** Compares only, and exits 1 if something differs. */
export async function diffVerb(session: Session): Promise<void> {
  await withDiscord(session, async (discord, wanted) => {
    const diff = diffCommands(wanted, await createCommandsPort(discord).get());
    const same = describeDiff(diff).length === 0;
    if (session.json)
      printJson(session, { ...scopeOf(discord), same, ...diff });
    else show(session, discord, diff, same ? 'Up to date' : 'Different');
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
    show(session, discord, diff, sent ? 'Registered' : 'Already up to date');
    session.terminal.stdout.write(`To invite the bot, open:\n${invite}\n`);
  });
}

export async function inviteVerb(
  session: Session,
  { web }: { readonly web?: boolean },
): Promise<void> {
  const config = await configFor(session, ['discord']);
  if (config?.discord === undefined) return;
  const invite = inviteLink(config.discord);
  if (session.json) printJson(session, { ...scopeOf(config.discord), invite });
  else session.terminal.stdout.write(`${invite}\n`);
  if (web) await showPage(session, invite);
}

function show(
  { terminal: { stdout } }: Session,
  { guildId }: DiscordConfig,
  diff: CommandDiff,
  title: string,
): void {
  const where = guildId === undefined ? 'globally' : `in server ${guildId}`;
  const width = widthOf(stdout);
  stdout.write(
    [
      wrapLine(
        `${title} (${where}, ${diff.unchanged.length} unchanged)`,
        width,
      ),
      ...describeDiff(diff).map((line) =>
        wrapLine(printable(line), width, { first: '  ', rest: '    ' }, 4),
      ),
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
      message: `${error.message} Run \`yardmaster doctor\` to check it.`,
      exitCode: error.exitCode,
    });
  }
}

/** Sends what only reads, and keeps the change, which is answered as if it had been made. */
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
