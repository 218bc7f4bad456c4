const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of `90s`, `5m`, `1h30m`, `7d`; a bare number is seconds. Undefined for anything else, and for nothing. */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,7}$/.test(text)) return positive(Number(text) * 1_000);
  if (!/^(?:\d{1,6}(?:\.\d{1,3})?[smhd])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)([smhd])/g))
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return positive(total);
}

function positive(milliseconds: number): number | undefined {
  return milliseconds > 0 ? Math.round(milliseconds) : undefined;
}
