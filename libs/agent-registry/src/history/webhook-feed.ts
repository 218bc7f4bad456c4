import type { WebhookEvent } from '@yardmaster/github-dispatcher';
import type { History } from './history.ts';
import { jobRecordOf, sightingOf } from './sighting.ts';

/** What is covered is written at most this often, milliseconds. */
const COVER_EVERY = 10_000;

/** Records what webhooks report, about every run of the repository. */
export interface WebhookFeed {
  /** Rejects if the journal is away; the event then has to be delivered again. */
  observe(event: WebhookEvent, now: number): Promise<void>;
}

/**
 * From the first `workflow_run` event of a repository on, every attempt is known up to the latest one: GitHub sends an
 * event for each change. What a process that was not running missed is left to the back-fill.
 */
export function createWebhookFeed(history: History): WebhookFeed {
  const heard = new Map<string, { readonly since: number; covered: number }>();

  return {
    async observe(event, now) {
      const { repository } = event;
      if (event.kind === 'workflow_job') {
        await history.recordJobs(
          { repository, runId: event.runId, attempt: event.attempt },
          [jobRecordOf(event.job)],
          { whole: false, seenAt: now },
        );
        return;
      }
      await history.record([sightingOf(repository, event.run, 'webhook')], now);
      const key = repository.toLowerCase();
      const span = heard.get(key) ?? { since: now, covered: now };
      heard.set(key, span);
      if (now - span.covered < COVER_EVERY) return;
      span.covered = now;
      await history.addCoverage({
        repository,
        workflow: null,
        how: 'webhook',
        from: span.since,
        to: now,
      });
    },
  };
}
