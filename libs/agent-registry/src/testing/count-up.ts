import type { Journal } from '../journal/journal.ts';

/** Adds `times` to `failures` of the follow `shared`, one by one, while others may do the same. */
export async function countUp(journal: Journal, times: number): Promise<void> {
  for (let n = 0; n < times;) {
    const follow = await journal.getFollow('shared');
    if (!follow) throw new Error('no follow "shared"');
    const failures = follow.failures + 1;
    if (await journal.changeFollow('shared', follow.version, { failures }))
      n += 1;
  }
}
