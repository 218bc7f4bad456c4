/** Values from zero to a round number, and the round numbers between at which lines are drawn. */
export interface Scale {
  readonly top: number;
  readonly ticks: readonly number[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DURATION_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 240, 480].map((n) => n * HOUR),
];
const MOST_STEPS = 4;

export function durationScale(most: number): Scale {
  const step = DURATION_STEPS.find((size) => most <= size * MOST_STEPS);
  return stepped(step ?? 480 * HOUR, most);
}

/** Whole numbers only. */
export function countScale(most: number): Scale {
  for (let power = 1; ; power *= 10) {
    const step = [1, 2, 5].find((n) => most <= n * power * MOST_STEPS);
    if (step !== undefined) return stepped(step * power, most);
  }
}

function stepped(step: number, most: number): Scale {
  const steps = Math.max(1, Math.ceil(most / step));
  return {
    top: steps * step,
    ticks: Array.from({ length: steps + 1 }, (_, index) => index * step),
  };
}
