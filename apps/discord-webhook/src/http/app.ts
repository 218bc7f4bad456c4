import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { Clock } from '@yardmaster/agent-registry';
import type { Respond } from '../interaction/respond.ts';
import { PONG, type InteractionResponse } from '../interaction/response.ts';
import { createBodyReader, type ReadBody } from './body.ts';
import type { GitHubWebhooks } from './github-webhooks.ts';
import { parseInteraction } from '../interaction/interaction.ts';
import type { Warn } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { SignatureCheck } from './signature.ts';

export interface AppOptions {
  readonly checkSignature: SignatureCheck;
  readonly respond: Respond;
  /** Absent where no webhook secret is configured: the route then does not exist. */
  readonly webhooks?: GitHubWebhooks;
  /** Whether commands would work: the journal answers, and the process is not about to end. */
  readonly isReady: () => Promise<boolean>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly warn: Warn;
}

export type App = Hono<{ Bindings: HttpBindings }>;

/** An interaction with a whole message in it takes some tens of kilobytes. */
const INTERACTION_BYTES = 512 * 1024;
/** What all bodies that are being read may take together. */
const ROOM_BYTES = 64 * 1024 * 1024;
/** Far above any event about a run or a job; GitHub cuts at 25 MB, which nobody unknown may make us keep. */
const WEBHOOK_BYTES = 4 * 1024 * 1024;

/** The routes. Nothing a sender gives stands in a refusal. */
export function createApp(options: AppOptions): App {
  const { checkSignature, respond, webhooks, isReady, metrics, clock, warn } =
    options;
  const app: App = new Hono();
  const readBody = createBodyReader(ROOM_BYTES);

  app.post('/interactions', async (c) => {
    const startedAt = clock.now();
    const body = await readBody(c.env.incoming, INTERACTION_BYTES);
    if (body.kind !== 'read') return refuseBody(c, body.kind);
    const { headers } = c.env.incoming;
    const fault = await checkSignature(
      single(headers['x-signature-ed25519']),
      single(headers['x-signature-timestamp']),
      body.bytes,
    );
    metrics.signature(fault ?? 'valid');
    if (fault !== null) return c.text('invalid request signature', 401);
    const interaction = parseInteraction(body.bytes);
    if (interaction === null) return c.text('not an interaction', 400);
    const response =
      interaction.kind === 'ping' ? PONG : await respond(interaction);
    metrics.responded(
      interaction.kind,
      response.body.type,
      clock.now() - startedAt,
    );
    return toHttp(response);
  });

  if (webhooks !== undefined)
    app.post('/github/webhooks', async (c) => {
      const body = await readBody(c.env.incoming, WEBHOOK_BYTES);
      if (body.kind !== 'read') return refuseBody(c, body.kind);
      const { headers } = c.env.incoming;
      const response = await webhooks({
        event: single(headers['x-github-event']) ?? '',
        delivery: single(headers['x-github-delivery']) ?? '',
        signature: single(headers['x-hub-signature-256']),
        body: body.bytes,
      });
      return c.text(response.text, response.status);
    });

  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', async (c) =>
    (await isReady()) ? c.text('ready') : c.text('not ready', 503),
  );
  app.get('/metrics', async (c) =>
    c.text(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );

  app.notFound((c) => c.text('not found', 404));
  app.onError((error, c) => {
    warn('a request failed', { error });
    return c.text('internal error', 500);
  });
  return app;
}

const REFUSED_BODIES = {
  too_large: [413, 'too large'],
  busy: [503, 'busy'],
  incomplete: [400, 'incomplete'],
} as const satisfies Record<
  Exclude<ReadBody['kind'], 'read'>,
  readonly [number, string]
>;

function refuseBody(c: Context, kind: keyof typeof REFUSED_BODIES): Response {
  const [status, text] = REFUSED_BODIES[kind];
  c.header('connection', 'close');
  return c.text(text, status);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}

function toHttp({ body, files }: InteractionResponse): Response {
  if (files.length === 0) return Response.json(body);
  const form = new FormData();
  const json = new Blob([JSON.stringify(body)], { type: 'application/json' });
  form.set('payload_json', json);
  files.forEach(({ name, contentType, data }, index) => {
    const file = new Blob([new Uint8Array(data)], { type: contentType });
    form.set(`files[${index}]`, file, name);
  });
  return new Response(form);
}
