import type { Clock, WebhookEvent } from '@yardmaster/github-dispatcher';
import type { AttemptSighting } from './attempt.ts';
import type { History } from './history.ts';
import { jobRecordOf, sightingOf } from './sighting.ts';

/** Events are written together, at most this long after they arrived, milliseconds. */
const FLUSH_AFTER = 5_000;
/** Events that are kept while the history cannot be written; older ones are left to the back-fill. */
const MOST_KEPT = 2_000;

/** Records what webhooks report, about every run of the configured repositories. */
export interface WebhookFeed {
  observe(event: WebhookEvent): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** The time of which a repository's events are known, as far as it is written. */
interface Span {
  readonly from: number;
  to: number;
}

/**
 * From the first `workflow_run` event of a repository on, every attempt is known up to the latest one: GitHub sends an
 * event for each change. Only what is written counts as covered, so what a crash loses, or what a process that was not
 * running missed, is left to the back-fill.
 */
export function createWebhookFeed(options: {
  readonly history: History;
  readonly clock: Clock;
  /** Whether this is one of the configured repositories. */
  readonly isOurs: (repository: string) => boolean;
  readonly warn: (message: string) => void;
}): WebhookFeed {
  const { history, clock, isOurs, warn } = options;
  const spans = new Map<string, Span>();
  let waiting: { readonly sighting: AttemptSighting; readonly at: number }[] =
    [];
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  function later(): void {
    cancel ??= clock.schedule(FLUSH_AFTER, () => {
      cancel = undefined;
      writing = writing.then(flush);
    });
  }

  function stop(): void {
    cancel?.();
    cancel = undefined;
  }

  async function flush(): Promise<void> {
    const batch = waiting;
    // As of now: what arrives while this is written is covered by the next flush.
    const heard = [...spans].map(([repository, { from, to }]) => ({
      repository,
      from,
      to,
    }));
    const [last] = batch.slice(-1);
    if (last === undefined) return;
    waiting = [];
    try {
      // Events that arrived together were recorded together: the latest is a bound for all.
      await history.record(
        batch.map(({ sighting }) => sighting),
        last.at,
      );
      for (const { repository, from, to } of heard)
        await history.addCoverage({
          repository,
          workflow: null,
          how: 'webhook',
          from,
          to,
        });
    } catch (error) {
      warn(`The history cannot be written: ${String(error)}`);
      waiting = [...batch, ...waiting];
      if (waiting.length > MOST_KEPT) {
        waiting = [];
        spans.clear();
      }
      later();
    }
  }

  return {
    observe(event) {
      const { repository } = event;
      if (!isOurs(repository)) return;
      const at = clock.now();
      waiting.push({ sighting: toSighting(event), at });
      if (event.kind === 'workflow_run') {
        const key = repository.toLowerCase();
        const span = spans.get(key);
        if (span === undefined) spans.set(key, { from: at, to: at });
        else span.to = at;
      }
      later();
    },
    async close() {
      stop();
      await writing;
      await flush();
      // A flush that failed has set the timer again.
      stop();
    },
  };
}

function toSighting(event: WebhookEvent): AttemptSighting {
  return event.kind === 'workflow_run'
    ? sightingOf(event.repository, event.run, 'webhook')
    : {
        repository: event.repository,
        runId: event.runId,
        attempt: event.attempt,
        jobs: [jobRecordOf(event.job)],
      };
}
