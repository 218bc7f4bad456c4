import { buildPrograms } from '../harness/app.ts';
import { cpuOf, memoryOf, PINNING } from '../harness/process.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import {
  formatNumber,
  ratioTarget,
  type Report,
  type Table,
} from '../harness/report.ts';
import { interleave } from '../harness/rounds.ts';
import { median } from '../harness/statistics.ts';
import { startLoadGenerator, type LoadGenerator } from './load.ts';
import type { LoadOrder, LoadResult } from './load-generator.ts';
import { EXPECTED, FLOOR, OURS, startServers, type Server } from './servers.ts';

type Measured = LoadResult & { readonly cpu: number; readonly memory: number };
type Work = Pick<LoadOrder, 'kind' | 'connections' | 'flood'> & {
  readonly title: string;
};

const FLOODED: Work = {
  title: '/agents, 50 connections, while 20 connections send forged signatures',
  kind: 'agents',
  connections: 50,
  flood: 20,
};
const WORK: readonly Work[] = [
  { title: '/agents, 1 connection', kind: 'agents', connections: 1, flood: 0 },
  {
    title: '/agents, 50 connections',
    kind: 'agents',
    connections: 50,
    flood: 0,
  },
  { title: 'PING, 1 connection', kind: 'ping', connections: 1, flood: 0 },
  { title: 'PING, 50 connections', kind: 'ping', connections: 50, flood: 0 },
  FLOODED,
];

/** Signed interactions over loopback: ours, the floors, and what else there is. */
export const interactions: Benchmark = {
  name: 'interactions',
  async run({ quick, peers }) {
    buildPrograms();
    const load = await startLoadGenerator();
    const servers = await startServers(load.publicKey, peers);
    try {
      const milliseconds = quick ? 400 : 1_000;
      const results = new Map<Work, Map<string, Measured[]>>();
      for (const server of servers)
        for (const work of WORK)
          await measure(load, server, work, milliseconds / 2);
      for (const work of WORK) {
        const rounds = await interleave(servers, quick ? 2 : 3, (server) =>
          measure(load, server, work, milliseconds),
        );
        results.set(work, rounds);
      }
      return report(results);
    } finally {
      await Promise.all([
        load.stop(),
        ...servers.map((server) => server.stop()),
      ]);
    }
  },
};

async function measure(
  load: LoadGenerator,
  { port, pid }: Server,
  { kind, connections, flood }: Work,
  milliseconds: number,
): Promise<Measured> {
  const before = cpuOf(pid);
  const result = await load.run({
    port,
    kind,
    connections,
    flood,
    milliseconds,
    expect: EXPECTED,
  });
  const served = result.answered + result.refused;
  return {
    ...result,
    cpu: (cpuOf(pid) - before) / served,
    memory: memoryOf(pid),
  };
}

function report(
  results: ReadonlyMap<Work, ReadonlyMap<string, readonly Measured[]>>,
): Report {
  const tables = [...results].map(([{ title, flood }, subjects]): Table => ({
    title,
    subject: 'server',
    ratio: { column: 0, to: FLOOR },
    columns: [
      { name: 'good per second' },
      { name: 'p50, ms' },
      { name: 'p99, ms' },
      { name: 'CPU per request, ms' },
      { name: 'resident, MB', digits: 0 },
      ...(flood > 0 ? [{ name: 'forged refused per second' }] : []),
    ],
    rows: [...subjects].map(([name, rounds]) => ({
      name,
      cells: [
        rounds.map((one) => one.answered / one.seconds),
        rounds.map((one) => one.p50),
        rounds.map((one) => one.p99),
        rounds.map((one) => one.cpu),
        rounds.map((one) => one.memory),
        ...(flood > 0 ? [rounds.map((one) => one.refused / one.seconds)] : []),
      ],
    })),
    notes: flood > 0 ? [] : [`Every answer was checked; ${PINNING}.`],
  }));
  const rounds = (name: string, title: string): readonly Measured[] => {
    const work = WORK.find((one) => one.title === title);
    return (work && results.get(work)?.get(name)) ?? [];
  };
  const rates = (name: string, title: string) =>
    rounds(name, title).map((one) => one.answered / one.seconds);
  const p99 = (title: string) => {
    const reached = median(rounds(OURS, title).map((one) => one.p99));
    return {
      name: `p99 of ${title}`,
      wanted: 'under 50 ms',
      reached: `${formatNumber(reached)} ms`,
      met: reached < 50,
    };
  };
  const many = '/agents, 50 connections';
  return {
    tables,
    targets: [
      ratioTarget({
        name: `throughput of ${many}`,
        values: rates(OURS, many),
        reference: rates(FLOOR, many),
        to: 'bare node:http with synchronous crypto',
        limit: { atLeast: 1 },
      }),
      p99(many),
      p99(FLOODED.title),
    ],
  };
}
