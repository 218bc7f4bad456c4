import fc from 'fast-check';
import type { Scope } from '../policy/scope.ts';
import type { Target } from '../policy/target.ts';

/** Any target there can be. */
export const anyTarget: fc.Arbitrary<Target> = fc.record({
  service: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,31}$/),
  environment: fc.stringMatching(
    /^[a-z0-9](?:[a-z0-9 ._/-]{0,62}[a-z0-9._-])?$/,
  ),
});

/** Few names, so that rules, scopes and targets often meet. */
export const someTarget: fc.Arbitrary<Target> = fc.record({
  service: fc.constantFrom('client', 'api', 'docs'),
  environment: fc.constantFrom('production', 'staging'),
});

export const someScope: fc.Arbitrary<Scope> = fc.record({
  service: fc.constantFrom('*', 'client', 'api', 'docs'),
  environment: fc.constantFrom('*', 'production', 'staging'),
});
