import { InvalidArgumentError } from 'commander';

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** How long ago, in milliseconds. */
export function parseSince(text: string): number {
  const [, amount, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const factor = UNIT_MS[unit ?? ''];
  if (amount !== undefined && factor !== undefined)
    return Number(amount) * factor;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      'Give an ISO date, or how long ago: 90m, 24h, 7d.',
    );
  return Date.now() - time;
}

export function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new InvalidArgumentError('Give a whole number from 1 to 1000.');
  return limit;
}
