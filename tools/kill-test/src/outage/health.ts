import { readFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PROBE_EVERY_MS = 100;
const READY_EVERY_MS = 500;

export interface ReadySample {
  /** When the request was sent and when the response had arrived, epoch milliseconds. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** 0: no response. */
  readonly status: number;
}

/** Watches an app from outside: whether its event loop runs, and whether it calls itself ready. */
export interface HealthWatch {
  /**
   * The longest time that a `GET /healthz` took so far, milliseconds, without the time in which the app or this test was
   * ready to run and waited for a processor.
   */
  slowest(): number;
  readonly ready: readonly ReadySample[];
  stop(): Promise<void>;
}

export function watchHealth(appUrl: string, appPid: number): HealthWatch {
  const agent = new Agent({ keepAlive: true });
  const ready: ReadySample[] = [];
  let slowest = 0;
  const stopping = new AbortController();

  function request(path: string): Promise<number> {
    return new Promise((resolve) => {
      const sent = get(`${appUrl}${path}`, { agent }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      });
      sent.once('error', () => resolve(0));
    });
  }

  async function probe(): Promise<void> {
    while (!stopping.signal.aborted) {
      const waited = await processorWait(appPid);
      const sentAt = performance.now();
      await request('/healthz');
      const took = performance.now() - sentAt;
      slowest = Math.max(
        slowest,
        took - ((await processorWait(appPid)) - waited),
      );
      await sleep(PROBE_EVERY_MS);
    }
  }

  async function askReady(): Promise<void> {
    while (!stopping.signal.aborted) {
      const sentAt = Date.now();
      const status = await request('/readyz');
      ready.push({ sentAt, answeredAt: Date.now(), status });
      await sleep(READY_EVERY_MS);
    }
  }

  const loops = [probe(), askReady()];
  return {
    slowest: () => slowest,
    ready,
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      agent.destroy();
    },
  };
}

/**
 * How long the main threads of the app and of this process have waited for a processor so far, milliseconds; 0 where the
 * system does not count it. https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
async function processorWait(appPid: number): Promise<number> {
  const waits = await Promise.all(
    [appPid, process.pid].map(async (pid) => {
      const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(
        () => '',
      );
      return Number(text.split(' ')[1] ?? 0) / 1e6;
    }),
  );
  return waits.reduce((sum, wait) => sum + wait, 0);
}
