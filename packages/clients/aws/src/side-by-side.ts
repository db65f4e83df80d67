/** Throws once one of those who work side by side has failed: then the others need not go on. */
export type Checkpoint = () => void;

/** Works on all at once, and waits for all; then throws the failure that came first, if there was one. */
export async function sideBySide<T, R>(
  items: readonly T[],
  work: (item: T, checkpoint: Checkpoint) => Promise<R>,
): Promise<R[]> {
  const failures: unknown[] = [];
  const checkpoint = () => {
    if (failures.length > 0) throw failures[0];
  };
  const settled = await Promise.allSettled(
    items.map((item) =>
      work(item, checkpoint).catch((error) => {
        failures.push(error);
        throw error;
      }),
    ),
  );
  checkpoint();
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}
