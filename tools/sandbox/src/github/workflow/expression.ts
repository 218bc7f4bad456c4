/** What `${{ … }}` may refer to in a run name or a concurrency group. */
export interface ExpressionContext {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly github: Readonly<Record<string, unknown>>;
}

function lookUp(path: string, context: ExpressionContext): string {
  let value: unknown = context;
  for (const key of path.split('.')) {
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined;
  }
  return value === undefined || value === null || typeof value === 'object'
    ? ''
    : String(value);
}

function operand(text: string, context: ExpressionContext): string {
  return /^'.*'$/.test(text)
    ? text.slice(1, -1).replaceAll("''", "'")
    : lookUp(text, context);
}

/**
 * Fills in `${{ a.b || 'text' }}`. Property paths, string literals and `||` are all that run names
 * and concurrency groups here need; anything else reads as empty, as an unknown property does.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
export function expand(text: string, context: ExpressionContext): string {
  return text.replaceAll(
    /\$\{\{(.*?)\}\}/g,
    (_, expression: string) =>
      expression
        .split('||')
        .map((part) => operand(part.trim(), context))
        .find((value) => value !== '') ?? '',
  );
}
