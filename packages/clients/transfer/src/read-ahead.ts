/** Starts `work` for up to `width` items before their turn has come, and gives the results in the order of `source`. */
export async function* readAhead<Item, Result>(
  source: AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  for await (const item of source) {
    const result = work(item);
    result.catch(() => undefined); // its turn comes below, unless one before it fails
    started.push(result);
    if (started.length >= width) yield await started.shift()!;
  }
  for (const result of started) yield await result;
}
