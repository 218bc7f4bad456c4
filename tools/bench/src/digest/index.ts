import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { previousWindow, rollingWindow, summarize } from '@yardmaster/digest';
import { buildPrograms } from '../harness/app.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { startNode } from '../harness/process.ts';
import { formatNumber, type Table, type Target } from '../harness/report.ts';
import { interleave } from '../harness/rounds.ts';
import { median } from '../harness/statistics.ts';
import { createHistory, DAY_MS, NOW, type History } from './history.ts';
import type { PicturesResult } from './pictures.ts';

/** What turns runs into figures and a picture costs. */
export const digest: Benchmark = {
  name: 'digest',
  async run({ quick }) {
    const figures = await measureFigures(quick);
    const pictures = await measurePictures(quick);
    return {
      tables: [figures.table, pictures.table],
      targets: [...figures.targets, ...pictures.targets],
    };
  },
};

async function measureFigures(quick: boolean) {
  const sizes = quick ? [1_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
  const rounds = quick ? 3 : 7;
  const costs: { size: number; ours: number[]; floor: number[] }[] = [];
  // One size after the other, so that none is measured among the garbage of a larger one.
  for (const size of sizes) {
    const history = createHistory(size);
    const ours = { name: 'ours', work: () => summarizeChecked(history) };
    const floor = { name: 'floor', work: () => countChecked(history) };
    const measured = await interleave([ours, floor], rounds, ({ work }) => {
      if (size <= 100_000) work();
      return timed(work);
    });
    costs.push({
      size,
      ours: measured.get(ours.name) ?? [],
      floor: measured.get(floor.name) ?? [],
    });
  }
  const table: Table = {
    title: 'A week summarised, compared with the week before',
    subject: 'runs given',
    columns: [
      { name: 'ms' },
      { name: 'µs per run' },
      { name: 'floor: parse three times, count outcomes, ms' },
    ],
    rows: costs.map(({ size, ours, floor }) => ({
      name: `${formatNumber(size, 0)} runs`,
      cells: [ours, ours.map((ms) => (ms * 1000) / size), floor],
    })),
    notes: [
      'Successes and failures were compared with an independent count, every time.',
    ],
  };
  const costOf = (whose: 'ours' | 'floor', wanted: number) =>
    median(costs.find(({ size }) => size === wanted)?.[whose] ?? []);
  const at = costOf('ours', 100_000);
  const targets: Target[] = [
    {
      name: '100,000 runs summarised',
      wanted: 'at most 200 ms',
      reached: `${formatNumber(at)} ms`,
      met: at <= 200,
    },
  ];
  if (!quick) {
    const growthOf = (whose: 'ours' | 'floor') =>
      costOf(whose, 1_000_000) / costOf(whose, 100_000) / 10;
    const [growth, reading] = [growthOf('ours'), growthOf('floor')];
    targets.push({
      name: 'cost per run, from 100,000 to 1,000,000 runs',
      wanted: 'linear',
      reached: `× ${formatNumber(growth)}; of reading alone × ${formatNumber(reading)}`,
      // What no longer fits into the processor's caches takes longer to read; a quadratic cost would grow tenfold.
      met: growth < 2,
    });
  }
  return { table, targets };
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const WEEK = rollingWindow('weekly', NOW);
const BEFORE = previousWindow(WEEK);

function summarizeChecked(history: History): void {
  const { total } = summarize(history.runs, {
    window: WEEK,
    previous: BEFORE,
    now: NOW,
  });
  check(history, total.runs.success, total.runs.failure);
}

/** The least that any digest does: read the three times of each run, and count the outcomes of the week. */
function countChecked(history: History): void {
  let [success, failure, longest] = [0, 0, 0];
  for (const { createdAt, startedAt, updatedAt, conclusion } of history.runs) {
    const [created, ended] = [
      Date.parse(String(createdAt)),
      Date.parse(String(updatedAt)),
    ];
    longest = Math.max(
      longest,
      Date.parse(String(updatedAt)) - Date.parse(String(startedAt)),
    );
    if (ended < NOW - 7 * DAY_MS || ended >= NOW || ended < created) continue;
    if (conclusion === 'success') success += 1;
    if (conclusion === 'failure') failure += 1;
  }
  check(history, success, failure);
}

function check(history: History, success: number, failure: number): void {
  if (success === history.success && failure === history.failure) return;
  throw new Error(
    `Wrong figures: ${success} and ${failure} instead of ${history.success} and ${history.failure}.`,
  );
}

async function measurePictures(quick: boolean) {
  buildPrograms();
  const many = quick ? 50 : 500;
  const results = [await draw(many)];
  for (let round = 1; round < (quick ? 2 : 5); round += 1)
    results.push(await draw(10));
  const [first] = results;
  if (first === undefined) throw new Error('no pictures');
  if (results.some(({ same, bytes }) => !same || bytes !== first.bytes))
    throw new Error('The same digest made different pictures.');
  const warm = results.map((one) => median(one.warm));
  const rows: Table['rows'] = [
    {
      name: 'first picture of a process, ms',
      cells: [results.map((one) => one.first)],
    },
    {
      name: 'from the start of the process to its first picture, ms',
      cells: [results.map((one) => one.sinceStart)],
    },
    { name: 'each further picture, ms', cells: [warm] },
    {
      name: `kept after ${many / 10} pictures, MB`,
      cells: [[first.early]],
    },
    {
      name: `kept after ${many} pictures, MB`,
      cells: [[first.late]],
    },
    { name: 'size of a picture, kB', cells: [[first.bytes / 1000]] },
  ];
  const growth = first.late / first.early;
  const targets: Target[] = [
    {
      name: 'a picture, warm',
      wanted: 'within 100 ms',
      reached: `${formatNumber(median(warm))} ms`,
      met: median(warm) <= 100,
    },
    {
      name: `memory over ${many} pictures`,
      wanted: 'flat',
      reached: `${formatNumber(first.early)} to ${formatNumber(first.late)} MB`,
      met: growth < 1.1,
    },
  ];
  const table: Table = {
    title: 'The picture of a week with 1,000 runs, SVG and PNG',
    subject: '',
    columns: [{ name: 'figure' }],
    rows,
    notes: [
      'Every picture was compared with the first, byte for byte. `kept` is what is resident after a garbage collection, without the free room in V8’s heap.',
    ],
  };
  return { table, targets };
}

async function draw(count: number): Promise<PicturesResult> {
  const child = startNode({
    args: [
      '--disable-warning=ExperimentalWarning',
      '--expose-gc',
      fileURLToPath(new URL('pictures.ts', import.meta.url)),
      String(count),
    ],
    ipc: true,
  });
  child.stderr?.pipe(process.stderr);
  const [result] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('The pictures could not be drawn.');
    }),
  ])) as [PicturesResult];
  return result;
}
