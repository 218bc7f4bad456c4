import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTarget, parseTarget, sameTarget } from './target.ts';
import { anyTarget } from '../testing/targets.ts';

function parsed(text: string) {
  const result = parseTarget(text);
  if ('problem' in result) throw new Error(result.problem);
  return result.value;
}

describe('parseTarget', () => {
  it('reads service/environment', () => {
    expect(parsed('client/production')).toEqual({
      service: 'client',
      environment: 'production',
    });
  });

  it('ignores case and surrounding white space, as GitHub does in environment names', () => {
    expect(
      sameTarget(parsed(' Client/Production '), parsed('client/production')),
    ).toBe(true);
  });

  it('leaves slashes and inner spaces to the environment', () => {
    expect(parsed('client/review/pr 12')).toEqual({
      service: 'client',
      environment: 'review/pr 12',
    });
  });

  it.each([
    ['', 'no "/"'],
    ['client', 'no "/"'],
    ['/production', 'service name'],
    ['cli ent/production', 'service name'],
    ['*/production', 'service name'],
    ['client/', 'environment name'],
    ['client/*', 'environment name'],
    ['client/ production', 'environment name'],
    ['client/pro\nduction', 'environment name'],
    [`${'c'.repeat(33)}/production`, 'service name'],
    [`client/${'p'.repeat(65)}`, 'environment name'],
  ])('refuses %j and names the part that is wrong', (text, part) => {
    expect(parseTarget(text)).toEqual({
      problem: expect.stringContaining(part),
    });
  });

  it('shortens what it quotes', () => {
    const result = parseTarget('x'.repeat(5_000));
    expect('problem' in result && result.problem.length).toBeLessThan(200);
  });

  it('reads back every target it formats', () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        expect(parsed(formatTarget(target))).toEqual(target);
      }),
    );
  });

  it('fits into a Discord choice: at most 100 characters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const result = parseTarget(text);
        if ('value' in result)
          expect(formatTarget(result.value).length).toBeLessThanOrEqual(100);
      }),
    );
  });
});
