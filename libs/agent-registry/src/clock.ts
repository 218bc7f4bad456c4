/** Time as a parameter: what tests replace so that they need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once after `milliseconds`; the returned function calls it off. */
  after(milliseconds: number, action: () => void): () => void;
}

/** Longer waits overflow a 32-bit timer and would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, action) {
    const timer = setTimeout(
      action,
      Math.min(Math.max(milliseconds, 0), LONGEST_TIMER),
    );
    return () => clearTimeout(timer);
  },
};
