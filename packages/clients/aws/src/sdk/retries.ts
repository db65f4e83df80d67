import type { Host } from "@ingot/core/plugin";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import type { FinalizeRequestMiddleware, HandlerExecutionContext, Pluggable } from "@smithy/types";
import { randomFraction } from "../jitter.js";
import { isForeign, isUnknownServer, type SdkFailure } from "./sdk-failure.js";
import { type Addressed, addressOf } from "./transport.js";

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
        Object.assign(failure, {
          $metadata: { ...failure.$metadata, attempts: attempt, server: serverOf(args.request) },
        });
        const most = isUnknownServer(failure) ? Math.min(retries, fewRetries) : retries;
        if (signal?.aborted || attempt > most || isStream(args.request) || !isPassing(failure)) throw failure;
        await host.sleep(waitAfter(failure, attempt, host), signal);
      }
    }
  };

/** The signal of the call, where the SDK keeps it. */
function signalOf(context: HandlerExecutionContext): AbortSignal | undefined {
  const { abortSignal } = (context.__smithy_context ?? {}) as { abortSignal?: AbortSignal };
  return abortSignal;
}

const serverOf = (request: unknown): string => addressOf(request as Addressed).origin;

/** What was read once cannot be sent again. */
function isStream(request: unknown): boolean {
  const { body } = request as { body?: { pipe?: unknown } };
  return typeof body?.pipe === "function";
}

const firstWait = 300;
const firstThrottledWait = 1000;
const longestWait = 20_000;

/** For what may pass, and mostly does not. */
const fewRetries = 2;

function isPassing(failure: SdkFailure): boolean {
  const isCut = isForeign(failure) && failure.$response!.statusCode < 400;
  return isCut || isThrottlingError(failure) || isTransientError(failure) || isServerError(failure);
}

/** Milliseconds until the next attempt: as the server asks, or random below a bound that doubles. */
function waitAfter(failure: SdkFailure, attempt: number, host: RetryOptions["host"]): number {
  const asked = Number(failure.$response?.headers["retry-after"]);
  if (asked > 0) return Math.min(asked * 1000, longestWait);
  const first = isThrottlingError(failure) ? firstThrottledWait : firstWait;
  return Math.round(Math.min(longestWait, first * 2 ** (attempt - 1)) * randomFraction(host));
}
