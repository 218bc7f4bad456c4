import { serve } from '@hono/node-server';
import { DiscordHono } from 'discord-hono';
import { announce, content, publicKey } from './listen.js';

const app = new DiscordHono().command('agents', (c) =>
  c.flags('EPHEMERAL').res(content),
);
const env = { DISCORD_PUBLIC_KEY: publicKey };
announce(
  serve({
    fetch: (request) => app.fetch(request, env),
    port: 0,
    hostname: '127.0.0.1',
  }),
);
