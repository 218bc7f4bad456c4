import type { Clock, WebhookEvent } from '@yardmaster/github-dispatcher';
import type { AttemptSighting } from './attempt.ts';
import type { History } from './history.ts';
import { jobRecordOf, sightingOf } from './sighting.ts';

/** Events are written together, at most this long after they arrived, milliseconds. */
const FLUSH_AFTER = 10_000;
/** What is covered is written at most this often, milliseconds. */
const COVER_EVERY = 60_000;
/** Events that are kept while the history cannot be written; older ones are left to the back-fill. */
const MOST_KEPT = 2_000;

/** Records what is seen as it happens: webhooks about every run of the configured repositories, and followed runs. */
export interface HistoryFeed {
  observe(event: WebhookEvent): void;
  add(sighting: AttemptSighting): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** The time of which a repository's events are known, as far as it is written. */
interface Span {
  readonly from: number;
  to: number;
  /** Up to when it is written. */
  covered: number;
}

/**
 * From the first `workflow_run` event of a repository on, every attempt is known up to the latest one: GitHub sends an
 * event for each change. Only what is written counts as covered, so what a crash loses, or what a process that was not
 * running missed, is left to the back-fill.
 */
export function createHistoryFeed(options: {
  readonly history: History;
  readonly clock: Clock;
  /** Whether this is one of the configured repositories. */
  readonly isOurs: (repository: string) => boolean;
  readonly warn: (message: string) => void;
}): HistoryFeed {
  const { history, clock, isOurs, warn } = options;
  const spans = new Map<string, Span>();
  let waiting: { readonly sighting: AttemptSighting; readonly at: number }[] =
    [];
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  function later(): void {
    cancel ??= clock.schedule(FLUSH_AFTER, () => {
      cancel = undefined;
      writing = writing.then(() => flush());
    });
  }

  function stop(): void {
    cancel?.();
    cancel = undefined;
  }

  /** Spans that have grown enough to be written, as of now: what arrives later is covered by a later flush. */
  function grown(least: number): (() => Promise<void>)[] {
    return [...spans].flatMap(([repository, span]) => {
      const { from, to, covered } = span;
      if (to - covered < least) return [];
      return [
        async () => {
          await history.addCoverage({
            repository,
            workflow: null,
            how: 'webhook',
            from,
            to,
          });
          span.covered = to;
        },
      ];
    });
  }

  async function flush(coverEvery = COVER_EVERY): Promise<void> {
    const batch = waiting;
    const covers = grown(coverEvery);
    const [last] = batch.slice(-1);
    if (last === undefined && covers.length === 0) return;
    waiting = [];
    try {
      // Events that arrived together were recorded together: the latest is a bound for all.
      if (last !== undefined)
        await history.record(
          batch.map(({ sighting }) => sighting),
          last.at,
        );
      for (const cover of covers) await cover();
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

  function add(sighting: AttemptSighting): void {
    waiting.push({ sighting, at: clock.now() });
    later();
  }

  return {
    observe(event) {
      const { repository } = event;
      if (!isOurs(repository)) return;
      const at = clock.now();
      add(toSighting(event));
      if (event.kind === 'workflow_run') {
        const key = repository.toLowerCase();
        const span = spans.get(key);
        if (span === undefined)
          spans.set(key, { from: at, to: at, covered: at });
        else span.to = at;
      }
    },
    add,
    async close() {
      stop();
      await writing;
      await flush(1);
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
