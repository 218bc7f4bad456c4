import { cpus, loadavg, totalmem } from 'node:os';
import { peerVersions } from './peers.ts';

/** What a figure depends on besides the code. Nothing that names the machine. */
export interface Machine {
  /** ISO 8601. */
  readonly date: string;
  readonly node: string;
  readonly cores: number;
  readonly processor: string;
  readonly memory: number;
  readonly platform: string;
  /** Processes that wanted to run in the minute before: beside an idle machine's 0 figures mean little. */
  readonly load: number;
  readonly peers: readonly string[];
  readonly summary: string;
}

export async function describeMachine(peers: boolean): Promise<Machine> {
  const cores = cpus();
  const [load = 0] = loadavg();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const machine = {
    date: new Date().toISOString(),
    node: process.version,
    cores: cores.length,
    processor: cores[0]?.model.trim() ?? 'unknown',
    memory: gibibytes,
    platform: `${process.platform} ${process.arch}`,
    load: Math.round(load * 10) / 10,
    peers: peers ? await peerVersions() : [],
  };
  const { processor, platform, node } = machine;
  return {
    ...machine,
    summary: `${cores.length} cores (${processor}), ${gibibytes} GiB, ${platform}, Node ${node}; load before: ${machine.load}`,
  };
}
