import { randomUUID } from 'node:crypto';
import {
  createRunWatcher,
  snapshotFromJson,
  systemClock,
  type Clock,
  type GitHub,
} from '@yardmaster/github-dispatcher';
import type { GuardedFetch } from '@yardmaster/url-guard/undici';
import { digestReport } from '../digest/status-digest.ts';
import type { Config } from '../config/configuration.ts';
import { createRedactor, secretsOf } from '../config/redact.ts';
import type { Core } from '../command/core.ts';
import type { Follow } from '../journal/follow.ts';
import { createFollows, type Follows } from '../follow/engine.ts';
import type { Undelivered } from '../follow/notify.ts';
import type { Invocation } from '../journal/invocation.ts';
import { createInvoke, type Invoke } from '../invoke/invoke.ts';
import { followedRun } from '../history/followed-run.ts';
import type { History } from '../history/history.ts';
import { createHistoryKeeper } from '../history/keeper.ts';
import { createHistoryFeed } from '../history/feed.ts';
import type { Journal } from '../journal/journal.ts';
import { createPolicy } from '../policy/from-config.ts';
import { createJournalBuffer } from '../invoke/journal-buffer.ts';
import { createLimiter, DEFAULT_LIMITS } from '../invoke/limits.ts';
import { redactJournal } from './redacting-journal.ts';
import { createLeaseOwner } from '../journal/lease-owner.ts';
import type { Messenger } from '../surface/messenger.ts';
import type { Queue } from '../queue/queue.ts';
import { tellAbandoned } from '../invoke/interrupted.ts';
import type { Registry } from '../command/registry.ts';
import { createUnderWay } from '../invoke/under-way.ts';
import { createDigestSchedule } from '../digest/schedule.ts';

export interface CoreOptions {
  readonly config: Config;
  readonly registry: Registry;
  readonly github: GitHub;
  readonly journal: Journal;
  readonly history: History;
  readonly queue: Queue;
  readonly fetchGuarded: GuardedFetch;
  readonly fetchConfigured: GuardedFetch;
  /** The surfaces this process speaks on. */
  readonly messengers: readonly Messenger[];
  /** `server` takes care of everything open in the journal, `client` of what it begins itself. */
  readonly role: 'server' | 'client';
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly newId?: () => string;
  readonly owner?: string;
  readonly hooks?: CoreHooks;
}

/** What an application logs and counts. */
export interface CoreHooks {
  /** Each invocation when it is refused, ends or fails. */
  readonly onInvocation?: (invocation: Invocation, error?: unknown) => void;
  /** An outcome that could not be announced to its requester; once per follow. */
  readonly onUndelivered?: (undelivered: Undelivered) => void;
  /** Each follow that has ended. */
  readonly onClosed?: (follow: Follow, invocation: Invocation) => void;
  /** Something did not work and will be tried again, or was given up. `id`: the correlation id, or empty. */
  readonly onWarning?: (message: string, id: string) => void;
}

/** The core, running: what a surface needs and no more. */
export interface RunningCore {
  readonly core: Core;
  readonly registry: Registry;
  readonly invoke: Invoke;
  readonly follows: Follows;
  /** Takes up what an earlier process left, and begins to watch. */
  start(): Promise<void>;
  /** Stops watching and waits for what is under way; open follows stay in the journal. Does not close journal or queue. */
  stop(): Promise<void>;
}

const RECOVER_EVERY_MS = 15_000;

