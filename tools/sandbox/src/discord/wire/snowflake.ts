import type { Clock } from './clock.ts';

const DISCORD_EPOCH = 1_420_070_400_000n;

/**
 * Makes ids as Discord does: milliseconds since 2015 in the upper 42 bits, a counter below.
 * Ids of one maker never repeat and rise with time.
 * https://docs.discord.com/developers/reference#snowflakes
 */
export function createSnowflakes(clock: Clock): () => string {
  let last = 0n;
  return () => {
    const wanted = (BigInt(clock()) - DISCORD_EPOCH) << 22n;
    last = wanted > last ? wanted : last + 1n;
    return String(last);
  };
}

/** When the id was made, in milliseconds since the epoch. */
export function snowflakeTime(id: string): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH);
}
