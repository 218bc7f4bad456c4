import type {
  Clock,
  GitHub,
  RunWatcher,
  WebhookEvent,
} from '@yardmaster/github-dispatcher';
import type { Config } from '../config/configuration.ts';
import { secretsOf, type Redactor } from '../config/redact.ts';
import type { Follow } from '../journal/follow.ts';
import { createStarter, type Starter } from './start.ts';
import { createFollowStore } from './store.ts';
import { createKeptEvents } from './kept-events.ts';
import { createNotifier, type Undelivered } from './notify.ts';
import { createObservations } from './observations.ts';
import { createTick, type Tick } from './tick.ts';
import { createFollowWatch, type Observed } from './watch.ts';
import { createSilentMessenger, type Messenger } from '../surface/messenger.ts';
import type { Invocation } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';
import { isDeadOwner } from '../journal/lease-owner.ts';
import type { Queue } from '../queue/queue.ts';

/** The instance that polls renews its right to within this time, milliseconds. */
const WATCH_LEASE_MS = 15_000;
/** How often the journal is asked for work that fell through, milliseconds. */
const SWEEP_MS = 10_000;
/** A follow counts as fallen through when it is this late, milliseconds. */
const LATE_MS = 3_000;
const DUE_AT_ONCE = 500;
/** Webhook delivery ids are kept as long as GitHub redelivers, milliseconds. */
const DELIVERIES_MS = 4 * 24 * 60 * 60 * 1000;

export interface FollowsOptions {
  readonly config: Config;
  readonly github: GitHub;
  readonly journal: Journal;
  readonly queue: Queue;
  readonly clock: Clock;
  /** One name per process: `createLeaseOwner()`. */
  readonly owner: string;
  readonly messengers: readonly Messenger[];
  /**
   * `server`: takes care of every open follow, together with other servers on the same journal. `client`: of those begun
   * or taken up here, which is what a terminal wants.
   */
  readonly role: 'server' | 'client';
  readonly watcher: RunWatcher;
  /** Cuts our secrets out of every report. */
  readonly redactor: Redactor;
  readonly warn?: (message: string, id: string) => void;
  /** An outcome could not be announced; once per follow. */
  readonly onUndelivered?: ((undelivered: Undelivered) => void) | undefined;
  /** Called once per follow that has ended. */
  readonly onClosed?: (follow: Follow, invocation: Invocation) => void;
}

/** The life of follows: started, watched, announced, closed, and resumed after a crash. */
export interface Follows extends Starter {
  /** Resumes what is open and starts to watch. */
  startUp(): Promise<void>;
  /** Stops watching; what is open stays in the journal. */
  stop(): Promise<void>;
  /**
   * A webhook of GitHub, verified and parsed. Its delivery id is recorded after its effect, so that a crash in between
   * leaves it to be delivered again. `kept`: the journal is away, and what it says is written once it is back.
   */
  observe(event: WebhookEvent): Promise<Observed>;
  /** What the queue calls for the topic `follow`. */
  tick: Tick;
  /** Calls back on every look at and change of a follow in this process. */
  subscribe(id: string, listener: (follow: Follow) => void): () => void;
  /** Resumes one open follow in a client. */
  takeUp(follow: Follow): Promise<void>;
  /** Ends a follow that does not wait, once its answer was shown. */
  close(id: string): Promise<void>;
  /** A dispatch that failed in an unexpected way: from now on its run is looked for. Undefined where none was begun. */
  recover(id: string): Promise<Follow | undefined>;
}

