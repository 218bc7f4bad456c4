import type { Change, Figures } from '@yardmaster/digest';

/** `9 succeeded, 2 failed, 1 cancelled`: success and failure always, the others where there are any. */
export function outcomes({ runs }: Figures): string {
  const rest: readonly [number, string][] = [
    [runs.cancelled, 'cancelled'],
    [runs.skipped, 'skipped'],
    [runs.other, 'other'],
    [runs.running, 'still running'],
  ];
  return [
    `${runs.success} succeeded`,
    `${runs.failure} failed`,
    ...rest.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`),
  ].join(', ');
}

export function rate({ successRate }: Figures, change: Change | null): string {
  const { n, success, rate: value } = successRate;
  if (value === null) return 'none succeeded or failed';
  const points = change?.successRatePoints;
  const compared = points == null ? '' : `, ${signed(points, ' pp')}`;
  return `${Math.round(value * 1000) / 10} % (${success} of ${n}${compared})`;
}

export function countOf(n: number, word: string): string {
  return n === 1 ? `1 ${word}` : `${n} ${word}s`;
}

export function signed(value: number, unit: string): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value)}${unit}`;
}
