import { expect, test } from 'vitest';
import { median, percentile } from './statistics.ts';

test('nearest rank', () => {
  const values = [50, 15, 40, 20, 35];
  expect(median(values)).toBe(35);
  expect(percentile(values, 30)).toBe(20);
  expect(percentile(values, 100)).toBe(50);
  expect(percentile(values, 0)).toBe(15);
  expect(median([2, 1])).toBe(1);
  expect(median([])).toBeNaN();
});
