/**
 * Measures every subject once per round, each round beginning with another one, so that what the machine does beside
 * (another process, a warmer cache, a lower clock) falls on all of them alike. Answers with a value per round by name.
 */
export async function interleave<
  Subject extends { readonly name: string },
  Value,
>(
  subjects: readonly Subject[],
  rounds: number,
  measure: (subject: Subject, round: number) => Promise<Value> | Value,
): Promise<Map<string, Value[]>> {
  const found = new Map<string, Value[]>(
    subjects.map(({ name }) => [name, []]),
  );
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % Math.max(1, subjects.length);
    for (const subject of [...subjects.slice(turn), ...subjects.slice(0, turn)])
      found.get(subject.name)?.push(await measure(subject, round));
  }
  return found;
}
