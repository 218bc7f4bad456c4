import { serve } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { AddressInfo } from 'node:net';
import { isObject } from '../discord/wire/json.ts';
import type { Stack } from '../stack/stack.ts';
import { createActions } from './actions.ts';
import { readAsset } from './assets.ts';
import { GITHUB_FAULTS } from './github-faults.ts';
import { createHub, type Hub } from './hub.ts';
import { PLANS } from './plans.ts';
import type { Update } from './wire.ts';

export interface Playground {
  /** The page. */
  readonly url: string;
  readonly hub: Hub;
  readonly close: () => Promise<void>;
}

export interface PlaygroundOptions {
  readonly stack: Stack;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
}

function headers(stack: Stack): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      `img-src 'self' data: ${new URL(stack.discord.url).origin}`,
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

/** Pages of other origins must not drive the sandbox, nor names that were rebound to this address. */
function isOwnPage(context: Context, ownHost: string): boolean {
  return (
    [ownHost, ownHost.replace('127.0.0.1', 'localhost')].includes(
      context.req.header('host') ?? '',
    ) &&
    ['same-origin', 'none', undefined].includes(
      context.req.header('sec-fetch-site'),
    )
  );
}

/** Serves the page, its live updates (`/api/events`), and what its buttons do (`POST /api/…`). */
export async function startPlayground({
  stack,
  port = 0,
  host = '127.0.0.1',
}: PlaygroundOptions): Promise<Playground> {
  const hub = createHub(stack);
  const actions = createActions(stack, hub) as Readonly<
    Record<string, (body: unknown) => unknown>
  >;
  const app = new Hono();
  let ownHost = '';

  app.use(async (context, next) => {
    if (!isOwnPage(context, ownHost))
      return context.text('This page is for its own origin only.', 403);
    await next();
    for (const [name, value] of Object.entries(headers(stack)))
      context.header(name, value);
    return undefined;
  });
  app.get('/api/events', (context) =>
    streamSSE(context, async (stream) => {
      const send = (update: Update): Promise<void> =>
        stream.writeSSE({ data: JSON.stringify(update) });
      const stop = hub.subscribe((update) => void send(update));
      await send({ type: 'snapshot', snapshot: hub.snapshot() });
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
    }),
  );
  app.post('/api/:action', async (context) => {
    const name = context.req.param('action');
    const body: unknown = await context.req.json().catch(() => undefined);
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined || !isObject(body))
      return context.json({ message: 'No such action.' }, 404);
    try {
      return context.json((await action(body)) ?? {});
    } catch (error) {
      return context.json(
        { message: error instanceof Error ? error.message : String(error) },
        400,
      );
    }
  });
  app.get('/api/names', (context) =>
    context.json({
      plans: Object.keys(PLANS),
      githubFaults: Object.keys(GITHUB_FAULTS),
    }),
  );
  app.get('*', async (context) => {
    const path =
      context.req.path === '/' ? '/client/index.html' : context.req.path;
    const asset = await readAsset(path);
    return asset === undefined
      ? context.text('Not found', 404)
      : context.body(asset.body, 200, { 'content-type': asset.type });
  });

  const server = await new Promise<ReturnType<typeof serve>>(
    (resolve, reject) => {
      const started = serve({ fetch: app.fetch, port, hostname: host }, () =>
        resolve(started),
      );
      started.once('error', reject);
    },
  );
  ownHost = `${host}:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${ownHost}/`,
    hub,
    close: () =>
      new Promise((resolve) => {
        hub.close();
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
