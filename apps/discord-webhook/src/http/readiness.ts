import type { Clock } from '@yardmaster/agent-registry';

/** A probe that takes longer counts as failed, milliseconds. */
const PROBE_MS = 2000;
/** A result holds for this long, so that requests cannot make the journal busy, milliseconds. */
const HOLDS_MS = 1000;

/** Whether the journal can be written. However many ask, one probe is under way at a time. */
export function createReadiness(
  probe: () => Promise<void>,
  clock: Clock,
): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  let fresh: Promise<boolean> | undefined;

  async function succeeds(): Promise<boolean> {
    try {
      await probe();
      return true;
    } catch {
      return false;
    } finally {
      running = undefined;
    }
  }

  function ask(): Promise<boolean> {
    running ??= succeeds();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = clock.schedule(PROBE_MS, () => resolve(false));
    void running.then((ready) => {
      cancel();
      resolve(ready);
    });
    return promise;
  }

  return () => {
    if (fresh !== undefined) return fresh;
    const asked = ask();
    fresh = asked;
    void asked.then(() =>
      clock.schedule(HOLDS_MS, () => {
        fresh = undefined;
      }),
    );
    return asked;
  };
}
