import { isObject, type JsonObject } from './json.ts';

/** One fault of a request body; `path` is dotted, as in `embeds.0.title`. */
export interface Problem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** An answer of the API that is not a success, in Discord's shape. */
export interface ApiError {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers?: Record<string, string>;
}

/** The JSON error codes that the local Discord answers with. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const KNOWN = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  methodNotAllowed: [405, 0, '405: Method Not Allowed'],
  internal: [500, 0, '500: Internal Server Error'],
  unknownApplication: [404, 10_002, 'Unknown Application'],
  unknownChannel: [404, 10_003, 'Unknown Channel'],
  unknownGuild: [404, 10_004, 'Unknown Guild'],
  unknownMessage: [404, 10_008, 'Unknown Message'],
  unknownWebhook: [404, 10_015, 'Unknown Webhook'],
  unknownInteraction: [404, 10_062, 'Unknown interaction'],
  unknownCommand: [404, 10_063, 'Unknown application command'],
  missingAccess: [403, 50_001, 'Missing Access'],
  cannotMessageUser: [403, 50_007, 'Cannot send messages to this user'],
  missingPermissions: [403, 50_013, 'Missing Permissions'],
  invalidRecipient: [400, 50_033, 'Invalid Recipient(s)'],
  archivedThread: [400, 50_083, 'Thread is archived'],
  tooManyCommands: [
    400,
    30_032,
    'Maximum number of application commands reached (100)',
  ],
  dailyCommandCreates: [
    429,
    30_034,
    'Max number of daily application command creates has been reached (200)',
  ],
  oldMessageEdits: [
    429,
    30_046,
    'Maximum number of edits to messages older than 1 hour reached. Try again later.',
  ],
  tooLarge: [413, 40_005, 'Request entity too large'],
  acknowledged: [400, 40_060, 'Interaction has already been acknowledged.'],
  foreignMessage: [
    403,
    50_005,
    'Cannot edit a message authored by another user',
  ],
  emptyMessage: [400, 50_006, 'Cannot send an empty message'],
  invalidToken: [401, 50_027, 'Invalid Webhook Token'],
  invalidJson: [400, 50_109, 'The request body contains invalid JSON.'],
} as const satisfies Record<string, readonly [number, number, string]>;

export type ApiErrorName = keyof typeof KNOWN;

export function apiError(name: ApiErrorName): ApiError {
  const [status, code, message] = KNOWN[name];
  return { status, body: { message, code } };
}

/** 50035: `{ code, message, errors: { embeds: { 0: { title: { _errors: [...] } } } } }`. */
export function invalidForm(problems: readonly Problem[]): ApiError {
  const errors: JsonObject = {};
  for (const { path, code, message } of problems) {
    let node = errors;
    for (const key of path === '' ? [] : path.split('.')) {
      const next = node[key];
      const child = isObject(next) ? next : {};
      node[key] = child;
      node = child;
    }
    const list = Array.isArray(node['_errors']) ? node['_errors'] : [];
    node['_errors'] = [...list, { code, message }];
  }
  return {
    status: 400,
    body: { message: 'Invalid Form Body', code: 50_035, errors },
  };
}

export interface RateLimitFacts {
  readonly retryAfterSeconds: number;
  readonly scope: 'user' | 'global' | 'shared';
}

/** https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit */
export function rateLimited({
  retryAfterSeconds,
  scope,
}: RateLimitFacts): ApiError {
  return {
    status: 429,
    body: {
      message: 'You are being rate limited.',
      retry_after: Number(retryAfterSeconds.toFixed(3)),
      global: scope === 'global',
    },
    headers: {
      'retry-after': String(Math.ceil(retryAfterSeconds)),
      'x-ratelimit-scope': scope,
      ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
    },
  };
}

/** The JSON error code of a body, if it is one of Discord's errors. */
export function errorCode(body: unknown): number | undefined {
  return isObject(body) && typeof body['code'] === 'number'
    ? body['code']
    : undefined;
}

/** Cloudflare, in front of the API, refuses clients that do not say who they are. */
export const UNKNOWN_CLIENT = {
  status: 403,
  text: 'error code: 1010',
  headers: {
    'content-type': 'text/plain; charset=UTF-8',
    server: 'cloudflare',
  },
} as const;

/** Cloudflare's own rate limit: HTML, and none of the API's headers. */
export function cloudflareLimited(retryAfterSeconds: number) {
  return {
    status: 429,
    text: '<!doctype html><html lang="en-US"><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head><body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>',
    headers: {
      'content-type': 'text/html; charset=UTF-8',
      'retry-after': String(Math.ceil(retryAfterSeconds)),
      server: 'cloudflare',
    },
  };
}
