/** What must happen when a build ends, however it ends. Newest first, each once. */
export interface CleanupStack {
  /** The number of tasks: a mark for `unwind`. */
  size(): number;
  push(task: CleanupTask): void;
  /** Runs the tasks above `mark`, all of them whatever fails, and tells `onError` of each failure. */
  unwind(
    mark: number,
    run: (task: CleanupTask) => Promise<void>,
    onError: (error: unknown, task: CleanupTask) => void,
  ): Promise<void>;
  /** Takes out what `isWanted` picks, without running it; newest first. */
  drop(isWanted: (task: CleanupTask) => boolean): readonly CleanupTask[];
}

export interface CleanupTask {
  /** Names the resource; undefined for what dies with the process. */
  readonly resource?: string;
  /** Whether the resource is still to be destroyed: it may have been destroyed or kept before the build's end. */
  isOwed?(): boolean;
  /** How long it may take, in milliseconds; undefined: as long as the run's clean-ups may. */
  readonly patience?: number | undefined;
  run(): Promise<void> | void;
}

export function createCleanupStack(): CleanupStack {
  let tasks: CleanupTask[] = [];
  const unwind: CleanupStack["unwind"] = async (mark, run, onError) => {
    while (tasks.length > mark) {
      const task = tasks.pop()!;
      try {
        await run(task);
      } catch (error) {
        onError(error, task);
      }
    }
  };
  const drop = (isWanted: (task: CleanupTask) => boolean) => {
    const dropped = tasks.filter(isWanted);
    tasks = tasks.filter((task) => !isWanted(task));
    return dropped.reverse();
  };
  return { size: () => tasks.length, push: (task) => void tasks.push(task), unwind, drop };
}
