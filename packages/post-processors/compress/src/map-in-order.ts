/** Works on up to `limit` items at once and yields the results in the items' order. Waits for what is running, however it ends. */
export async function* mapInOrder<Item, Result>(
  source: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  try {
    for await (const item of source) {
      const result = work(item);
      result.catch(() => {}); // it is reported when its turn comes
      running.push(result);
      if (running.length >= limit) yield await running.shift()!;
    }
    while (running.length > 0) yield await running.shift()!;
  } finally {
    await Promise.allSettled(running);
  }
}
