import { describe, expect, it } from 'vitest';
import { clip, columnsOf, fit } from './width.ts';
import { table } from './table.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[39m';
const TEXTS = [
  '',
  'deploy',
  '東京の運用担当者',
  'e\u0301te\u0301',
  '👩‍🚀 rocket',
  `${RED}failed${PLAIN} at once`,
  'a'.repeat(200),
];

describe('columns', () => {
  it.each([
    ['deploy', 6],
    ['東京', 4],
    ['e\u0301', 1],
    [`${RED}red${PLAIN}`, 3],
    ['🚀', 2],
  ])('of %j are %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('are never more than there is room, and fitted exactly', () => {
    for (const text of TEXTS)
      for (let width = 1; width < 40; width += 1) {
        expect(columnsOf(clip(text, width))).toBeLessThanOrEqual(width);
        expect(columnsOf(fit(text, width))).toBe(width);
      }
  });

  it('leave a text alone that fits, and close its colours where it does not', () => {
    expect(clip('deploy', 6)).toBe('deploy');
    expect(clip('deploy', 5)).toBe('depl…');
    expect(clip(`${RED}failed${PLAIN}`, 4)).toBe(`${RED}fai…${PLAIN}`);
  });
});

describe('a table', () => {
  it('is as wide as its content where there is room', () => {
    expect(
      table(
        [{ head: 'Id' }, { head: 'Who' }],
        [
          ['1', 'Ann'],
          ['22', 'B'],
        ],
        80,
      ),
    ).toBe('Id  Who\n1   Ann\n22  B');
  });

  it('takes what it lacks from its widest column', () => {
    const rows = [['1', 'x'.repeat(60), 'short']];
    const [head, row] = table(
      [{ head: 'Id' }, { head: 'Long' }, { head: 'Last' }],
      rows,
      40,
    ).split('\n');
    expect(columnsOf(row ?? '')).toBe(40);
    expect(row).toMatch(/…  short$/);
    expect(head?.indexOf('Last')).toBe(row?.indexOf('short'));
  });
});
