import type { Attempt, Job } from '../attempts/attempt.ts';

/** An attempt for a test. Everything has a default, and times are minutes after `at`. */
export interface Given extends Partial<Omit<Attempt, 'jobs'>> {
  /** When this attempt began. */
  readonly at: string;
  /** How long after its beginning `updatedAt` is. */
  readonly minutes?: number;
  readonly outcome?: string;
  /** From and to in minutes after `at`. */
  readonly jobs?: readonly (readonly [from: number, to: number])[];
}

let nextId = 1;

export function given({ at, minutes = 10, outcome, jobs, ...rest }: Given) {
  const start = Date.parse(at);
  const later = (by: number): string =>
    new Date(start + by * 60_000).toISOString().replace('.000Z', 'Z');
  const runId = rest.runId ?? nextId++;
  const conclusion = outcome ?? 'success';
  const run: Attempt = {
    runId,
    attempt: 1,
    workflow: 'Client Deploy',
    event: 'push',
    status: conclusion === 'running' ? 'in_progress' : 'completed',
    conclusion: conclusion === 'running' ? null : conclusion,
    createdAt: later(0),
    startedAt: later(0),
    updatedAt: later(minutes),
    url: `https://github.com/acme/app/actions/runs/${runId}`,
    branch: 'main',
    ...(jobs
      ? {
          jobs: jobs.map(([from, to]): Job => ({
            name: 'job',
            startedAt: later(from),
            completedAt: later(to),
            conclusion,
          })),
        }
      : {}),
    ...rest,
  };
  return run;
}

/** Numbers from 0 to 1, the same on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An invented history, the same for the same arguments: busy weekdays, some failures, some of them re-run. */
export function historyOf(options: {
  readonly from: string;
  readonly to: string;
  readonly runs: number;
  readonly workflows: readonly string[];
  readonly seed?: number;
}): Attempt[] {
  const random = createRandom(options.seed ?? 7);
  const from = Date.parse(options.from);
  const to = Date.parse(options.to);
  const runs: Attempt[] = [];
  for (let i = 0; i < options.runs; i += 1) {
    const start = from + ((to - from) * (i + random() * 0.9)) / options.runs;
    const weekday = new Date(start).getUTCDay();
    if ((weekday === 0 || weekday === 6) && random() < 0.7) continue;
    const kind = Math.floor(random() * options.workflows.length);
    const luck = random();
    const outcome =
      luck < 0.08 ? 'failure' : luck < 0.13 ? 'cancelled' : 'success';
    const queue = 0.05 + random() * 0.3;
    const work = (1.5 + kind * 1.2) * (0.6 + random() * random() * 3);
    const common = {
      runId: 20_000_000_000 + i,
      workflow: options.workflows[kind] ?? '',
      minutes: queue + work,
      jobs: [[queue, queue + work]] as const,
      branch: random() < 0.7 ? 'main' : 'feature',
      sha: `sha-${i}`,
    };
    const at = new Date(start).toISOString();
    runs.push(given({ ...common, at, outcome }));
    if (outcome === 'failure' && random() < 0.4) {
      const again = start + (queue + work + 10) * 60_000;
      runs.push(
        given({
          ...common,
          at: new Date(again).toISOString(),
          createdAt: at,
          attempt: 2,
        }),
      );
    }
  }
  return runs;
}