/** Puts the core together from its parts. Nothing runs before `start`. */
export function createCore(options: CoreOptions): RunningCore {
  const { config, registry, github, history, queue, messengers, role } =
    options;
  const owner = options.owner ?? createLeaseOwner();
  const redactor = createRedactor(secretsOf(config));
  const journal = redactJournal(options.journal, redactor);
  const clock = options.clock ?? systemClock;
  const hooks = options.hooks ?? {};
  const core: Core = {
    config,
    policy: createPolicy(config.access, config.access.guildId ?? null),
    github,
    journal,
    history,
    clock,
    fetchGuarded: options.fetchGuarded,
    fetchConfigured: options.fetchConfigured,
  };
  const warn = hooks.onWarning ?? (() => {});
  const follows = createFollows({
    config,
    github,
    journal,
    queue,
    clock,
    owner,
    messengers,
    role,
    redactor,
    watcher: createRunWatcher({
      github,
      clock,
      ...(options.random === undefined ? {} : { random: options.random }),
      intervals: {
        first: Math.min(2_000, config.follow.pollIntervalMs),
        steps: [config.follow.pollIntervalMs],
      },
    }),
    onUndelivered: hooks.onUndelivered,
    warn,
    onClosed(follow, invocation) {
      remember(follow, invocation);
      hooks.onClosed?.(follow, invocation);
      hooks.onInvocation?.({ ...invocation, outcome: follow.outcome });
    },
  });
  const feed = createHistoryFeed({
    history,
    clock,
    isOurs: (repository) =>
      repository.toLowerCase() === github.repository.toLowerCase(),
    warn: (message) => warn(message, ''),
  });
  const keeper = createHistoryKeeper({
    history,
    journal,
    repositories: [
      {
        repository: github.repository,
        source: github,
        workflows: [
          ...new Set(Object.values(config.workflows).map(({ file }) => file)),
        ],
      },
    ],
    clock,
    owner,
    warn: (message) => warn(message, ''),
  });

  /** The history learns what the follow saw. */
  function remember(follow: Follow, invocation: Invocation): void {
    const snapshot =
      follow.snapshot === null ? undefined : snapshotFromJson(follow.snapshot);
    if (snapshot !== undefined)
      feed.add(
        followedRun(github.repository, snapshot, {
          requester: invocation.requester.name,
          deploy: null,
        }),
      );
  }
  const buffer = createJournalBuffer({
    journal,
    clock,
    warn: (message) => warn(message, ''),
  });
  const underWay = createUnderWay(clock);
  const invoke = createInvoke({
    core,
    registry,
    limiter: createLimiter(
      {
        reads: config.limits?.reads ?? DEFAULT_LIMITS.reads,
        writes: config.limits?.writes ?? DEFAULT_LIMITS.writes,
      },
      clock,
    ),
    redactor,
    buffer,
    underWay,
    starter: follows,
    closeFollow: (id) => follows.close(id),
    recoverFollow: (id) => follows.recover(id),
    newId: options.newId ?? randomUUID,
    record: (invocation, error) => hooks.onInvocation?.(invocation, error),
  });
  const schedule = createDigestSchedule({
    core,
    queue,
    messengers,
    draw: (request) => digestReport(core, { ...request, calendar: true }),
    warn,
  });
  let cancel = () => {};
  let recovering: Promise<void> = Promise.resolve();

  function recoverLater(after: number): void {
    cancel = clock.schedule(after, () => {
      recovering = tellAbandoned({
        journal,
        clock,
        messengers,
        isUnderWay: (id) => underWay.has(id),
      })
        .catch((error: unknown) => warn(String(error), ''))
        .then(() => recoverLater(RECOVER_EVERY_MS));
    });
  }

  return {
    core,
    registry,
    invoke,
    follows: {
      ...follows,
      observe(event) {
        feed.observe(event);
        return follows.observe(event);
      },
    },
    async start() {
      await queue.start((topic, key) =>
        topic === 'follow' ? follows.tick(key) : schedule.run(key),
      );
      await follows.startUp();
      if (role === 'client') return;
      await schedule.start();
      keeper.start();
      recoverLater(0);
    },
    async stop() {
      cancel();
      await recovering;
      cancel();
      await queue.stop();
      await follows.stop();
      if (role === 'server') await keeper.stop();
      await feed.close();
      await buffer.flush();
    },
  };
}
