import type { Attempt } from '@yardmaster/digest';

export const DAY_MS = 86_400_000;
/** A Monday, midnight UTC. */
export const NOW = Date.UTC(2026, 10, 16);

export interface History {
  readonly runs: readonly Attempt[];
  /** What the window, the last seven days, holds. */
  readonly success: number;
  readonly failure: number;
}

const WORKFLOWS = [
  'Client Deploy',
  'Diagnose on Demand',
  'Test',
  'Lint',
  'Release',
  'Nightly',
];

/** Two weeks of runs, evenly spread, the same for the same number, and an independent count of the second week. */
export function createHistory(count: number): History {
  const runs: Attempt[] = [];
  let [success, failure] = [0, 0];
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let index = 0; index < count; index += 1) {
    const start =
      NOW - 14 * DAY_MS + Math.floor((13.9 * DAY_MS * index) / count);
    const luck = random();
    const conclusion =
      luck < 0.08 ? 'failure' : luck < 0.12 ? 'cancelled' : 'success';
    // As GitHub writes it: whole seconds.
    const iso = (after: number) =>
      new Date(start + after * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    const seconds = 40 + random() * 400;
    runs.push({
      runId: 10_000_000_000 + index,
      attempt: 1,
      workflow: WORKFLOWS[Math.floor(random() * WORKFLOWS.length)] ?? '',
      event: 'workflow_dispatch',
      status: 'completed',
      conclusion,
      createdAt: iso(0),
      startedAt: iso(2),
      updatedAt: iso(seconds),
      url: `https://github.com/acme/shop/actions/runs/${10_000_000_000 + index}`,
      branch: random() < 0.7 ? 'main' : `feature-${index % 40}`,
      sha: `sha-${index}`,
      displayTitle: `Client Deploy by person-${index % 25}`,
    });
    // A run belongs to the window in which it ended.
    const ended = Date.parse(iso(seconds));
    if (ended < NOW - 7 * DAY_MS || ended >= NOW) continue;
    if (conclusion === 'success') success += 1;
    if (conclusion === 'failure') failure += 1;
  }
  // As they come from GitHub's API: parsed from JSON, a page at a time.
  const pages = Array.from({ length: Math.ceil(count / 100) }, (_, page) =>
    JSON.stringify(runs.slice(page * 100, page * 100 + 100)),
  );
  const parsed = pages.flatMap((page) => JSON.parse(page) as Attempt[]);
  return { runs: parsed, success, failure };
}
