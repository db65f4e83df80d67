import type { AwsContext } from "./context.js";
import { isAwsError } from "./failure.js";
import { randomFraction } from "./jitter.js";

/** Which failures pass, and how long to wait for that. */
export interface RetryUntilOptions {
  /** Amazon's: "InvalidInstanceID.NotFound". */
  readonly codes: readonly string[];
  /** Milliseconds; default: a minute. */
  readonly for?: number;
  /** Default: as many as there is time for. */
  readonly attempts?: number;
}

const firstWait = 500;
const longestWait = 10_000;

/** Works again while AWS does not know yet, everywhere, what was just made. The last failure is thrown. */
export async function retryUntil<T>(
  work: () => Promise<T>,
  { codes, for: patience = 60_000, attempts = Number.POSITIVE_INFINITY }: RetryUntilOptions,
  context: Pick<AwsContext, "host" | "signal">,
): Promise<T> {
  const { host } = context;
  let waited = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isAwsError(error, ...codes) || attempt >= attempts || waited >= patience) throw error;
    }
    const wait = Math.min(longestWait, firstWait * 2 ** (attempt - 1)) * (0.5 + randomFraction(host) / 2);
    waited += wait;
    await host.sleep(wait, context.signal);
  }
}
