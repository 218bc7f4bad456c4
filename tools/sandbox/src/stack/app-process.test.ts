import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createAppProcess } from './app-process.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function script(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'app-process-'));
  folders.push(folder);
  const file = join(folder, 'app.mjs');
  await writeFile(file, text);
  return file;
}

const SERVER = `
import { createServer } from 'node:http';
const names = Object.keys(process.env).sort().join(' ');
createServer((request, response) => response.end(names)).listen(Number(process.env.PORT), process.env.HOST);
console.log('up with', process.argv[2]);
`;

it('starts on an address that stays, stops, and starts again', async () => {
  const lines: string[] = [];
  const exits: (number | null)[] = [];
  const app = await createAppProcess({
    env: { GREETING: 'hello' },
    entry: await script(SERVER),
    flags: ['--flag'],
    onLine: (line) => lines.push(line),
    onExit: (code) => exits.push(code),
  });
  for (const end of [app.stop, app.kill]) {
    await app.start();
    expect(await (await fetch(app.url)).text()).toBe('GREETING HOST PORT');
    await end();
    expect(app.isRunning()).toBe(false);
  }
  expect(lines).toEqual(['up with --flag', 'up with --flag']);
  expect(exits).toEqual([]);
});

it('says that the app ended before it was ready', async () => {
  const exits: (number | null)[] = [];
  const app = await createAppProcess({
    env: {},
    entry: await script('process.exit(3)'),
    onExit: (code) => exits.push(code),
  });
  await expect(app.start()).rejects.toThrow('before it was ready');
  expect(exits).toEqual([3]);
});
