import type { AwsContext } from "../context.js";
import { type AwsCredentials, isStale } from "./credentials.js";

/** Credentials that all who need them share, and that are renewed before they end. */
export interface Identity {
  /** Finds them where there are none yet, or no longer. An abort of one who asks leaves the others alone. */
  credentials(context: AwsContext): Promise<AwsCredentials>;
  /** Those that were found last. */
  latest(): Promise<AwsCredentials>;
}

/** A search that is under way or has ended, in the name of whoever began it. */
interface Search {
  readonly signal: AbortSignal;
  readonly found: Promise<AwsCredentials>;
}

export function sharedIdentity(find: (context: AwsContext) => Promise<AwsCredentials>): Identity {
  let current: Search | undefined;
  let last: AwsCredentials | undefined;
  const begin = (context: AwsContext): Search => ({ signal: context.signal, found: find(context) });
  const forget = (search: Search) => {
    if (current === search) current = undefined;
  };
  return {
    async credentials(context) {
      for (;;) {
        const isOwn = current === undefined;
        current ??= begin(context);
        const search = current;
        try {
          const found = await withSignal(search.found, context.signal);
          last = found;
          if (isOwn || !isStale(found, context.host.now())) return found;
          forget(search);
        } catch (error) {
          forget(search);
          if (context.signal.aborted || !search.signal.aborted) throw error;
        }
      }
    },
    latest: async () => last!,
  };
}

/** Settles with `work`, or with the signal's reason as soon as it is aborted. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
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
