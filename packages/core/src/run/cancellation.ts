import { setMaxListeners } from "node:events";
import { isError, reasonOf } from "@ingot/hcl";
import { IngotError } from "../errors.js";

/** Cancels a run: the first reason wins. */
export interface Cancellation {
  readonly signal: AbortSignal;
  cancel(reason?: string): void;
  /** A signal that aborts with the run's. Many listeners of one signal are slow to add and to remove, so each build has its own. */
  branch(): Branch;
  /** Lets go of the user's signal; later cancelling does nothing. */
  close(): void;
}

export interface Branch {
  readonly signal: AbortSignal;
  close(): void;
}

export function createCancellation(outer: AbortSignal | undefined): Cancellation {
  const controller = createController();
  const branches = new Set<AbortController>();
  let isOver = false;
  const cancel = (message = "The run was cancelled.", cause?: unknown) => {
    if (controller.signal.aborted || isOver) return;
    controller.abort(cancelled(message, cause));
    for (const branch of branches) branch.abort(controller.signal.reason);
  };
  const follow = () => cancel(reasonText(outer?.reason), outer?.reason);
  if (outer?.aborted) follow();
  else outer?.addEventListener("abort", follow, { once: true });
  const branch = () => {
    const own = createController();
    if (controller.signal.aborted) own.abort(controller.signal.reason);
    branches.add(own);
    return { signal: own.signal, close: () => void branches.delete(own) };
  };
  const close = () => {
    isOver = true;
    outer?.removeEventListener("abort", follow);
  };
  return { signal: controller.signal, cancel: (reason) => cancel(reasonText(reason), reason), branch, close };
}

/** A component may listen as often as it needs to: no warning about it belongs on the user's terminal. */
export function createController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

export const cancelled = (message: string, cause: unknown): IngotError =>
  new IngotError({ code: "CANCELLED", source: "user", message, cause });

/** A plain `abort()` says nothing that a user would understand. */
export function reasonText(reason: unknown): string | undefined {
  if (typeof reason === "string") return reason;
  return isError(reason) && reason.name !== "AbortError" ? reasonOf(reason) : undefined;
}
