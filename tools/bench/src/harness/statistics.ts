/** The middle value; the lower of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value that `rank` percent of the values do not exceed (nearest rank). NaN without values. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.ceil((rank / 100) * sorted.length) - 1;
  return sorted[Math.max(0, index)] ?? Number.NaN;
}
