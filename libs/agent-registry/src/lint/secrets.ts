import { redactSecrets, toPlainText } from '@yardmaster/github-dispatcher';
import { formatPlace } from '../config/schema/faults.ts';
import type { AddFinding } from './finding.ts';

/** Strings anywhere in a file that have the form of a secret. The finding names the place, never the value. */
export function lintSecrets(content: unknown, add: AddFinding): void {
  for (const { path, text } of stringsOf(content, []))
    if (looksSecret(text))
      add(
        'secret_in_config',
        formatPlace(path),
        'The value looks like a secret.',
        'Remove it, revoke it, and pass the new one in an environment variable.',
      );
}

export function looksSecret(text: string): boolean {
  return redactSecrets(text) !== toPlainText(text);
}

function* stringsOf(
  value: unknown,
  path: readonly PropertyKey[],
): Generator<{ readonly path: readonly PropertyKey[]; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries())
      yield* stringsOf(item, [...path, index]);
  else if (isPlainObject(value))
    for (const [name, member] of Object.entries(value))
      yield* stringsOf(member, [...path, name]);
}

/** Agents may be anything, with circles; only what was written as plain data is searched. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
