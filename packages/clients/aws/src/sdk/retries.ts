import type { Host } from "@ingot/core/plugin";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import type { FinalizeRequestMiddleware, HandlerExecutionContext, Pluggable } from "@smithy/types";
import { randomFraction } from "../jitter.js";
import type { SdkFailure } from "./sdk-failure.js";

type Middleware = FinalizeRequestMiddleware<object, object>;

/** How often, and by whose clock, requests are tried again. */
export interface RetryOptions {
  readonly host: Pick<Host, "sleep" | "randomBytes">;
  /** Further attempts after the first. */
  readonly retries: number;
}

/**
 * Takes the place of the SDK's own retries: by the host's clock, ended by the caller's signal. The request is made once, so that all
 * attempts carry the same client token, and is signed anew for each.
 */
export const retryPlugin = (options: RetryOptions): Pluggable<object, object> => ({
  applyToStack: (stack) =>
    stack.add(retrying(options), {
      name: "retryMiddleware",
      tags: ["RETRY"],
      step: "finalizeRequest",
      priority: "high",
      override: true,
    }),
});

const retrying =
  ({ host, retries }: RetryOptions): Middleware =>
  (next, context) =>
  async (args) => {
    const signal = signalOf(context);
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(args);
      } catch (error) {
        const failure = error as SdkFailure;
        Object.assign(failure, { $metadata: { ...failure.$metadata, attempts: attempt } });
        const wait =
          signal?.aborted || attempt > retries || isStream(args.request) ? undefined : waitFor(failure, attempt, host);
        if (wait === undefined) throw failure;
        await host.sleep(wait, signal);
      }
    }
  };

/** The signal of the call, where the SDK keeps it. */
function signalOf(context: HandlerExecutionContext): AbortSignal | undefined {
  const { abortSignal } = (context.__smithy_context ?? {}) as { abortSignal?: AbortSignal };
  return abortSignal;
}

/** What was read once cannot be sent again. */
function isStream(request: unknown): boolean {
  const { body } = request as { body?: { pipe?: unknown } };
  return typeof body?.pipe === "function";
}

const firstWait = 300;
const firstThrottledWait = 1000;
const longestWait = 20_000;

/** Milliseconds until the next attempt, as the server asks or random below a bound that doubles; undefined where none would help. */
function waitFor(failure: SdkFailure, attempt: number, host: RetryOptions["host"]): number | undefined {
  const throttled = isThrottlingError(failure);
  if (!throttled && !isTransientError(failure) && !isServerError(failure)) return undefined;
  const asked = Number(failure.$response?.headers?.["retry-after"]);
  if (asked > 0) return Math.min(asked * 1000, longestWait);
  const most = Math.min(longestWait, (throttled ? firstThrottledWait : firstWait) * 2 ** (attempt - 1));
  return Math.round(most * randomFraction(host));
}
