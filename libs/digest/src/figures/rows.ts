import type { TimedAttempt } from '../attempts/timeline.ts';
import type { Schedule } from '../time/cron.ts';

/** What is known of a workflow besides its attempts. */
export interface WorkflowFacts {
  readonly name: string;
  readonly id?: number | null | undefined;
  /** Its file, such as `.github/workflows/ci.yml`. */
  readonly path?: string | null | undefined;
  /** Its own `on.schedule`. */
  readonly schedules?: readonly Schedule[] | undefined;
}

/** One workflow and its attempts. */
export interface Row {
  readonly name: string;
  readonly id: number | null;
  readonly path: string | null;
  readonly schedules: readonly Schedule[];
  readonly attempts: readonly TimedAttempt[];
}

/**
 * A row per workflow id, or per name where ids are not known. The workflows in `facts` have one even without an
 * attempt. Workflows that share a name are distinguished by their file, or by their id.
 */
export function rowsOf(
  attempts: readonly TimedAttempt[],
  facts: readonly WorkflowFacts[],
): Row[] {
  const idOfName = new Map(
    facts.flatMap(({ name, id }) => (id == null ? [] : [[name, id] as const])),
  );
  const groups = Map.groupBy(
    attempts,
    ({ source }) =>
      source.workflowId ?? idOfName.get(source.workflow) ?? source.workflow,
  );
  for (const { id, name } of facts) {
    const key = id ?? name;
    if (!groups.has(key) && !nameIsTaken(groups, name, id)) groups.set(key, []);
  }
  const rows = [...groups].map(([key, group]): Row => {
    const newest = group.at(-1)?.source;
    const known = facts.find(({ id, name }) =>
      typeof key === 'number'
        ? id === key || (id == null && name === newest?.workflow)
        : name === key,
    );
    return {
      name: known?.name ?? newest?.workflow ?? String(key),
      id: typeof key === 'number' ? key : (known?.id ?? null),
      path: known?.path ?? newest?.workflowPath ?? null,
      schedules: known?.schedules ?? [],
      attempts: group,
    };
  });
  const names = Map.groupBy(rows, ({ name }) => name);
  return rows.map((row) =>
    (names.get(row.name)?.length ?? 0) > 1
      ? { ...row, name: `${row.name} (${distinction(row)})` }
      : row,
  );
}

/** A fact without an id is about the row of its name. */
function nameIsTaken(
  groups: ReadonlyMap<number | string, readonly TimedAttempt[]>,
  name: string,
  id: number | null | undefined,
): boolean {
  return (
    id == null &&
    [...groups.values()].some((group) => group[0]?.source.workflow === name)
  );
}

function distinction({ path, id }: Row): string {
  return path?.split('/').at(-1) ?? (id === null ? 'no id' : String(id));
}
