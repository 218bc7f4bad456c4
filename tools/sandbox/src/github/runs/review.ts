import type { Engine } from './engine.ts';
import { type JobRecord, latest, type RunRecord } from './run.ts';

/** The environments whose review the run waits for, each with its jobs. */
export function awaited(run: RunRecord): ReadonlyMap<string, JobRecord[]> {
  const waiting = new Map<string, JobRecord[]>();
  for (const job of latest(run).jobs) {
    const { environment, status } = job;
    if (environment === undefined || status !== 'waiting') continue;
    waiting.set(environment, [...(waiting.get(environment) ?? []), job]);
  }
  return waiting;
}

/** Approves or rejects; the same for the API and for the control verbs. */
export function review(
  engine: Engine,
  run: RunRecord,
  names: readonly string[],
  decision: {
    readonly state: 'approved' | 'rejected';
    readonly comment: string;
    readonly actor: string;
  },
): void {
  const jobs = new Set(names.flatMap((name) => awaited(run).get(name) ?? []));
  engine.review(run, { ...decision, environments: names }, jobs);
}
