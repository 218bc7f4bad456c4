import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  apiError,
  cloudflareLimited,
  errorCode,
  rateLimited,
  UNKNOWN_CLIENT,
} from '../wire/api-error.ts';
import { parseBody } from '../wire/body.ts';
import type { EventLog } from './event.ts';
import type { Faults } from './faults.ts';
import { isObject } from '../wire/json.ts';
import type { RateLimits } from './rate-limit.ts';
import type { ApiResponse, Route } from './route.ts';
import {
  redactBody,
  redactHeaders,
  redactPath,
  type Recorder,
} from './recorder.ts';
import {
  refusalViolation,
  requestViolations,
  type ViolationLog,
} from '../rules/violations.ts';

export interface ApiParts {
  readonly botToken: string;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly recorder: Recorder;
  readonly events: EventLog;
  readonly violations: ViolationLog;
}

/** Errors that blame the body. Others depend on the state of things, and an app may meet them. */
const BODY_ERRORS = new Set([40_005, 50_006, 50_035, 50_109]);

/** `DiscordBot (URL, version)`. https://docs.discord.com/developers/reference#user-agent */
function isKnownClient(userAgent: string | undefined): boolean {
  return /^DiscordBot \(https?:\/\/\S+, [^)\s]+\)/.test(userAgent ?? '');
}

type NodeContext = Context<{ readonly Bindings: HttpBindings }>;

async function answerTo(
  { faults, limits, botToken, violations }: ApiParts,
  route: Route,
  context: NodeContext,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ answer: ApiResponse | 'drop'; text: string }> {
  const { operation } = route;
  const header = (name: string): string | undefined => context.req.header(name);
  const parsed = await parseBody(header('content-type'), bytes);
  const text = parsed.ok ? parsed.body.text : parsed.text;
  const reply = (
    answer: ApiResponse | 'drop',
  ): { answer: ApiResponse | 'drop'; text: string } => ({
    answer,
    text,
  });

  if (!isKnownClient(header('user-agent'))) return reply(UNKNOWN_CLIENT);
  const blocked = faults.take('cloudflare-limit', { operation });
  if (blocked !== undefined)
    return reply(cloudflareLimited(blocked.retryAfterSeconds));
  const slow = faults.take('slow', { operation });
  if (slow !== undefined) await sleep(slow.ms ?? 2000);
  if (faults.take('drop', { operation, afterEffect: false }) !== undefined)
    return reply('drop');
  const failed = faults.take('server-error', { operation, afterEffect: false });
  if (failed !== undefined)
    return reply({ ...apiError('internal'), status: failed.status ?? 500 });
  const limited = faults.take('rate-limit', { operation });
  if (limited !== undefined) {
    const { retryAfterSeconds = 1, scope = 'user' } = limited;
    return reply(rateLimited({ retryAfterSeconds, scope }));
  }
  if (route.auth === 'bot' && header('authorization') !== `Bot ${botToken}`) {
    return reply(apiError('unauthorized'));
  }
  const major = [
    context.req.param('channel'),
    context.req.param('guild'),
    context.req.param('token'),
  ];
  const limit = limits.take(
    route,
    major.filter((part) => part !== undefined).join(':'),
  );
  if (limit.error !== undefined) return reply(limit.error);
  if (!parsed.ok) {
    violations.add([refusalViolation(operation, parsed.error)]);
    return reply({ ...parsed.error, headers: limit.headers });
  }
  const answer = await route.handle({
    param: (name) => context.req.param(name) ?? '',
    query: new URL(context.req.url).searchParams,
    body: parsed.body,
  });
  const broken = requestViolations(operation, parsed.body);
  const { status, body = {} } = answer;
  const blamed = isObject(body) && BODY_ERRORS.has(errorCode(body) ?? 0);
  violations.add(
    broken.length === 0 && blamed
      ? [refusalViolation(operation, { status, body })]
      : broken,
  );
  if (faults.take('drop', { operation, afterEffect: true }) !== undefined)
    return reply('drop');
  const late = faults.take('server-error', { operation, afterEffect: true });
  if (late !== undefined)
    return reply({ ...apiError('internal'), status: late.status ?? 500 });
  return reply({ ...answer, headers: { ...limit.headers, ...answer.headers } });
}

function bodyOf({ body, text }: ApiResponse): string {
  return text ?? (body === undefined ? '' : JSON.stringify(body));
}

/** Clients may escape the `@` of `@me` and `@original`. */
function spellings(path: string): readonly string[] {
  return path.includes('@') ? [path, path.replace('@', '%40')] : [path];
}

/** The REST API: each request is read, judged by faults and limits, carried out, and recorded. */
export function createApi(parts: ApiParts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const route of parts.routes) {
    const paths = spellings(`/api/v10${route.path}`);
    app.on(route.method, [...paths], async (context) => {
      const started = performance.now();
      const bytes = new Uint8Array(await context.req.arrayBuffer());
      const { answer, text } = await answerTo(parts, route, context, bytes);
      const url = new URL(context.req.url);
      const path = url.pathname + url.search;
      const headers = context.req.header();
      const dropped = answer === 'drop';
      const responseBody = dropped ? '' : bodyOf(answer);
      const responseHeaders = dropped ? {} : { ...answer.headers };
      const request = parts.recorder.add({
        direction: 'in',
        operation: route.operation,
        method: route.method,
        path: redactPath(path),
        headers: redactHeaders(headers),
        body: redactBody(text),
        status: dropped ? 0 : answer.status,
        responseHeaders,
        responseBody: redactBody(responseBody),
        elapsedMs: Math.round((performance.now() - started) * 10) / 10,
        ...(dropped || answer.interactionId === undefined
          ? {}
          : { interactionId: answer.interactionId }),
        raw: { path, headers, body: text, responseHeaders, responseBody },
      });
      parts.events.emit({ type: 'request', request });
      if (dropped) {
        context.env.outgoing.destroy();
        return RESPONSE_ALREADY_SENT;
      }
      return new Response(responseBody === '' ? null : responseBody, {
        status: answer.status,
        headers: {
          ...responseHeaders,
          ...(answer.body === undefined
            ? {}
            : { 'content-type': 'application/json' }),
        },
      });
    });
  }
  app.notFound((context) => context.json(apiError('notFound').body, 404));
  return app;
}
