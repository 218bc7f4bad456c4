import type { IncomingMessage, ServerResponse } from 'node:http';
import { digest } from '../ids.ts';
import { jobLog } from '../runs/job-log.ts';
import type { JobRecord } from '../runs/run.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

export interface LogResponse {
  readonly status: number;
  readonly text: string;
}

export type LogStore = ReturnType<typeof createLogStore>;

/** Where the 302 of a log leads: another origin, links that last a minute, no credentials taken. */
export function createLogStore(clock: () => number) {
  const links = new Map<
    string,
    { readonly text: string; readonly expiresAt: number }
  >();
  const written = new Map<number, string>();
  let base = '';
  let made = 0;
  const store = {
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
    answer(path: string, authorization: string | undefined): LogResponse {
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
      const { status, text } = store.answer(
        incoming.url ?? '/',
        incoming.headers.authorization,
      );
      const type = { 'content-type': 'text/plain; charset=utf-8' };
      outgoing.writeHead(status, type).end(text);
    },
  };
  return store;
}
