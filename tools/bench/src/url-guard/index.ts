import { readFile } from 'node:fs/promises';
import type { Benchmark } from '../harness/benchmark.ts';
import { ratioTarget, type Table, type Target } from '../harness/report.ts';
import { interleave } from '../harness/rounds.ts';
import { median } from '../harness/statistics.ts';
import { CASES, type UrlCase } from './cases.ts';
import { createCheckers, FLOOR, OURS, type Checker } from './checkers.ts';

type Named = { readonly name: string; readonly check: Checker };

/** What one verdict costs, and how many of the verdicts are right. */
export const urlGuard: Benchmark = {
  name: 'url-guard',
  async run({ quick, peers, corpus }) {
    const cases = [
      ...CASES,
      ...(corpus === undefined ? [] : await readCorpus(corpus)),
    ];
    const { checkers, classifiers } = await createCheckers(peers);
    const subjects = named(checkers);
    const right = countRight(subjects, cases);
    const rounds = quick ? 3 : 7;
    for (const { check } of subjects) eachUrl(check, cases);
    const perUrl = await interleave(subjects, rounds, ({ check }) =>
      eachUrl(check, cases),
    );
    const perAddress = await interleave(
      named(classifiers),
      rounds,
      ({ check }) =>
        ADDRESSES.map(({ ip }) => nanoseconds(() => check(ip), 50_000)),
    );
    const targets: Target[] = [
      ratioTarget({
        name: 'a verdict, median URL',
        values: (perUrl.get(OURS) ?? []).map(median),
        reference: (perUrl.get(FLOOR) ?? []).map(median),
        to: '`new URL`',
        limit: { atMost: 2.5 },
      }),
      ratioTarget({
        name: 'classification of an address, slowest of three',
        values: (perAddress.get(OURS) ?? []).map((one) => Math.max(...one)),
        reference: (perUrl.get(FLOOR) ?? []).map(median),
        to: '`new URL`',
        limit: { atMost: 1 },
      }),
      {
        name: 'verdicts that are right',
        wanted: 'all',
        reached: `${right.ours} of ${cases.length}`,
        met: right.ours === cases.length,
      },
    ];
    return {
      tables: [
        {
          title: 'One verdict about a URL',
          subject: 'checker',
          ratio: { column: 0, to: FLOOR },
          columns: [
            { name: 'median URL, ns', digits: 0 },
            { name: 'slowest kind, ns', digits: 0 },
          ],
          rows: [...perUrl].map(([name, values]) => ({
            name,
            cells: [
              values.map(median),
              values.map((one) => slowestKind(one, cases)),
            ],
          })),
          notes: [
            `${cases.length} URLs, each measured alone. \`slowest kind\` is the highest median among the kinds of the table below.`,
          ],
        },
        {
          title: 'Classification of an address alone',
          subject: 'checker',
          ratio: { column: 0, to: OURS },
          columns: ADDRESSES.map(({ name }) => ({
            name: `${name}, ns`,
            digits: 0,
          })),
          rows: [...perAddress].map(([name, values]) => ({
            name,
            cells: ADDRESSES.map((_, index) =>
              values.map((one) => one[index] ?? NaN),
            ),
          })),
        },
        right.table,
      ],
      targets,
    };
  },
};

const ADDRESSES = [
  { name: 'public IPv4', ip: '93.184.216.34' },
  { name: 'public IPv6', ip: '2606:2800:220:1:248:1893:25c8:1946' },
  { name: 'private IPv4', ip: '192.168.1.1' },
];

function named(all: Readonly<Record<string, Checker>>): Named[] {
  return Object.entries(all).map(([name, check]) => ({ name, check }));
}

let sink = 0;

const BATCHES = 5;

/**
 * Of one call: the median of a few batches, so that a pause of the machine counts for one of them. The answer is used, so
 * that the call is not optimised away.
 */
function nanoseconds(call: () => boolean, times: number): number {
  const batch = Math.max(1, Math.round(times / BATCHES));
  const batches = Array.from({ length: BATCHES }, () => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < batch; index += 1) sink += call() ? 1 : 0;
    return Number(process.hrtime.bigint() - start) / batch;
  });
  if (sink < 0) throw new Error('cannot be');
  return median(batches);
}

/** Fewer repetitions where one call is slow, so that no checker takes all the time there is. */
function eachUrl(check: Checker, cases: readonly UrlCase[]): number[] {
  return cases.map(({ url }) => {
    const once = nanoseconds(() => check(url), 3);
    return nanoseconds(
      () => check(url),
      Math.round(Math.min(1_000, Math.max(5, 1_000_000 / once))),
    );
  });
}

function slowestKind(
  values: readonly number[],
  cases: readonly UrlCase[],
): number {
  const kinds = Map.groupBy(values.keys(), (index) => cases[index]?.kind ?? '');
  return Math.max(
    ...[...kinds.values()].map((indices) =>
      median(indices.map((index) => values[index] ?? NaN)),
    ),
  );
}

function countRight(subjects: readonly Named[], cases: readonly UrlCase[]) {
  const kinds = [...Map.groupBy(cases, ({ kind }) => kind)];
  const count = (check: Checker, some: readonly UrlCase[]) =>
    some.filter(({ url, expect }) => check(url) === (expect === 'allow'))
      .length;
  const table: Table = {
    title: 'Verdicts that are right',
    subject: 'kind',
    columns: subjects.map(({ name }) => ({ name })),
    rows: [
      ...kinds.map(([name, some]) => ({
        name,
        cells: subjects.map(
          ({ check }) => `${count(check, some)}/${some.length}`,
        ),
      })),
      {
        name: '**all**',
        cells: subjects.map(
          ({ check }) =>
            `${((100 * count(check, cases)) / cases.length).toFixed(1)} %`,
        ),
      },
    ],
    notes: [
      'http and https URLs are judged; names are not looked up. Packages that judge addresses let every name pass: names, ports, credentials and schemes are left to their caller.',
    ],
  };
  const ours = subjects.find(({ name }) => name === OURS);
  return { table, ours: ours === undefined ? 0 : count(ours.check, cases) };
}

/** A list of `{ url, expect }`; what needs DNS is left out. */
async function readCorpus(file: string): Promise<UrlCase[]> {
  const list = JSON.parse(await readFile(file, 'utf8')) as {
    url: string;
    expect: UrlCase['expect'];
    needs_dns?: boolean;
  }[];
  return list
    .filter((one) => one.needs_dns !== true)
    .map(({ url, expect }) => ({ kind: `corpus: ${expect}`, url, expect }));
}
