import { expect, test } from 'vitest';
import { interleave } from './rounds.ts';

test('each subject once per round, another one first each time', async () => {
  const order: string[] = [];
  const subjects = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  const found = await interleave(subjects, 3, ({ name }, round) => {
    order.push(name);
    return `${name}${round}`;
  });
  expect(order.join('')).toBe('abcbcacab');
  expect(found.get('b')).toEqual(['b0', 'b1', 'b2']);
});
