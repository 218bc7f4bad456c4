import type { IncomingMessage, ServerResponse } from 'node:http';
import { digest } from '../ids.ts';
import { SIGN_ON_PAGE } from './intermediary.ts';
import type { ApiResponse } from './response.ts';
import { jobLog } from '../runs/job-log.ts';
import type { JobRecord } from '../runs/run.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
const SIGN_ON_PATH = '/sso/login';

/** A request to the sign-on page, and whether it carried our credentials to that foreign origin. */
export interface SignOnRequest {
  readonly path: string;
  readonly credentials: boolean;
}

export type LogStore = ReturnType<typeof createLogStore>;

/** Where the 302 of a log leads: another origin, links that last a minute, no credentials taken. */
export function createLogStore(clock: () => number) {
  const links = new Map<
    string,
    { readonly text: string; readonly expiresAt: number }
  >();
  const signOns: SignOnRequest[] = [];
  const written = new Map<number, string>();
  let base = '';
  let made = 0;
  const store = {
    /** Requests to the sign-on page that an intermediary redirects to. */
    signOns: signOns as readonly SignOnRequest[],
    signOnUrl: () => `${base}${SIGN_ON_PATH}`,
    get origin() {
      return base;
    },
    /** The store's own origin, known once its server listens. */
    locate: (origin: string) => {
      base = origin;
    },
    /** Replaces what a job printed; any job can have one, over or not. */
    write: (jobId: number, text: string) => {
      written.set(jobId, text);
    },
    /** What a job printed, or undefined as long as GitHub has no log of it. */
    textOf: (job: JobRecord): string | undefined =>
      written.get(job.id) ??
      (job.status === 'completed' && job.steps.length > 0
        ? jobLog(job)
        : undefined),
    link(text: string): string {
      const key = digest(`log ${made++}`).slice(0, 32);
      for (const [old, entry] of links) {
        // Past links answer 403 for a while, as if the store remembered them.
        if (entry.expiresAt + HOUR <= clock()) links.delete(old);
      }
      const expiresAt = clock() + MINUTE;
      links.set(key, { text, expiresAt });
      return `${base}/logs/${key}?se=${encodeURIComponent(new Date(expiresAt).toISOString())}&sp=r&sig=${digest(key).slice(0, 24)}`;
    },
    answer(path: string, authorization: string | undefined): ApiResponse {
      if (path.startsWith(SIGN_ON_PATH)) {
        signOns.push({ path, credentials: authorization !== undefined });
        return SIGN_ON_PAGE;
      }
      // Blob storage takes a second credential beside the signed link for a mistake.
      if (authorization !== undefined) {
        return {
          status: 400,
          text: 'InvalidAuthenticationInfo: this link is its own credential; send no Authorization header.',
        };
      }
      const [, key = ''] = /^\/logs\/(\w+)\?.*\bsig=/.exec(path) ?? [];
      const entry = links.get(key);
      if (entry === undefined) return { status: 404, text: 'BlobNotFound' };
      return entry.expiresAt <= clock()
        ? { status: 403, text: 'AuthenticationFailed: the link has expired.' }
        : { status: 200, text: entry.text };
    },
    handle: (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      const { status, text, headers } = store.answer(
        incoming.url ?? '/',
        incoming.headers.authorization,
      );
      outgoing.writeHead(status, { ...PLAIN, ...headers }).end(text);
    },
  };
  return store;
}
