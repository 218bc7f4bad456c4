import type { Clock } from '../clock.ts';
import type { WebhookEvent } from '../webhook/webhook.ts';

const KEEP_MS = 60_000;
const MAX_RUNS = 1_000;
const MAX_EVENTS = 50;

/** Events of runs that are not watched yet: a webhook may overtake the response to the dispatch that created its run. */
export function createEventBuffer(clock: Clock) {
  const kept = new Map<
    number,
    { readonly until: number; readonly events: WebhookEvent[] }
  >();

  /** The oldest are first: a Map keeps the order of insertion. */
  function dropOld(): void {
    for (const [runId, { until }] of kept) {
      if (until > clock.now() && kept.size <= MAX_RUNS) return;
      kept.delete(runId);
    }
  }

  return {
    keep(runId: number, event: WebhookEvent): void {
      const entry = kept.get(runId) ?? {
        until: clock.now() + KEEP_MS,
        events: [],
      };
      entry.events.push(event);
      if (entry.events.length > MAX_EVENTS) entry.events.shift();
      kept.set(runId, entry);
      dropOld();
    },
    take(runId: number): readonly WebhookEvent[] {
      dropOld();
      const events = kept.get(runId)?.events ?? [];
      kept.delete(runId);
      return events;
    },
  };
}
