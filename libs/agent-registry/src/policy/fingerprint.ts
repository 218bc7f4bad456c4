import { createHash } from 'node:crypto';
import type { Json } from '../report/report.ts';

/**
 * SHA-256 of a value in canonical form, 64 hexadecimal digits. Members of objects are sorted by name, so their order
 * does not matter; members that are undefined do not count.
 */
export function fingerprint(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item: Json) => canonical(item)).join(',')}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, canonical(member)] as const],
  );
  return `{${members
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${member}`)
    .join(',')}}`;
}

/** The part of a fingerprint that people see. */
export function shortFingerprint(whole: string): string {
  return whole.slice(0, 12);
}
