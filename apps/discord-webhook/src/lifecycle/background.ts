/** Work that continues after the HTTP response, and that a stop waits for. */
export interface Background {
  run(work: () => Promise<unknown>): void;
  /** Resolves when no work is left. */
  settled(): Promise<void>;
}

export function createBackground(
  onError: (error: unknown) => void,
): Background {
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      const done = work()
        .then(() => {}, onError)
        .finally(() => running.delete(done));
      running.add(done);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
