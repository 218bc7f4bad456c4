import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  formatScope,
  includes,
  isTarget,
  keysFor,
  overlaps,
  parseScope,
} from './scope.ts';
import { formatTarget, type Target } from './target.ts';
import { anyTarget, someScope, someTarget } from '../testing/targets.ts';

function scope(text: string) {
  const result = parseScope(text);
  if ('problem' in result) throw new Error(result.problem);
  return result.value;
}

const PRODUCTION: Target = { service: 'client', environment: 'production' };

describe('parseScope', () => {
  it.each([
    ['*', '*'],
    ['*/*', '*'],
    [' Client/* ', 'client/*'],
    ['*/PRODUCTION', '*/production'],
    ['client/production', 'client/production'],
  ])('reads %j as %j', (text, key) => {
    expect(formatScope(scope(text))).toBe(key);
  });

  it.each([
    '',
    'client',
    '/',
    'client/',
    '/production',
    'cl*/production',
    '**',
    'client/pro*',
    'client/ production',
  ])('refuses %j', (text) => {
    expect(parseScope(text)).toEqual({
      problem: expect.stringContaining('is not a scope'),
    });
  });

  it('reads back every scope it formats', () => {
    fc.assert(
      fc.property(someScope, (one) => {
        expect(scope(formatScope(one))).toEqual(one);
      }),
    );
  });
});

describe('covers', () => {
  it.each([
    ['*', true],
    ['client/*', true],
    ['*/production', true],
    ['client/production', true],
    ['api/*', false],
    ['*/staging', false],
    ['client/staging', false],
    ['api/production', false],
  ])('%s covers client/production: %s', (text, expected) => {
    expect(covers(scope(text), PRODUCTION)).toBe(expected);
  });

  it('agrees with the keys of a target', () => {
    fc.assert(
      fc.property(someScope, someTarget, (one, target) => {
        expect(covers(one, target)).toBe(
          keysFor(target).includes(formatScope(one)),
        );
      }),
    );
  });
});

describe('includes and overlaps', () => {
  it('include means that every covered target is covered', () => {
    fc.assert(
      fc.property(someScope, someScope, someTarget, (outer, inner, target) => {
        if (includes(outer, inner) && covers(inner, target))
          expect(covers(outer, target)).toBe(true);
      }),
    );
  });

  it('overlap means that some target is covered by both', () => {
    const targets = ['client', 'api', 'docs'].flatMap((service) =>
      ['production', 'staging'].map((environment) => ({
        service,
        environment,
      })),
    );
    fc.assert(
      fc.property(someScope, someScope, (one, other) => {
        expect(overlaps(one, other)).toBe(
          targets.some(
            (target) => covers(one, target) && covers(other, target),
          ),
        );
      }),
    );
  });

  it('client/* and */production overlap, and neither includes the other', () => {
    const [client, production] = [scope('client/*'), scope('*/production')];
    expect(overlaps(client, production)).toBe(true);
    expect(includes(client, production)).toBe(false);
    expect(includes(production, client)).toBe(false);
  });
});

describe('keysFor', () => {
  it('goes from the widest scope to the target', () => {
    expect(keysFor(PRODUCTION)).toEqual([
      '*',
      'client/*',
      '*/production',
      'client/production',
    ]);
  });

  it('ends with the target, whose scope is a target', () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        expect(keysFor(target)[3]).toBe(formatTarget(target));
        expect(isTarget(target)).toBe(true);
      }),
    );
  });
});
