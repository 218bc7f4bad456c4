import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from './testing/world.ts';

/** One for each secret that the app holds; a proxy may send any of them back to us. */
const CANARIES = {
  botToken: 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GcAnAr.canaryOfTheBotTokenCanary01',
  githubToken: 'ghp_canaryOfTheGitHubTokenCanary0123456789',
  webhookSecret: 'canary-of-the-webhook-secret',
};

let world: World;
let hostile: Server;
/** Bodies that the app sent to GitHub and Discord. */
let sent: string[];
afterEach(async () => {
  await world.close();
  hostile.closeAllConnections();
  hostile.close();
});

/** Refuses everything, and repeats every secret, and the request itself, in every field that a client may show. */
async function startHostileApi(status: number): Promise<string> {
  sent = [];
  hostile = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    sent.push(body);
    const { url, headers } = request;
    const all = [...Object.values(CANARIES), url, headers.authorization].join(
      ' ',
    );
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-github-request-id': CANARIES.githubToken,
      'x-accepted-github-permissions': all,
      location: `https://example.com/${CANARIES.githubToken}`,
    });
    response.end(
      JSON.stringify({
        message: `Refused: ${all}`,
        code: 50035,
        documentation_url: `https://example.com/?token=${CANARIES.githubToken}`,
        errors: [{ message: all, field: all, code: all, resource: all }],
        [CANARIES.botToken]: all,
      }),
    );
  });
  hostile.listen(0, '127.0.0.1');
  await once(hostile, 'listening');
  return `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
}

/** Where a secret stands in a text; empty if it does not. */
function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return at < 0 ? '' : text.slice(Math.max(0, at - 200), at + 20);
}

async function journalFiles(): Promise<string> {
  const names = await readdir(world.directory);
  const files = await Promise.all(
    names.map((name) => readFile(join(world.directory, name), 'latin1')),
  );
  return files.join('\n');
}

describe.each([400, 401, 403, 404, 422, 429, 500])(
  'secrets that GitHub and Discord repeat in a %d',
  { timeout: 60_000 },
  (status) => {
    it('appear in no log, metric, message or journal', async () => {
      const url = await startHostileApi(status);
      world = await startWorld({
        register: true,
        env: {
          LOG_LEVEL: 'trace',
          DISCORD_API_URL: url,
          GITHUB_API_URL: url,
          DISCORD_BOT_TOKEN: CANARIES.botToken,
          GITHUB_TOKEN: CANARIES.githubToken,
          GITHUB_WEBHOOK_SECRET: CANARIES.webhookSecret,
        },
      });
      const { discord, logged } = world;
      for (const name of ['status', 'deploy-client', 'verify-latest'])
        expect(await discord.sendCommand({ name })).toMatchObject({
          outcome: 'answered',
        });
      const metrics = await (await fetch(`${world.url}/metrics`)).text();
      await world.app.stop();
      const messages = discord.requests.map(({ responseBody }) => responseBody);
      const shown = [...logged, metrics, ...messages, ...sent].join('\n');
      expect(logged.join('')).toContain('commands not registered');
      for (const secret of [
        ...Object.values(CANARIES),
        ...discord.interactions().map(({ token }) => token),
      ])
        expect(around(shown, secret)).toBe('');
      // The journal keeps interaction tokens for as long as they are valid: they edit the message after a restart.
      const journal = await journalFiles();
      expect(journal).toContain('deploy-client');
      for (const secret of Object.values(CANARIES))
        expect(around(journal, secret)).toBe('');
    });
  },
);
