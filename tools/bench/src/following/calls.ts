import { formatNumber, type Table, type Target } from '../harness/report.ts';
import { percentile } from '../harness/statistics.ts';
import {
  OTHERS,
  OURS,
  POLLING,
  WEBHOOKS,
  type Strategy,
} from './strategies.ts';

interface Followed {
  readonly charged: number;
  readonly free: number;
  /** Seconds from the conclusion to hearing of it; of the follows that heard within the time there was. */
  readonly lags: readonly number[];
  readonly follows: number;
  /** Calls in a minute in which nothing changed. */
  readonly quietMinute: number;
}

const QUEUED_MS = 4_000;
const RUN_MS = 600_000;
/** Conclusions are spread over this long, so that they meet every phase of a poll. */
const SPREAD_MS = 30_000;
const MOMENTS = 30;
const WAIT_MS = 600_000;
const QUIET_FROM_MS = 300_000;

/** So many runs of ten minutes, begun together, each followed to its conclusion. */
async function follow(strategy: Strategy, follows: number): Promise<Followed> {
  const { world, watch, close } = await strategy.create();
  const { clock, github, count } = world;
  try {
    const runs = Array.from({ length: follows }, () => github.startRun().id);
    const endedAt = new Map<number, number>();
    const lags: number[] = [];
    for (const id of runs) {
      watch(id, () => {
        const at = endedAt.get(id);
        if (at === undefined)
          throw new Error(`Run ${id} was said to be over before it was.`);
        lags.push((clock.now() - at) / 1000);
      });
    }
    clock.schedule(QUEUED_MS, () => {
      for (const id of runs)
        while (github.run(id)?.status === 'queued') github.advance(id);
    });
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      clock.schedule(RUN_MS + (SPREAD_MS * moment) / MOMENTS, () => {
        for (let index = moment; index < runs.length; index += MOMENTS) {
          const id = runs[index] ?? 0;
          endedAt.set(id, clock.now());
          github.finish(id);
        }
      });
    }
    await clock.advance(QUIET_FROM_MS);
    const before = github.requests.length;
    await clock.advance(60_000);
    const quietMinute = github.requests.length - before;
    await clock.advance(RUN_MS + SPREAD_MS - QUIET_FROM_MS - 60_000);
    for (
      let waited = 0;
      waited < WAIT_MS && lags.length < follows;
      waited += 10_000
    )
      await clock.advance(10_000);
    return { ...count(), lags, follows, quietMinute };
  } finally {
    close();
    await github.close();
  }
}

/** Calls per followed deploy beside its dispatch, and how soon the conclusion is heard of. */
export async function measureCalls(
  quick: boolean,
): Promise<{ tables: Table[]; targets: Target[] }> {
  const results: { readonly name: string; readonly followed: Followed }[] = [];
  const sizes = (name: string) =>
    name === WEBHOOKS
      ? [1, 100, 1_000]
      : name === POLLING
        ? [1, 100, 1_000, 10_000]
        : [1, 1_000];
  for (const strategy of OURS)
    for (const follows of sizes(strategy.name).filter(
      (size) => !quick || size <= 100,
    ))
      results.push({
        name: strategy.name,
        followed: await follow(strategy, follows),
      });
  for (const strategy of OTHERS)
    for (const follows of quick ? [1] : [1, 10])
      results.push({
        name: strategy.name,
        followed: await follow(strategy, follows),
      });
  for (const { name, followed } of results)
    if (followed.lags.length < followed.follows && followed.follows <= 1_000)
      throw new Error(
        `${name}: only ${followed.lags.length} of ${followed.follows} heard of the conclusion.`,
      );
  const table: Table = {
    title: 'GitHub calls for a run of ten minutes, its dispatch not counted',
    subject: 'strategy',
    columns: [
      { name: 'open follows' },
      { name: 'charged per follow' },
      { name: 'free per follow' },
      { name: 'calls in a quiet minute, all follows' },
      { name: 'lag p50, s' },
      { name: 'lag max, s' },
      { name: 'heard' },
    ],
    rows: results.map(({ name, followed }) => {
      const { charged, free, lags, follows, quietMinute } = followed;
      const heard = (100 * lags.length) / follows;
      return {
        name,
        cells: [
          formatNumber(follows, 0),
          [charged / follows],
          [free / follows],
          [quietMinute],
          [percentile(lags, 50)],
          [Math.max(...lags)],
          `${formatNumber(heard)} %`,
        ],
      };
    }),
    notes: [
      'Simulated time, real HTTP to a local GitHub; GitHub charges nothing for an unchanged answer (304). `heard`: followers that knew of the conclusion within ten minutes of it. The other strategies share nothing between follows: their calls grow with the number of follows.',
    ],
  };
  return { tables: [table], targets: targetsOf(results) };
}

function targetsOf(
  results: readonly { readonly name: string; readonly followed: Followed }[],
): Target[] {
  const find = (name: string, follows: number) =>
    results.find((one) => one.name === name && one.followed.follows === follows)
      ?.followed;
  const webhooks = find(WEBHOOKS, 1);
  const polling = find(POLLING, 1);
  const many = find(POLLING, 1_000);
  const targets: Target[] = [];
  if (webhooks !== undefined)
    targets.push({
      name: 'charged calls per followed deploy, webhooks',
      wanted: '1, the dispatch',
      reached: String(1 + webhooks.charged),
      met: webhooks.charged === 0,
    });
  if (polling !== undefined)
    targets.push({
      name: 'charged calls per followed deploy of ten minutes, polling',
      wanted: 'at most 4',
      reached: String(1 + polling.charged),
      met: 1 + polling.charged <= 4,
    });
  if (many !== undefined)
    targets.push({
      name: 'calls in a minute of 1,000 follows',
      wanted: 'those of one list every 5 s: 12',
      reached: String(many.quietMinute),
      met: many.quietMinute <= 12,
    });
  return targets;
}
