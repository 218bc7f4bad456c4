import type { Clock, WebhookEvent } from '@yardmaster/github-dispatcher';
import { backoff } from './transitions.ts';
import type { Observed } from './watch.ts';

/** Webhooks kept while the journal is away. Beyond that the oldest is dropped; its follow asks GitHub itself later. */
const MAX_EVENTS = 10_000;
/** The journal is back for at most this long before a kept webhook is written, milliseconds. */
const LONGEST_RETRY_MS = 10_000;

export interface KeptEvents {
  /** Never rejects: a webhook whose effect cannot be written is kept and retried until it is. */
  observe(event: WebhookEvent): Promise<Observed>;
  /** Resolves once no write is running. */
  settled(): Promise<void>;
  /** Stops retrying. */
  close(): void;
}

/** GitHub sends a webhook once: what could not be written would be lost. */
export function createKeptEvents(options: {
  readonly observe: (event: WebhookEvent) => Promise<Observed>;
  readonly clock: Clock;
  readonly warn: (message: string, id: string) => void;
}): KeptEvents {
  const { observe, clock, warn } = options;
  let kept: WebhookEvent[] = [];
  let failures = 0;
  let closed = false;
  let retrying: Promise<void> | undefined;
  let cancelRetry: (() => void) | undefined;

  function keep(event: WebhookEvent, error: unknown): void {
    if (kept.length === 0)
      warn(
        `A webhook could not be written and is kept, with those that follow: ${String(error)}`,
        '',
      );
    kept.push(event);
    if (kept.length > MAX_EVENTS) {
      kept.shift();
      warn('A kept webhook was dropped: too many are kept', '');
    }
    retryLater();
  }

  function retryLater(): void {
    if (closed || cancelRetry !== undefined || retrying !== undefined) return;
    failures += 1;
    cancelRetry = clock.schedule(
      Math.min(backoff(failures), LONGEST_RETRY_MS),
      () => {
        cancelRetry = undefined;
        retrying = retryAll().finally(() => {
          retrying = undefined;
          if (kept.length > 0) retryLater();
        });
      },
    );
  }

  /** In order of arrival, until one fails. */
  async function retryAll(): Promise<void> {
    const waiting = kept;
    kept = [];
    for (const [index, event] of waiting.entries()) {
      try {
        if (closed) throw new Error('closed');
        await observe(event);
        failures = 0;
      } catch {
        kept = [...waiting.slice(index), ...kept].slice(-MAX_EVENTS);
        return;
      }
    }
  }

  return {
    async observe(event) {
      try {
        return await observe(event);
      } catch (error) {
        keep(event, error);
        return 'kept';
      }
    },
    async settled() {
      await retrying;
    },
    close() {
      closed = true;
      cancelRetry?.();
    },
  };
}
