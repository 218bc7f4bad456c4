import { openConnection, type Connection } from './connection.ts';
import { createSigned, type Kind } from './signed.ts';

/** What the parent asks for. */
export interface LoadOrder {
  readonly port: number;
  readonly kind: Exclude<Kind, 'forged'>;
  readonly connections: number;
  /** Connections beside these that send forged signatures as fast as they are refused. */
  readonly flood: number;
  readonly milliseconds: number;
  /** Must stand in the answer to `/agents`. */
  readonly expect: readonly string[];
}

export interface LoadResult {
  readonly answered: number;
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds, of good requests. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** What was not as it should be; empty, or the measurement counts for nothing. */
  readonly wrong: readonly string[];
}

// A program of its own: it runs as a child process, sends its public key and takes orders.
const signed = createSigned(BigInt(Date.now()) * 10_000_000n);
const MOST_SIGNED_AHEAD = 12_000;
/** What each server, by its port, answered in a second when it was last measured. */
const rates = new Map<number, number>();
const FIRST_RATE = 2_000;

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ wrong: [String(error)] }),
  );
});
process.send?.({ publicKey: signed.publicKey });

async function run(order: LoadOrder): Promise<LoadResult> {
  const { kind, milliseconds } = order;
  // Signing costs as much as checking does: it is done before the clock runs, for as many as will be needed.
  const ahead = Math.min(
    MOST_SIGNED_AHEAD,
    (rates.get(order.port) ?? FIRST_RATE) * (milliseconds / 1000) * 1.3,
  );
  const requests = Array.from({ length: ahead }, () => signed.request(kind));
  const forged = order.flood > 0 ? signed.request('forged') : Buffer.alloc(0);
  const good = await open(order.port, order.connections);
  const bad = await open(order.port, order.flood);
  const latencies: number[] = [];
  const wrong = new Set<string>();
  let refused = 0;
  const start = performance.now();
  const end = start + milliseconds;

  await Promise.all([
    ...good.map(async (connection) => {
      while (performance.now() < end) {
        const request = requests.pop() ?? signed.request(kind);
        const sentAt = performance.now();
        const { status, body } = await connection.send(request);
        latencies.push(performance.now() - sentAt);
        const fault = faultOf(order, status, body);
        if (fault !== null) wrong.add(fault);
      }
    }),
    ...bad.map(async (connection) => {
      while (performance.now() < end) {
        const { status } = await connection.send(forged);
        if (status === 401) refused += 1;
        else wrong.add(`a forged signature was answered with ${status}`);
      }
    }),
  ]);
  const seconds = (performance.now() - start) / 1000;
  for (const connection of [...good, ...bad]) connection.close();
  rates.set(order.port, latencies.length / seconds);
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[
      Math.min(latencies.length - 1, Math.floor(latencies.length * share))
    ] ?? Number.NaN;
  return {
    answered: latencies.length,
    refused,
    seconds,
    p50: at(0.5),
    p99: at(0.99),
    longest: at(1),
    wrong: [...wrong].slice(0, 5),
  };
}

function open(port: number, count: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: count }, () => openConnection(port)));
}

function faultOf(
  order: LoadOrder,
  status: number,
  body: string,
): string | null {
  if (status !== 200) return `status ${status}: ${body.slice(0, 200)}`;
  const type = order.kind === 'ping' ? '"type":1' : '"type":4';
  const missing = [type, ...(order.kind === 'ping' ? [] : order.expect)].find(
    (part) => !body.includes(part),
  );
  return missing === undefined
    ? null
    : `no ${missing} in ${body.slice(0, 300)}`;
}
