import type { AwsContext } from "./context.js";

/** Something that is found once for all who need it, and again when it is of no use any more. */
export interface SharedWork<T> {
  /** Finds it where nobody has yet. An abort of one who asks leaves the others alone. */
  get(context: AwsContext): Promise<T>;
  /** What was found last. */
  latest(): Promise<T>;
}

/** Work that is under way or done, in the name of whoever began it. */
interface Work<T> {
  readonly signal: AbortSignal;
  readonly found: Promise<T>;
}

/** `isStale`: whether what was found must be found anew; what was found just now counts in any case. */
export function sharedWork<T>(
  find: (context: AwsContext) => Promise<T>,
  isStale: (found: T, now: Date) => boolean = () => false,
): SharedWork<T> {
  let current: Work<T> | undefined;
  let last: T;
  const begin = (context: AwsContext): Work<T> => ({ signal: context.signal, found: find(context) });
  const forget = (work: Work<T>) => {
    if (current === work) current = undefined;
  };
  const get = async (context: AwsContext): Promise<T> => {
    context.signal.throwIfAborted();
    const isOwn = current === undefined;
    current ??= begin(context);
    const work = current;
    try {
      const found = await withSignal(work.found, context.signal);
      last = found;
      if (isOwn || !isStale(found, context.host.now())) return found;
    } catch (error) {
      if (context.signal.aborted && !isOwn) throw error; // the work goes on
      forget(work);
      if (isOwn || !work.signal.aborted) throw error;
    }
    forget(work);
    return get(context);
  };
  return { get, latest: async () => last };
}

/** Settles with `work`, or with the signal's reason as soon as it is aborted. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, fail) => {
    stop = () => fail(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