export function createFollows(options: FollowsOptions): Follows {
  const { config, github, journal, queue, clock, owner, role } = options;
  const warn = options.warn ?? (() => {});
  const store = createFollowStore({ journal, clock, owner });
  const observations = createObservations({ store, queue, clock, warn });
  const watch = createFollowWatch({
    github,
    journal,
    observations,
    watcher: options.watcher,
    clock,
  });
  const webhooks = createKeptEvents({
    observe: (event) => watch.observe(event),
    clock,
    warn,
  });
  const notifier = createNotifier({
    journal,
    clock,
    messengerFor: (surface) =>
      options.messengers.find((one) => one.surface === surface) ??
      createSilentMessenger(surface),
    warn,
    redactor: options.redactor,
    onUndelivered: options.onUndelivered ?? (() => {}),
  });
  let polls = role === 'client';
  const found = (follow: Follow): void => {
    if (polls && follow.wait) watch.add(follow);
  };
  const tick = createTick({
    journal,
    queue,
    github,
    store,
    notifier,
    clock,
    secrets: secretsOf(config),
    logExcerpt: config.logExcerpt !== 'off',
    found,
    closed(follow, invocation) {
      watch.remove(follow);
      options.onClosed?.(follow, invocation);
    },
  });
  const starter = createStarter({
    config,
    github,
    journal,
    queue,
    store,
    clock,
    found,
  });

  let running = false;
  let cancelTimers: (() => void)[] = [];
  let inFlight: Promise<unknown> = Promise.resolve();

  /** Repeats `work`, each time after the one before has ended; an error waits for the next round. */
  function repeat(every: number, work: () => Promise<void>): void {
    let cancel = () => {};
    const next = (): void => {
      cancel = clock.schedule(every, () => {
        inFlight = work()
          .catch((error: unknown) => warn(String(error), ''))
          .then(() => (running ? next() : undefined));
      });
    };
    next();
    cancelTimers.push(() => cancel());
  }

  /** One instance polls for all. */
  async function acquirePollerLease(): Promise<void> {
    const now = clock.now();
    polls = await journal.takeLease('watch', owner, now, now + WATCH_LEASE_MS);
    await watch.sync(polls ? await journal.openFollowIds() : []);
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    await journal.probe();
    await journal.breakLeases(isDeadOwner);
    for (const follow of await journal.dueFollows(now - LATE_MS, DUE_AT_ONCE))
      await queue.push('follow', follow.id, now);
    await journal.clean(now, now - DELIVERIES_MS);
  }

  return {
    ...starter,
    tick,
    observe: (event) => webhooks.observe(event),
    subscribe: (id, listener) => store.subscribe(id, listener),
    async takeUp(follow) {
      if (follow.stage === 'following') watch.add(follow);
      await queue.push('follow', follow.id, clock.now());
    },
    async close(id) {
      await store.update(id, (follow) =>
        follow.stage === 'closed' || follow.wait ? null : { stage: 'closed' },
      );
    },
    async recover(id) {
      const now = clock.now();
      const follow = await store.update(id, ({ stage }) => ({
        ...(stage === 'dispatching' ? { stage: 'searching' } : {}),
        leaseOwner: null,
        leaseUntil: null,
        nextAt: now,
      }));
      if (follow === null) return undefined;
      await queue.push('follow', id, now);
      return follow;
    },
    async startUp() {
      running = true;
      if (role === 'client') return;
      const open = await journal.openFollows();
      const now = clock.now();
      for (const follow of open) {
        const orphaned =
          follow.leaseOwner !== null && isDeadOwner(follow.leaseOwner);
        await queue.push('follow', follow.id, orphaned ? now : follow.nextAt);
      }
      await journal.breakLeases(isDeadOwner);
      await acquirePollerLease();
      repeat(Math.min(config.follow.pollIntervalMs, 3_000), acquirePollerLease);
      repeat(SWEEP_MS, sweep);
    },
    async stop() {
      running = false;
      for (const cancel of cancelTimers) cancel();
      cancelTimers = [];
      await inFlight;
      watch.close();
      webhooks.close();
      observations.close();
      await webhooks.settled();
      await observations.settled();
      if (role === 'server' && polls)
        await journal.releaseLease('watch', owner);
    },
  };
}
