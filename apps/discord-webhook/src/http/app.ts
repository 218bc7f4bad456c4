import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { Clock } from '@yardmaster/agent-registry';
import { parseInteraction } from '../interaction/interaction.ts';
import type { Respond } from '../interaction/respond.ts';
import { PONG, type InteractionResponse } from '../interaction/response.ts';
import type { Warn } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { createBodyReader, type ReadBody } from './body.ts';
import { BAD_SIGNATURE, type GitHubWebhooks } from './github-webhooks.ts';
import type { SignatureCheck } from './signature.ts';

export interface AppOptions {
  readonly checkSignature: SignatureCheck;
  readonly respond: Respond;
  /** Absent if no webhook secret is configured: the route then does not exist. */
  readonly webhooks?: GitHubWebhooks | undefined;
  /** Whether commands work: the journal can be written, and the process is not about to end. */
  readonly isReady: () => Promise<boolean>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly warn: Warn;
}

type Env = { Bindings: HttpBindings };
export type App = Hono<Env>;

const MIB = 1024 * 1024;
/** An interaction that contains a whole message takes some tens of kilobytes. */
const INTERACTION_LIMITS = { bodyBytes: MIB / 2, roomBytes: 16 * MIB };
/** Events about runs and jobs take some tens of kilobytes. GitHub's own limit of 25 MB is for other events. */
const WEBHOOK_LIMITS = { bodyBytes: 4 * MIB, roomBytes: 32 * MIB };

/** The routes. A refusal repeats nothing that the sender sent. */
export function createApp(options: AppOptions): App {
  const { checkSignature, respond, webhooks, isReady, metrics, clock, warn } =
    options;
  const app: App = new Hono();
  const readInteraction = createBodyReader(INTERACTION_LIMITS);
  const readWebhook = createBodyReader(WEBHOOK_LIMITS);

  function refuseSignature(c: Context<Env>, fault: string): Response {
    metrics.signature(fault);
    return refuse(c, 401, 'invalid request signature');
  }

  function refuseBody(
    c: Context<Env>,
    route: string,
    kind: Exclude<ReadBody['kind'], 'read'>,
  ): Response {
    metrics.bodyRefused(route, kind);
    const [status, text] = REFUSED_BODIES[kind];
    return refuse(c, status, text);
  }

  app.post('/interactions', async (c) => {
    const startedAt = clock.now();
    const { incoming } = c.env;
    const signed = checkSignature.headers(
      single(incoming.headers['x-signature-ed25519']),
      single(incoming.headers['x-signature-timestamp']),
    );
    if (typeof signed === 'string') return refuseSignature(c, signed);
    const body = await readInteraction(incoming);
    if (body.kind !== 'read') return refuseBody(c, 'interactions', body.kind);
    if (!(await checkSignature.verify(signed, body.bytes)))
      return refuseSignature(c, 'mismatch');
    metrics.signature('valid');
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
      const { incoming } = c.env;
      const headers = {
        event: single(incoming.headers['x-github-event']) ?? '',
        delivery: single(incoming.headers['x-github-delivery']) ?? '',
        signature: single(incoming.headers['x-hub-signature-256']),
        contentType: incoming.headers['content-type'],
      };
      if (!webhooks.mayBeSigned(headers))
        return refuse(c, BAD_SIGNATURE.status, BAD_SIGNATURE.text);
      const body = await readWebhook(incoming);
      if (body.kind !== 'read') return refuseBody(c, 'webhooks', body.kind);
      const { status, text } = await webhooks.receive(headers, body.bytes);
      return c.text(text, status);
    });

  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', async (c) =>
    (await isReady()) ? c.text('ready') : c.text('not ready', 503),
  );
  app.get('/metrics', async (c) =>
    c.text(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );

  app.notFound((c) => refuse(c, 404, 'not found'));
  app.onError((error, c) => {
    warn('a request failed', { error });
    return c.text('internal error', 500);
  });
  return app;
}

const REFUSED_BODIES = {
  too_large: [413, 'too large'],
  evicted: [503, 'busy'],
  incomplete: [400, 'incomplete'],
} as const;

/** For a request whose body has not been read: what still arrives of it is discarded, and the connection ends. */
function refuse(
  c: Context<Env>,
  status: 400 | 401 | 404 | 413 | 503,
  text: string,
): Response {
  c.env.incoming.resume();
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
