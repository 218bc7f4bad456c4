import type { Failure, FailureReason } from '../../github.ts';
import { asArray, asObject, asString, type Json } from '../../json.ts';
import { redactSecrets } from '../../redaction/redact-secrets.ts';

/** One HTTP response, free of any client library's types. Header names are lower case. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON, or the text of anything else. */
  readonly data: unknown;
  /** Who answered: the host of the last address. */
  readonly host: string;
};

export type FailureContext = {
  /** Milliseconds since the epoch on the host's clock. */
  readonly now: number;
  /** Turns a time of GitHub's into one of the host's. */
  readonly toHostTime: (serverTime: number) => number;
  /** What the request carried; a proxy may echo it. */
  readonly secrets: readonly string[];
};

/** GitHub asks for at least a minute if it limits without a time. */
const UNSTATED_PAUSE_MS = 60_000;
const MAX_MESSAGE = 500;

const REASONS: Readonly<Record<number, FailureReason>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'gone',
  422: 'invalid',
};

/** The reasons of a 403 that GitHub distinguishes by its message alone. */
const FORBIDDEN_MESSAGES: readonly (readonly [RegExp, FailureReason])[] = [
  [/\bIP allow list enabled\b/i, 'ip_not_allowed'],
  [/\bSAML (?:enforcement|SSO|single sign-on)\b/i, 'sso_required'],
  [/\brepository was archived\b|\brepository is archived\b/i, 'archived'],
];

/** What a response of 300 and above means, if it is GitHub's. A 304 and a redirect are handled before. */
export function failureOf(
  response: HttpResponse,
  context: FailureContext,
): Failure {
  const { status } = response;
  const message = messageOf(response, context.secrets);
  if (isRateLimited(response, message)) {
    return {
      ok: false,
      reason: 'rate_limited',
      message,
      status,
      retryAt: new Date(retryAtOf(response, context)),
      definite: true,
    };
  }
  if (status >= 500 || status === 408)
    return {
      ok: false,
      reason: 'unavailable',
      message,
      status,
      definite: false,
    };
  if (!isGitHubError(response)) return intermediary(response);
  const permission = permissionOf(response);
  return {
    ok: false,
    reason: reasonOf(response, message),
    message,
    status,
    definite: true,
    ...(permission === undefined ? {} : { permission }),
  };
}

/** Something on the way answered in GitHub's place. Whether GitHub saw the request is not known. */
export function intermediary(
  { status, headers, host }: HttpResponse,
  redirectedTo?: string,
): Failure {
  const type = headers['content-type']?.split(';')[0] ?? 'no content type';
  const message =
    redirectedTo === undefined
      ? `${host} answered with HTTP ${status} and ${type}, which is not a response of GitHub's API. Check the proxy and the API URL.`
      : `${host} redirects to ${redirectedTo}, which is not GitHub's API. The redirect was not followed. Check the proxy and the API URL.`;
  // A proxy that asks for its own credentials has forwarded nothing.
  if (status === 407)
    return {
      ok: false,
      reason: 'unavailable',
      network: 'proxy',
      message:
        'The proxy asks for credentials (HTTP 407). Add them to the URL of the proxy.',
      status,
      definite: true,
    };
  return {
    ok: false,
    reason: 'unavailable',
    network: 'intermediary',
    message,
    status,
    definite: false,
  };
}

/** A response to a read or a write that has no documented form: nothing is known of what it did. */
export function malformedResponse(response: HttpResponse): Failure {
  return intermediary(response);
}

/** JSON, or nothing at all. */
export function isGitHubSuccess({ data }: HttpResponse): boolean {
  return (
    data === undefined ||
    data === '' ||
    (typeof data === 'object' && !(data instanceof ArrayBuffer))
  );
}

function isGitHubError({ data }: HttpResponse): boolean {
  return asString(asObject(data)?.['message']) !== undefined;
}

function reasonOf(
  { status, headers }: HttpResponse,
  message: string,
): FailureReason {
  if (status === 403) {
    if (headers['x-github-sso']?.startsWith('required')) return 'sso_required';
    const known = FORBIDDEN_MESSAGES.find(([words]) => words.test(message));
    if (known !== undefined) return known[1];
  }
  return REASONS[status] ?? 'unexpected';
}

/**
 * `actions=write; contents=read, actions=write` (alternatives are separated by semicolons) as `Actions: write`.
 * @see https://docs.github.com/en/rest/overview/permissions-required-for-fine-grained-personal-access-tokens
 */
function permissionOf({ status, headers }: HttpResponse): string | undefined {
  if (status !== 403 && status !== 404) return undefined;
  const [first = ''] = (headers['x-accepted-github-permissions'] ?? '').split(
    ';',
  );
  const names = first
    .split(',')
    .map((item) => /^\s*([a-z_]{1,60})=([a-z]{1,10})\s*$/.exec(item))
    .filter((match) => match !== null)
    .map(([, name = '', level = '']) => {
      const words = name.replaceAll('_', ' ');
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${level}`;
    });
  return names.length === 0 ? undefined : names.join(', ');
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function isRateLimited(response: HttpResponse, message: string): boolean {
  if (response.status === 429) return true;
  if (response.status !== 403) return false;
  return (
    response.headers['x-ratelimit-remaining'] === '0' ||
    response.headers['retry-after'] !== undefined ||
    /\bsecondary rate limit\b|\brate limit exceeded\b|\babuse detection\b/i.test(
      message,
    )
  );
}

function retryAtOf(
  { headers }: HttpResponse,
  { now, toHostTime }: FailureContext,
): number {
  const after = headers['retry-after'];
  if (after !== undefined) {
    if (/^\d{1,9}$/.test(after)) return now + Number(after) * 1_000;
    const at = Date.parse(after);
    if (!Number.isNaN(at)) return toHostTime(at);
  }
  const until = exhaustedUntil(headers);
  return until === undefined ? now + UNSTATED_PAUSE_MS : toHostTime(until);
}

/** If the primary limit is used up: when it resets, epoch milliseconds on GitHub's clock. */
export function exhaustedUntil(
  headers: HttpResponse['headers'],
): number | undefined {
  if (headers['x-ratelimit-remaining'] !== '0') return undefined;
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isFinite(reset) && reset > 0 ? reset * 1_000 : undefined;
}

function messageOf(
  { status, data, host }: HttpResponse,
  secrets: readonly string[],
): string {
  const json: Json | undefined = asObject(data);
  const message = asString(json?.['message']);
  if (message === undefined) return `${host} answered with HTTP ${status}.`;
  const details = (asArray(json?.['errors']) ?? [])
    .map((error) => asString(error) ?? asString(asObject(error)?.['message']))
    .filter((detail) => detail !== undefined);
  const text =
    details.length === 0 ? message : `${message}: ${details.join('; ')}`;
  // Cut far behind what is shown, then redacted, then cut: half of a secret has no form.
  return redactSecrets(text.slice(0, 8 * MAX_MESSAGE), secrets).slice(
    0,
    MAX_MESSAGE,
  );
}
