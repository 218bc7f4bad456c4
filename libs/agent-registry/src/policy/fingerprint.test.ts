import { expect, it } from 'vitest';
import { fingerprint, shortFingerprint } from './fingerprint.ts';

it('is the SHA-256 of the canonical form', () => {
  // printf '{"a":[1,null],"b":"x"}' | sha256sum
  const known =
    '3dece6dc8d22d61692b03c7d51836aaec96fd08a614e224565e177ad6ff9dbe2';
  expect(fingerprint({ b: 'x', a: [1, null] })).toBe(known);
  expect(shortFingerprint(known)).toBe(known.slice(0, 12));
});

it('ignores the order of members and members without a value, not the order of items', () => {
  expect(fingerprint({ a: 1, b: undefined, c: 2 })).toBe(
    fingerprint({ c: 2, a: 1 }),
  );
  expect(fingerprint([1, 2])).not.toBe(fingerprint([2, 1]));
});
