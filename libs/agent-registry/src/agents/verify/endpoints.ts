import type { GuardedFetch } from '@yardmaster/url-guard/undici';
import type { Clock } from '@yardmaster/github-dispatcher';
import type { Text } from '../../report/report.ts';
import type { Check } from './check.ts';

/** How long one address may take, milliseconds. */
const TIMEOUT_MS = 8_000;

/** Where something is asked, and through what. */
export interface Target {
  readonly base: string;
  readonly fetch: GuardedFetch;
}

interface Looking {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Every path must answer 200; index.html, which names the files of the build, must not be kept in caches unasked. */
export function checkFrontend(
  target: Target | undefined,
  paths: readonly string[],
  looking: Looking,
): Promise<readonly Check[]> {
  if (target === undefined)
    return notConfigured('frontend', 'Frontend', 'FRONTEND_BASE_URL');
  return Promise.all(
    paths.map((path) =>
      checkPath(`frontend.${path}`, path, target, looking, {
        fix: frontendFix,
        noCache: path.endsWith('/index.html'),
      }),
    ),
  );
}

export function checkApi(
  target: Target | undefined,
  paths: readonly string[],
  looking: Looking,
): Promise<readonly Check[]> {
  if (target === undefined) return notConfigured('api', 'API', 'VITE_API_BASE');
  return Promise.all(
    paths.map((path) =>
      checkPath(`api.${path}`, path, target, looking, {
        fix: apiFix,
        noCache: false,
      }),
    ),
  );
}

async function notConfigured(
  id: string,
  label: string,
  variable: string,
): Promise<readonly Check[]> {
  return [
    {
      id,
      label,
      icon: 'skipped',
      detail: 'not checked, its URL is not configured',
      fix: ['Set ', { code: variable }, ' to check it'],
    },
  ];
}

async function checkPath(
  id: string,
  path: string,
  { base, fetch }: Target,
  { clock, signal }: Looking,
  rule: {
    readonly fix: (status: number | undefined) => Text;
    readonly noCache: boolean;
  },
): Promise<Check> {
  const began = clock.now();
  const timeout = new AbortController();
  const cancel = clock.schedule(TIMEOUT_MS, () => timeout.abort());
  try {
    const response = await fetch(join(base, path), {
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    await response.body?.cancel();
    const { status } = response;
    const durationMs = clock.now() - began;
    const cache = response.headers.get('cache-control');
    const found = { id, label: path, durationMs };
    if (status !== 200)
      return {
        ...found,
        icon: 'failed',
        detail: `responded ${status}`,
        fix: rule.fix(status),
      };
    if (rule.noCache && !hasNoCache(cache))
      return {
        ...found,
        icon: 'failed',
        detail: `200, but cache-control is ${cache === null ? 'missing' : `"${cache.slice(0, 80)}"`} instead of no-cache`,
        fix: [
          'Upload ',
          { code: path.slice(1) },
          ' with ',
          { code: '--cache-control no-cache' },
          ' and invalidate it, so that visitors get the new version at once',
        ],
      };
    return {
      ...found,
      icon: 'passed',
      detail: rule.noCache ? `200, cache-control: ${cache ?? ''}` : '200',
    };
  } catch (error) {
    return {
      id,
      label: path,
      icon: 'failed',
      detail: whyNot(error, timeout.signal),
      fix: rule.fix(undefined),
    };
  } finally {
    cancel();
  }
}

function join(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/+$/, '') + path;
  url.search = '';
  url.hash = '';
  return url.href;
}

function hasNoCache(header: string | null): boolean {
  return (header ?? '')
    .split(',')
    .some((directive) => directive.trim().toLowerCase() === 'no-cache');
}

/** What the system's codes mean to people. */
const NETWORK_WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'the host name is unknown'],
  ['EAI_AGAIN', 'the host name cannot be resolved at present'],
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was reset'],
  ['EHOSTUNREACH', 'the host is unreachable'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
]);

/** Never an address of ours: url-guard's sentences and the codes of the system name none. */
function whyNot(error: unknown, timeout: AbortSignal): string {
  if (timeout.aborted) return `no response within ${TIMEOUT_MS / 1000} s`;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error) || !('code' in cause)) return 'no response';
  // By its code rather than its class, which would load undici with every command.
  return cause.code === 'ERR_URL_REFUSED'
    ? `refused, ${cause.message.replace(/\.$/, '')}`
    : `no response (${NETWORK_WORDS.get(String(cause.code)) ?? String(cause.code)})`;
}

function frontendFix(status: number | undefined): Text {
  if (status === undefined)
    return 'Check that the frontend’s host name leads to the distribution, and its certificate';
  if (status === 403 || status === 404)
    return 'Check that the files are in the bucket, that the distribution may read them, and its default root object';
  return 'Check the distribution and its origin';
}

function apiFix(status: number | undefined): Text {
  return status === undefined
    ? 'Check that the API is up, and that VITE_API_BASE names it'
    : 'Check the API’s log; if the path is unknown to it, VITE_API_BASE may be wrong';
}
