import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

function matches(source: string, text: string, options = {}) {
  const compiled = compilePattern(source, options);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.value(text);
}

describe('compilePattern', () => {
  it.each([
    ['^v\\d+', 'v12-rc1', true],
    ['^v\\d+$', 'v12-rc1', false],
    ['build|sync', 'Post build', true],
    ['^[\\w.-]{1,40}$', 'release_1.2-x', true],
    ['^\\p{L}+$', 'Ünïcode', true],
  ])('%s on %j: %s', (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  it('matches in any case if asked to', () => {
    expect(matches('SYNC', 'sync files')).toBe(false);
    expect(matches('SYNC', 'sync files', { ignoreCase: true })).toBe(true);
  });

  it('agrees with JavaScript on patterns that both know', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '\\d',
      '(?:ab|c)',
      'a*',
      'b+',
      'c?',
      '^',
      '$',
    );
    fc.assert(
      fc.property(
        fc
          .array(part, { minLength: 1, maxLength: 6 })
          .map((parts) => parts.join('')),
        fc.stringMatching(/^[abc1]{0,12}$/),
        (source, text) => {
          expect(matches(source, text)).toBe(new RegExp(source).test(text));
        },
      ),
    );
  });

  it.each(['(', 'a**', '(?=x)', '(a)\\1', '[b-a]'])(
    'refuses %s with the reason',
    (source) => {
      expect(compilePattern(source)).toEqual({
        problem: expect.stringMatching(/./),
      });
    },
  );

  it('answers the classic exponential case for a text that JavaScript would need years for', () => {
    expect(matches('^(a+)+$', `${'a'.repeat(5_000)}b`)).toBe(false);
  });
});
