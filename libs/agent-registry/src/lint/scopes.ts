import { covers, parseScope, type Scope } from '../policy/scope.ts';
import type { Target } from '../policy/target.ts';
import { formatTarget } from '../policy/target.ts';
import { didYouMean } from '../did-you-mean.ts';
import { choose, type AddFinding } from './finding.ts';

/** A scope that reads and covers a target; undefined after a finding. */
export function lintScope(
  text: string,
  place: string,
  targets: readonly Target[],
  add: AddFinding,
): Scope | undefined {
  const parsed = parseScope(text);
  if ('problem' in parsed) {
    add(
      'bad_scope',
      place,
      `"${text}" is not a scope.`,
      'Use *, service/*, */environment or service/environment.',
    );
    return undefined;
  }
  if (targets.some((target) => covers(parsed.value, target)))
    return parsed.value;
  const known = targets.map(formatTarget);
  add(
    'scope_matches_nothing',
    place,
    `"${text}" matches no target.`,
    known.length === 0
      ? 'No workflow has a service and an environment yet.'
      : choose(didYouMean(text, known), known),
  );
  return undefined;
}
