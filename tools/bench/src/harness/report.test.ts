import { expect, test } from 'vitest';
import {
  formatNumber,
  ratioTarget,
  renderTable,
  renderTargets,
} from './report.ts';

test('ratios first, medians with their spread', () => {
  const text = renderTable({
    title: 'Round trips',
    subject: 'server',
    columns: [{ name: 'per second' }, { name: 'p99 ms', digits: 1 }],
    ratio: { column: 0, to: 'ours' },
    rows: [
      {
        name: 'ours',
        cells: [
          [2000, 1900, 2100],
          [4.24, 4.11, 4.5],
        ],
      },
      { name: 'other', cells: [[500], 'n/a'] },
      { name: 'absent', cells: [null, null] },
    ],
    notes: ['A note.'],
  });
  expect(text).toBe(
    [
      '### Round trips',
      '',
      '| server | × ours | per second | p99 ms |',
      '| --- | ---: | ---: | ---: |',
      '| ours | 1.00× | 2,000 (1,900–2,100) | 4.2 (4.1–4.5) |',
      '| other | 0.25× | 500 | n/a |',
      '| absent | – | – | – |',
      '',
      'A note.',
      '',
    ].join('\n'),
  );
});

test('a missed target stands out', () => {
  const target = { name: 'a', wanted: 'b', reached: 'c' };
  expect(renderTargets([{ ...target, met: false }])).toContain('**missed**');
  expect(renderTargets([{ ...target, met: true }])).toContain('| met |');
});

test('numbers keep three significant digits', () => {
  expect(
    [0, 0.01234, 1.2345, 12.345, 123.45, 12345.6].map((n) => formatNumber(n)),
  ).toEqual(['0', '0.0123', '1.23', '12.3', '123', '12,346']);
});

test('a ratio is judged by its medians and shows the spread of its rounds', () => {
  const options = {
    name: 'throughput',
    values: [90, 100, 120],
    reference: [100, 100, 100],
    to: 'the bare server',
  };
  expect(ratioTarget({ ...options, limit: { atLeast: 1 } })).toEqual({
    name: 'throughput',
    wanted: 'at least 1.0 × the bare server',
    reached: '1.00 × (0.90–1.20)',
    met: true,
  });
  expect(ratioTarget({ ...options, limit: { atLeast: 1.1 } }).met).toBe(false);
  expect(ratioTarget({ ...options, limit: { atMost: 0.9 } }).met).toBe(false);
});
