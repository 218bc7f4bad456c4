import type { Clock } from '../wire/clock.ts';
import type { MessageEvent } from '../messages/message-store.ts';
import type { RequestRecord } from './recorder.ts';

/** What happened in the local Discord, in order. */
export type DiscordEvent = { readonly seq: number; readonly at: string } & (
  | {
      readonly type: 'interaction.sent';
      readonly interactionId: string;
      readonly name: string;
    }
  | {
      readonly type: 'interaction.answered';
      readonly interactionId: string;
      readonly outcome: string;
      readonly elapsedMs: number;
    }
  | MessageEvent
  | { readonly type: 'request'; readonly request: RequestRecord }
  | { readonly type: 'commands.changed'; readonly count: number }
  | { readonly type: 'endpoint.changed'; readonly endpoint: string | undefined }
  | { readonly type: 'faults.changed' }
);

type WithoutStamp<T> = T extends unknown ? Omit<T, 'seq' | 'at'> : never;
export type NewDiscordEvent = WithoutStamp<DiscordEvent>;

export interface WaitOptions {
  /** Rejects after this many milliseconds; default 10 000. */
  readonly timeoutMs?: number;
  /** Looks at events with a higher `seq` only; default 0, so past events count. */
  readonly after?: number;
}

export interface EventLog {
  readonly all: () => readonly DiscordEvent[];
  readonly emit: (event: NewDiscordEvent) => void;
  readonly subscribe: (listener: (event: DiscordEvent) => void) => () => void;
  readonly waitFor: (
    predicate: (event: DiscordEvent) => boolean,
    options?: WaitOptions,
  ) => Promise<DiscordEvent>;
  readonly close: () => void;
}

const KEPT = 20_000;

export function createEventLog(clock: Clock): EventLog {
  const events: DiscordEvent[] = [];
  const listeners = new Set<(event: DiscordEvent) => void>();
  const waiting = new Set<() => void>();
  let seq = 0;
  return {
    all: () => events,
    emit: (event) => {
      seq += 1;
      const stamped = {
        ...event,
        seq,
        at: new Date(clock()).toISOString(),
      } as DiscordEvent;
      events.push(stamped);
      if (events.length > KEPT) events.shift();
      for (const listener of listeners) listener(stamped);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waitFor: (predicate, { timeoutMs = 10_000, after = 0 } = {}) =>
      new Promise((resolve, reject) => {
        const past = events.find(
          (event) => event.seq > after && predicate(event),
        );
        if (past !== undefined) {
          resolve(past);
          return;
        }
        function finish(): void {
          clearTimeout(timer);
          listeners.delete(listener);
          waiting.delete(abandon);
        }
        function listener(event: DiscordEvent): void {
          if (event.seq <= after || !predicate(event)) return;
          finish();
          resolve(event);
        }
        function abandon(): void {
          finish();
          reject(new Error('The local Discord was closed while waiting.'));
        }
        const timer = setTimeout(() => {
          finish();
          reject(
            new Error(
              `Nothing matched in the local Discord within ${timeoutMs} ms.`,
            ),
          );
        }, timeoutMs);
        listeners.add(listener);
        waiting.add(abandon);
      }),
    close: () => {
      for (const abandon of waiting) abandon();
    },
  };
}
