import { latest, type RunRecord } from './run.ts';

function isPending(run: RunRecord): boolean {
  return latest(run).status === 'pending';
}

/**
 * Which runs are not over, and which of them wait for another: behind their concurrency group, one
 * place of which is pending, or behind the run their plan names.
 * https://docs.github.com/actions/concepts/workflows-and-actions/concurrency
 */
export function createWaitingLine() {
  const open = new Set<RunRecord>();

  const othersOf = (run: RunRecord): RunRecord[] =>
    run.group === undefined
      ? []
      : [...open].filter((other) => other !== run && other.group === run.group);

  function isBehind(run: RunRecord): boolean {
    const { pendingBehind } = latest(run).plan;
    return (
      pendingBehind === true ||
      [...open].some(({ id }) => id === pendingBehind) ||
      othersOf(run).some((other) => !isPending(other))
    );
  }

  return {
    open: (): readonly RunRecord[] => [...open],
    /** The runs that end because this one comes: the pending one of its group, or all of it. */
    displacedBy: (run: RunRecord): readonly RunRecord[] =>
      run.workflow.concurrency?.cancelInProgress === true
        ? // The pending one first, or it would start when its turn comes.
          othersOf(run).toSorted((a, b) => +isPending(b) - +isPending(a))
        : othersOf(run).filter(isPending),
    groups(): ReadonlyMap<string, readonly RunRecord[]> {
      const named = [...open].filter(({ group }) => group !== undefined);
      const groups = Map.groupBy(named, ({ group }) => group ?? '');
      for (const members of groups.values())
        members.sort((a, b) => +isPending(a) - +isPending(b) || a.id - b.id);
      return groups;
    },
    /** Whether another run goes before it. */
    isBehind,
    /** True: the run has to wait. */
    enter(run: RunRecord): boolean {
      const behind = isBehind(run);
      open.add(run);
      return behind;
    },
    /** The runs that need not wait any longer, now that this one is over. */
    leave(run: RunRecord): readonly RunRecord[] {
      if (!open.delete(run)) return [];
      return [...open].filter(
        (other) =>
          isPending(other) &&
          (latest(other).plan.pendingBehind === run.id ||
            (run.group !== undefined && other.group === run.group)) &&
          !isBehind(other),
      );
    },
  };
}
