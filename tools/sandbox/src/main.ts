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

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const history = (endingAt: number): SeedRun[] => [
  ...createHistory({
    workflow: 'client-deploy.yml',
    endingAt,
    failSteps: ['Upload to storage'],
  }),
  ...createHistory({ workflow: 'diagnose.yml', endingAt, perDay: 3, seed: 2 }),
];

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    print(USAGE);
    return;
  }
  const lines: string[] = [];
  let onLine = (line: string): void => void lines.push(line);
  let onExit = (): void => undefined;
  const stack = await startStack({
    discordPort: Number(values['discord-port']),
    githubPort: Number(values['github-port']),
    github: { pace: Number(values.pace), seed: history(Date.now()) },
    ...(values.endpoint === undefined ? {} : { endpoint: values.endpoint }),
    onAppLine: (line) => onLine(line),
    onAppExit: () => onExit(),
  }).catch((error: unknown) => {
    for (const line of lines) process.stderr.write(`app: ${line}\n`);
    throw error;
  });
  const { discord, github } = stack;
  if (values['public-key-out'] !== undefined) {
    await writeFile(values['public-key-out'], `${discord.publicKey}\n`);
  }
  const page = await startPlayground({ stack, port: Number(values.port) });
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

  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    await page.close();
    await stack.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void close());
  process.on('SIGTERM', () => void close());
};

main().catch((error: unknown) => {
  process.stderr.write(
    `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
