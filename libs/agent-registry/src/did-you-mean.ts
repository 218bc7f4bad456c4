/** The known name nearest to what was typed, if it is near enough to be a slip of the finger. */
export function didYouMean(
  typed: string,
  known: Iterable<string>,
): string | undefined {
  let best: string | undefined;
  // Two letters may be wrong (or have changed places), in long words a third of them; in the shortest only one.
  const most = typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3));
  let bestDistance = most + 1;
  for (const name of known) {
    const distance = editDistance(normal(typed), normal(name));
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** `apiBase`, `api-base` and `api_base` are the same word. */
function normal(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

/** Letters to insert, delete or replace (Levenshtein), kept in one row. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < to.length; j += 1)
      row.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (previous[j + 1] ?? 0) + 1,
          (previous[j] ?? 0) + (from[i] === to[j] ? 0 : 1),
        ),
      );
    previous = row;
  }
  return previous[to.length] ?? 0;
}
