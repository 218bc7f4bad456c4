const LIMIT = 4;

/** Works through the items, a few at a time: GitHub punishes bursts. */
export async function mapConcurrent<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift())
      await work(item);
  };
  await Promise.all(Array.from({ length: LIMIT }, worker));
}
