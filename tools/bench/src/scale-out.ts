import { join } from 'node:path';
import {
  startTestPostgres,
  type TestPostgres,
} from '@yardmaster/agent-registry/testing';
import { buildPrograms, type RunningApp } from './harness/app.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { ratioTarget } from './harness/report.ts';
import { interleave } from './harness/rounds.ts';
import {
  createStack,
  isMention,
  mentioned,
  sendWebhook,
  startDeploys,
} from './harness/stack.ts';

interface Subject {
  readonly name: string;
  readonly instances: number;
  readonly database: 'sqlite' | 'postgres';
}

const ONE = 'PostgreSQL, 1 instance';
const THREE = 'PostgreSQL, 3 instances';
const SUBJECTS: readonly Subject[] = [
  { name: 'SQLite, 1 instance', instances: 1, database: 'sqlite' },
  { name: ONE, instances: 1, database: 'postgres' },
  { name: 'PostgreSQL, 2 instances', instances: 2, database: 'postgres' },
  { name: THREE, instances: 3, database: 'postgres' },
];
/** Webhooks under way at a time. */
const SENDERS = 16;

/** Outcomes delivered per second when many runs end at once. */
export const scaleOut: Benchmark = {
  name: 'scale-out',
  async run({ quick }) {
    buildPrograms();
    const postgres = await startTestPostgres();
    const outcomes = quick ? 30 : 100;
    try {
      const rounds = await interleave(SUBJECTS, quick ? 1 : 3, (subject) =>
        measure(subject, postgres, outcomes),
      );
      return {
        tables: [
          {
            title: `${outcomes} runs end at once: outcomes delivered per second`,
            subject: 'journal',
            ratio: { column: 0, to: ONE },
            columns: [{ name: 'outcomes per second' }],
            rows: [...rounds].map(([name, values]) => ({
              name,
              cells: [values],
            })),
            notes: [
              `Each outcome is an edited message and a new one, in a local Discord without rate limits; each notified its requester exactly once. Webhooks went to the instances in turn, ${SENDERS} at a time. The local Discord, the database and all instances share the machine’s cores. Neither database waits for the disk (synchronous = NORMAL, fsync off).`,
            ],
          },
        ],
        targets: [
          ratioTarget({
            name: 'three PostgreSQL instances',
            values: rounds.get(THREE) ?? [],
            reference: rounds.get(ONE) ?? [],
            to: 'one instance',
            limit: { atLeast: 1 },
          }),
        ],
      };
    } finally {
      await postgres.stop();
    }
  },
};

async function measure(
  { instances, database }: Subject,
  postgres: TestPostgres,
  outcomes: number,
): Promise<number> {
  const stack = await createStack();
  try {
    const url =
      database === 'sqlite'
        ? `file:${join(stack.folder, 'journal.db')}`
        : (await postgres.createDatabase()).url;
    const apps: RunningApp[] = [];
    for (let index = 0; index < instances; index += 1)
      apps.push(await stack.startApp(url));
    const runs = await startDeploys(stack, apps, outcomes);
    for (const id of runs) stack.github.finish(id);
    await stack.github.webhooksSettled();
    const webhooks = stack.takeConclusions();
    const all = mentioned(stack.discord, outcomes);
    const start = performance.now();
    let next = 0;
    const send = async (): Promise<void> => {
      for (let index = next++; index < webhooks.length; index = next++) {
        const [app, webhook] = [apps[index % apps.length], webhooks[index]];
        if (app !== undefined && webhook !== undefined)
          await sendWebhook(app, webhook);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    await all;
    const seconds = (performance.now() - start) / 1000;
    const notified = stack.discord.messages().filter(isMention).length;
    if (notified !== outcomes || webhooks.length !== outcomes)
      throw new Error(`${notified} notifications of ${outcomes} outcomes.`);
    return outcomes / seconds;
  } finally {
    await stack.close();
  }
}
