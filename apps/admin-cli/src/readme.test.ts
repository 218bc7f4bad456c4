import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startLocalDiscord,
  type LocalDiscord,
} from '@yardmaster/sandbox/discord';
import { openWorld, type World, discordEnv } from './testing/world.ts';

/** The id and the run number that the README writes; each stands for the newest there is. */
const SHORT_ID = '1f0c9a2b';
const RUN = '20363538233';

let world: World;
let discord: LocalDiscord;
let site: Server;
beforeAll(async () => {
  discord = await startLocalDiscord({ rateLimits: false });
  world = await openWorld({ pace: 15 });
  site = createServer((_request, response) =>
    response.writeHead(200, { 'cache-control': 'no-cache' }).end('ok'),
  );
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => site.close(resolve));
  await world.close();
  await discord.close();
});

const text = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
const examples = [...text.matchAll(/^\$ yardmaster (.*)$/gm)].map(
  ([, line = '']) => {
    const [command = '', note = ''] = line.split(/\s+#\s*/);
    return { command, code: Number(/exits (\d)/.exec(note)?.[1] ?? 0) };
  },
);

it('has examples that do what it says', { timeout: 60_000 }, async () => {
  const { port } = site.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...discordEnv(discord),
    FRONTEND_BASE_URL: url,
    VITE_API_BASE: url,
  };
  expect(examples.length).toBeGreaterThan(18);
  for (const { command, code } of examples) {
    const listed = await world.run([
      'journal',
      'list',
      '--command',
      'deploy-client',
      '--limit',
      '1',
      '--json',
    ]);
    const [newest] = listed.json()['invocations'] as { shortId: string }[];
    const argv = command
      .replace(SHORT_ID, newest?.shortId ?? SHORT_ID)
      .replace(RUN, String(world.github.runs()[0]?.id ?? RUN))
      .split(' ');
    // A run that is to be run again has ended; one that is to be cancelled has not.
    const [run] = world.github.runs();
    if (argv[0] === 'rerun' && run) world.github.finish(run.id);
    const starts = argv[0] === 'deploy-client' && !argv.includes('--wait');
    world.github.setPace(starts || argv[0] === 'cancel' ? 'manual' : 15);
    const ran = await world.run(argv, { env });
    expect({ command, code: ran.code, stderr: ran.stderr }).toEqual({
      command,
      code,
      stderr: expect.any(String),
    });
    if (argv.includes('--json')) ran.json();
  }
});
