import { expect, test } from 'vitest';
import {
  CONCLUSIONS,
  isFinal,
  outcomeOf,
  parseConclusion,
  parseStatus,
  RUN_STATUSES,
} from './run.ts';

test('success alone succeeds', () => {
  const succeeded = [...CONCLUSIONS, 'unknown' as const].filter(
    (conclusion) => outcomeOf(conclusion) === 'succeeded',
  );
  expect(succeeded).toEqual(['success']);
});

test('six statuses and nine conclusions are known, others read as unknown', () => {
  expect(RUN_STATUSES.map(parseStatus)).toEqual([...RUN_STATUSES]);
  expect(CONCLUSIONS.map(parseConclusion)).toEqual([...CONCLUSIONS]);
  expect([RUN_STATUSES.length, CONCLUSIONS.length]).toEqual([6, 9]);
  expect(parseStatus('dreaming')).toBe('unknown');
  expect(parseStatus(null)).toBe('unknown');
  expect(parseConclusion('toString')).toBe('unknown');
  expect(parseConclusion(null)).toBeNull();
  expect(outcomeOf('unknown')).toBe('unknown');
});

test('a run without a conclusion has not ended', () => {
  expect(isFinal({ status: 'completed', conclusion: null })).toBe(false);
  expect(isFinal({ status: 'queued', conclusion: 'failure' })).toBe(false);
  expect(isFinal({ status: 'completed', conclusion: 'unknown' })).toBe(true);
});
