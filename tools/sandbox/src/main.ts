import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createHistory, type SeedRun } from './github/index.ts';
import { startPlayground } from './playground/playground.ts';
import { startStack } from './stack/stack.ts';

const USAGE = `Usage: npm run sandbox -- [options]

  --endpoint URL         call this interactions endpoint instead of starting the app
  --public-key-out FILE  write the application's public key to this file
  --port N               port of the playground (default: any free port)
  --discord-port N       port of the local Discord's API (default: any free port)
  --github-port N        port of the local GitHub's API (default: any free port)
  --pace MS              milliseconds per step of a run (default: 700)
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
  throw new Error(`Invalid --${flag} "${text}": use a whole number.`);
}

const PARENT_CHECK_MS = 500;

/** npm does not pass SIGTERM on to its child: the only sign of it is that the parent is gone. */
function whenParentIsGone(act: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) act();
  }, PARENT_CHECK_MS).unref();
}

/** Lines for a POSIX shell. The webhook secret stays out: only the app needs it. */
function exportLines(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env)
    .filter(([name]) => name !== 'GITHUB_WEBHOOK_SECRET')
    .map(
      ([name, value]) =>
        `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
    );
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
  print('');
  print(
    stack.app === undefined
      ? '  Configure your app with these variables, and register your commands with the bot token:'
      : '  Copy these lines into another terminal to use the CLI with this sandbox:',
  );
  print('');
  for (const line of exportLines(stack.env)) print(line);
  if (stack.app !== undefined) print('npm run --silent cli -- status');
  print('');
  print('  Press Ctrl+C to stop.');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
