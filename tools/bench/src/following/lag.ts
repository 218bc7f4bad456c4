import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openJournal } from '@yardmaster/agent-registry';
import {
  createFollow,
  createInvocation,
} from '@yardmaster/agent-registry/testing';
import { buildPrograms } from '../harness/app.ts';
import { formatNumber, type Table, type Target } from '../harness/report.ts';
import {
  createStack,
  isMention,
  mentioned,
  sendWebhook,
  startDeploys,
  until,
  type Stack,
} from '../harness/stack.ts';
import { percentile } from '../harness/statistics.ts';

const CONCLUSIONS = 20;

/** From the webhook to the message that mentions the requester, in the app, while so many other follows are open. */
export async function measureLag(
  quick: boolean,
): Promise<{ tables: Table[]; targets: Target[] }> {
  buildPrograms();
  const measured: {
    readonly open: number;
    readonly lags: number[];
    readonly readyAfter: number;
  }[] = [];
  for (const open of quick ? [1, 100] : [1, 100, 1_000, 10_000])
    measured.push({ open, ...(await lagsAt(open, quick ? 5 : CONCLUSIONS)) });
  const table: Table = {
    title: 'From GitHub’s webhook to the message that mentions the requester',
    subject: 'open follows',
    columns: [
      { name: 'p50, ms' },
      { name: 'p95, ms' },
      { name: 'longest, ms' },
      { name: 'app ready after, ms' },
    ],
    rows: measured.map(({ open, lags, readyAfter }) => ({
      name: formatNumber(open, 0),
      cells: [
        [percentile(lags, 50)],
        [percentile(lags, 95)],
        [Math.max(...lags)],
        [readyAfter],
      ],
    })),
    notes: [
      `Real time, the built app, SQLite, a local Discord without rate limits; ${CONCLUSIONS} conclusions, one after the other. Each was reported once.`,
    ],
  };
  const at = measured.find(({ open }) => open === 1_000);
  const targets: Target[] =
    at === undefined
      ? []
      : [
          {
            name: 'from the end of a run to its message at 1,000 follows',
            wanted: 'within 250 ms',
            reached: `p50 ${formatNumber(percentile(at.lags, 50))} ms, longest ${formatNumber(Math.max(...at.lags))} ms`,
            met: percentile(at.lags, 95) <= 250,
          },
        ];
  return { tables: [table], targets };
}

async function lagsAt(open: number, conclusions: number) {
  const stack = await createStack();
  try {
    const databaseUrl = `file:${join(stack.folder, 'journal.db')}`;
    await openOthers(stack, databaseUrl, open - 1);
    const app = await stack.startApp(databaseUrl);
    const lags: number[] = [];
    const runs = await startDeploys(stack, [app], conclusions);
    for (const [index, run] of runs.entries()) {
      const notifications = () =>
        stack.discord.messages().filter(isMention).length;
      stack.takeConclusions();
      stack.github.finish(run);
      await stack.github.webhooksSettled();
      const [webhook] = stack.takeConclusions();
      if (webhook === undefined) throw new Error('GitHub sent no webhook.');
      const heard = mentioned(stack.discord, 1);
      const sentAt = performance.now();
      await sendWebhook(app, webhook);
      await heard;
      lags.push(performance.now() - sentAt);
      await until(
        () => notifications() === index + 1,
        'one message per conclusion',
      );
    }
    return { lags, readyAfter: app.readyAfter };
  } finally {
    await stack.close();
  }
}

/** Follows of runs that go on, as an earlier process would have left them. */
async function openOthers(
  { github }: Stack,
  databaseUrl: string,
  count: number,
): Promise<void> {
  const journal = await openJournal(databaseUrl);
  const now = Date.now();
  for (let index = 0; index < count; index += 1) {
    const { id: runId } = github.startRun();
    const runUrl = `${github.htmlUrl}/${github.repository}/actions/runs/${runId}`;
    const id = randomUUID();
    await journal.addInvocation(
      createInvocation({ id, runId, runUrl, createdAt: now }),
    );
    await journal.addFollow(
      createFollow({
        id,
        runId,
        runUrl,
        stage: 'following',
        identity: 'exact',
        dispatchedAt: now,
        createdAt: now,
        deadlineAt: now + 3_600_000,
        nextAt: now + 3_600_000,
      }),
    );
  }
  await journal.close();
}
