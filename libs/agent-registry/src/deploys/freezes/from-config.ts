import type { FreezeEntry } from '../../config/schema/freeze.ts';
import { parseScope } from '../../policy/scope.ts';
import { parseDuration, parseWallClock } from './wall-clock.ts';
import type { FreezeWindow } from './window.ts';

/**
 * The windows of a configuration that `lint` found no errors in.
 * @param timeZone of the configuration, for windows without one of their own.
 * @throws TypeError for what `lint` would have reported.
 */
export function createFreezeWindows(
  entries: readonly FreezeEntry[],
  timeZone: string,
): readonly FreezeWindow[] {
  return entries.map((entry) => {
    const { id, cron, reason } = entry;
    const scope = parseScope(entry.scope);
    if (!('value' in scope))
      throw new TypeError(`Freeze "${id}": ${scope.problem}.`);
    return {
      id,
      scope: scope.value,
      cron,
      end: endOf(entry),
      zone: entry.zone ?? timeZone,
      reason,
      rollback: entry.rollback ?? 'allowed',
    };
  });
}

function endOf(entry: FreezeEntry): FreezeWindow['end'] {
  const ms = parseDuration(entry.for ?? '');
  if (ms !== null) return { kind: 'for', ms };
  const cron = parseWallClock(entry.until ?? '');
  if (cron !== null) return { kind: 'until', cron };
  throw new TypeError(`Freeze "${entry.id}" does not say when it ends.`);
}
