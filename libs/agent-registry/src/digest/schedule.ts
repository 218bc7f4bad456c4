import { Cron } from 'croner';
import type { Core } from '../command/core.ts';
import type { Report } from '../report/report.ts';
import type { Messenger } from '../surface/messenger.ts';
import type { Queue } from '../queue/queue.ts';

/** A digest that could not be sent at its time is still worth sending for so long, milliseconds. */
const CATCH_UP_MS = 12 * 60 * 60 * 1000;
const RETRY_MS = 60_000;
/** One instance sends; another may take over after this long, milliseconds. */
const LEASE_MS = 60_000;

/** Sends the configured digest at its times: once per window, also with several instances and after a missed time. */
export interface DigestSchedule {
  start(): Promise<void>;
  /** `key` is the ISO time the digest was due at. Called by the queue. */
  run(key: string): Promise<void>;
}

export function createDigestSchedule(options: {
  readonly core: Core;
  readonly queue: Queue;
  readonly messengers: readonly Messenger[];
  /** The digest of the calendar day or ISO week that ended last before `now`. */
  readonly draw: (request: {
    readonly period: 'daily' | 'weekly';
    readonly now: Date;
    readonly timeZone: string;
  }) => Promise<Report>;
  readonly warn: (message: string, id: string) => void;
}): DigestSchedule {
  const { core, queue, messengers, draw, warn } = options;
  const { config, journal, clock } = core;
  const { digest } = config;
  const messenger = messengers.find((one) => one.surface === 'discord');
  if (digest === undefined || messenger === undefined)
    return { start: async () => {}, run: async () => {} };
  const { channelId, period, timeZone } = digest;
  const cron = new Cron(digest.schedule, { timezone: timeZone, paused: true });

  async function pushNext(after: Date): Promise<void> {
    const next = cron.nextRun(after);
    if (next !== null)
      await queue.push('digest', next.toISOString(), next.getTime());
  }

  async function send(due: Date): Promise<void> {
    const name = `${channelId}/${period}/${due.toISOString()}`;
    const owner = `${name}#${clock.now()}`;
    const now = clock.now();
    if (!(await journal.takeLease(name, owner, now, now + LEASE_MS))) {
      await queue.push('digest', due.toISOString(), now + LEASE_MS);
      return;
    }
    // The marker stands in the message, so that a digest whose sending was cut off is found instead of sent again.
    const marker = `${period} ${due.toISOString().slice(0, 16)}Z`;
    const replyTo = { surface: 'discord', channelId } as const;
    const report = await draw({ period, now: due, timeZone });
    // GitHub could not be read: the queue calls again.
    if (report.data['outcome'] === 'error')
      throw new Error(`The digest could not be drawn: ${report.title}`);
    const first = await journal.claimDigest(name, now);
    const there = first
      ? 'missing'
      : await messenger?.findNotification(replyTo, marker);
    if (there === 'retry') throw new Error('The channel cannot be read');
    // Where it never can be, Discord itself drops what carries the nonce of a message it has.
    if (there === 'found') {
      await journal.releaseLease(name, owner);
      return;
    }
    const delivery = await messenger?.post(channelId, report, marker);
    if (delivery?.kind === 'retry' || delivery?.kind === 'unsure') {
      warn(`The digest was not sent: ${delivery.reason}`, '');
      if (delivery.kind === 'retry') await journal.releaseDigest(name);
      await queue.push('digest', due.toISOString(), clock.now() + RETRY_MS);
    }
    if (delivery?.kind === 'impossible')
      warn(`The digest cannot be sent: ${delivery.reason}`, '');
    await journal.releaseLease(name, owner);
  }

  return {
    async start() {
      const now = new Date(clock.now());
      const missed = cron.previousRuns(1, now).at(0);
      if (
        missed !== undefined &&
        now.getTime() - missed.getTime() < CATCH_UP_MS &&
        (await journal.hasDigests())
      )
        await queue.push('digest', missed.toISOString(), now.getTime());
      await pushNext(now);
    },
    async run(key) {
      const due = new Date(key);
      if (Number.isNaN(due.getTime())) return;
      await pushNext(new Date(Math.max(due.getTime(), clock.now())));
      if (clock.now() - due.getTime() < CATCH_UP_MS) await send(due);
    },
  };
}
