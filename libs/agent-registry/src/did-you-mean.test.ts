import { expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

it.each([
  ['deploy-cleint', 'deploy-client'],
  ['deployclient', 'deploy-client'],
  ['DEPLOY_CLIENT', 'deploy-client'],
  ['stauts', 'status'],
])('takes %s for %s', (typed, meant) => {
  expect(didYouMean(typed, ['agents', 'status', 'deploy-client'])).toBe(meant);
});

it('does not guess at a different word', () => {
  expect(didYouMean('rollback', ['agents', 'status'])).toBeUndefined();
  expect(didYouMean('', ['agents'])).toBeUndefined();
});
