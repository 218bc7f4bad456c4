import { createHash } from 'node:crypto';

/** Everything the local GitHub makes up is counted, so that two equal sessions give equal answers. */
export interface Ids {
  next(kind: Kind): number;
  /** A UUID-shaped name for a webhook delivery. */
  uuid(): string;
  requestId(): string;
}

// Above 2^31, as GitHub's own are: a client that keeps ids in 32 bits fails here too.
const FIRST = {
  run: 16_000_000_000,
  job: 45_000_000_000,
  delivery: 150_000_000_000,
} as const;

type Kind = keyof typeof FIRST;

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

export function nodeId(prefix: string, id: number): string {
  return `${prefix}_kwDO${Buffer.from(String(id)).toString('base64url')}`;
}

export function createIds(): Ids {
  const counters = new Map<string, number>();
  function count(kind: string) {
    const value = counters.get(kind) ?? 0;
    counters.set(kind, value + 1);
    return value;
  }
  return {
    next: (kind) => FIRST[kind] + count(kind),
    uuid: () =>
      digest(`uuid ${count('uuid')}`).replace(
        /^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/,
        '$1-$2-$3-$4-$5',
      ),
    requestId: () => {
      const hex = digest(`request ${count('request')}`).toUpperCase();
      return `${hex.slice(0, 4)}:${hex.slice(4, 10)}:${hex.slice(10, 16)}:${hex.slice(16, 22)}:${hex.slice(22, 30)}`;
    },
  };
}
