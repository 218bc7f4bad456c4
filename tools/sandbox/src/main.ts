import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createHistory, type SeedRun } from './github/index.ts';
import { startPlayground } from './playground/playground.ts';
import { startStack } from './stack/stack.ts';

const USAGE = `Usage: npm run sandbox -- [options]

  --endpoint URL         call this interactions endpoint instead of starting the app
  --public-key-out FILE  write the application's public key there
  --port N               port of the page (default: any free one)
  --discord-port N       port of the local Discord's API
  --github-port N        port of the local GitHub's API
  --pace MS              milliseconds for each step of a run (default 700)
`;

const OPTIONS = {
  endpoint: { type: 'string' },
  'public-key-out': { type: 'string' },
  port: { type: 'string', default: '0' },
  'discord-port': { type: 'string', default: '0' },
  'github-port': { type: 'string', default: '0' },
  pace: { type: 'string', default: '700' },
  help: { type: 'boolean', default: false },
} as const;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function history(endingAt: number): SeedRun[] {
  return [
    ...createHistory({
      workflow: 'client-deploy.yml',
      endingAt,
      failSteps: ['Upload to storage'],
    }),
    ...createHistory({
      workflow: 'diagnose.yml',
      endingAt,
      perDay: 3,
      seed: 2,
    }),
  ];
}

/** Ports and milliseconds. */
function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new Error(`--${flag} takes a whole number, not "${text}".`);
}

const LOOK_EVERY_MS = 500;

/** npm does not hand a SIGTERM on to what it runs: all that can be seen of it is that the parent is gone. */
function whenParentIsGone(act: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) act();
  }, LOOK_EVERY_MS).unref();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    print(USAGE);
    return;
  }
  const lines: string[] = [];
  let onLine = (line: string): void => void lines.push(line);
  let onExit = (): void => undefined;
  const closing: (() => Promise<void>)[] = [];
  async function close(): Promise<void> {
    for (const part of closing.splice(0).toReversed()) await part();
    process.exit(0);
  }
  process.on('SIGINT', () => void close());
  process.on('SIGTERM', () => void close());
  if (process.env['npm_lifecycle_event'] !== undefined) {
    whenParentIsGone(() => void close());
  }
  const stack = await startStack({
    discordPort: wholeNumber('discord-port', values['discord-port']),
    githubPort: wholeNumber('github-port', values['github-port']),
    github: {
      pace: wholeNumber('pace', values.pace),
      seed: history(Date.now()),
    },
    ...(values.endpoint === undefined ? {} : { endpoint: values.endpoint }),
    onAppLine: (line) => onLine(line),
    onAppExit: () => onExit(),
  }).catch((error: unknown) => {
    for (const line of lines) process.stderr.write(`app: ${line}\n`);
    throw error;
  });
  closing.push(stack.close);
  const { discord, github } = stack;
  if (values['public-key-out'] !== undefined) {
    await writeFile(values['public-key-out'], `${discord.publicKey}\n`);
  }
  const page = await startPlayground({
    stack,
    port: wholeNumber('port', values.port),
  });
  closing.push(page.close);
  onLine = page.hub.appLine;
  onExit = () => page.hub.setApp('stopped');
  for (const line of lines) onLine(line);

  print('');
  print(`  Playground    ${page.url}`);
  print(`  Discord API   ${discord.url}`);
  print(`  GitHub API    ${github.url}  (${github.repository})`);
  print(`  Endpoint      ${discord.endpoint() ?? 'none'}`);
  if (stack.app === undefined) {
    print('');
    print(
      '  Your app needs these (register your commands with the bot token):',
    );
    print(`  DISCORD_API_URL=${discord.url}`);
    print(`  DISCORD_APPLICATION_ID=${discord.applicationId}`);
    print(`  DISCORD_PUBLIC_KEY=${discord.publicKey}`);
    print(`  DISCORD_BOT_TOKEN=${discord.botToken}`);
    print(`  DISCORD_GUILD_ID=${discord.guildId}`);
  }
  print('');
  print('  Ctrl+C ends it.');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
