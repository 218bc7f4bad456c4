import { isIP } from 'node:net';
import { expect, test } from 'vitest';
import { CASES } from './cases.ts';

test('every kind has cases, and no URL two verdicts', () => {
  const verdicts = Map.groupBy(CASES, ({ url }) => url);
  for (const [url, found] of verdicts)
    expect(new Set(found.map((one) => one.expect)).size, url).toBe(1);
  expect(CASES.length).toBeGreaterThan(200);
});

test('the spellings are spellings: the URL parser reads each as the address it stands for', () => {
  const spelled = CASES.filter(({ kind }) =>
    kind.includes('every other spelling'),
  );
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
  ];
  expect(new Set(spelled.map(({ url }) => new URL(url).hostname))).toEqual(
    new Set(inside),
  );
  const wrapped = CASES.filter(({ kind }) => kind.includes('inside IPv6'));
  for (const { url } of wrapped)
    expect(isIP(new URL(url).hostname.slice(1, -1)), url).toBe(6);
});

test('text that the parser repairs is parsed, text that is no URL is not', () => {
  const parsed = (kind: string) =>
    CASES.filter((one) => one.kind === kind).map(({ url }) =>
      URL.canParse(url),
    );
  expect(new Set(parsed('text that the parser repairs'))).toEqual(
    new Set([true]),
  );
  expect(new Set(parsed('text that is no URL'))).toEqual(new Set([false]));
});
