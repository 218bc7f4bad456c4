/** What is put off until later: a look at a follow, a scheduled digest. */
export const TOPICS = ['follow', 'digest'] as const;
export type Topic = (typeof TOPICS)[number];

/**
 * PORT. Durable timers. `handle(topic, key)` is called at least once at or soon after the asked time, on one of the
 * instances that share the queue; asking again while a call for the same key is under way leads to a further call
 * afterwards, and asking for an earlier time is never lost behind a later one. Handlers bear being called too often.
 * A handler that throws is called again later. Adapters: in process, pg-boss.
 */
export interface Queue {
  /** `at` in milliseconds since the epoch; a time in the past means at once. */
  push(topic: Topic, key: string, at: number): Promise<void>;
  /** Starts calling; called once. */
  start(handle: (topic: Topic, key: string) => Promise<void>): Promise<void>;
  /** Stops calling and waits for the calls under way. */
  stop(): Promise<void>;
}
