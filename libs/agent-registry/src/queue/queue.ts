/** What is put off until later: a look at a follow, a scheduled digest. */
export const TOPICS = ['follow', 'digest'] as const;
export type Topic = (typeof TOPICS)[number];

/**
 * PORT. Durable alarms, one per key: `handle(topic, key)` is called at least once at or soon after the earliest time
 * asked for, on one of the instances that share the queue. A call answers everything that was asked for before it began,
 * later times too: a handler that wants another look asks again. What is asked for while a call for the same key is
 * under way leads to a further call after it. Handlers bear being called too often, and a handler that throws is called
 * again later. Adapters: in process, pg-boss.
 */
export interface Queue {
  /** `at` in milliseconds since the epoch; a time in the past means at once. */
  push(topic: Topic, key: string, at: number): Promise<void>;
  /** Starts calling; called once. */
  start(handle: (topic: Topic, key: string) => Promise<void>): Promise<void>;
  /** Stops calling and waits for the calls under way. Nothing can be asked for afterwards. */
  stop(): Promise<void>;
}
