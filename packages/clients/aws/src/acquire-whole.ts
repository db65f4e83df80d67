import { type Acquired, type BuildContext, isIngotError, type ResourceIntent, reasonOf } from "@ingot/core/plugin";

/** How long a call that makes something may go on after a cancellation, in milliseconds: less than the engine's own patience. */
const patience = 8000;

/** Something to be made at Amazon. */
export interface Resource<T> {
  readonly intent: ResourceIntent;
  /** Its calls take the signal. */
  create(signal: AbortSignal): Promise<T>;
  destroy(created: T): Promise<void>;
  /** How long `destroy` may take, in milliseconds. Default: a minute. */
  readonly patience?: number;
  /** Destroys what a call may have made whose answer was lost. */
  undo?(signal: AbortSignal): Promise<void>;
}

/**
 * `run.acquire` for what is made by calls over a network: a cancellation does not cut them short, since what they make must be known to
 * be destroyed; and where an answer never comes, what may have been made all the same goes at once, or when the cancelled build ends.
 */
export const acquireWhole = <T>(run: BuildContext, resource: Resource<T>): Promise<Acquired<T>> =>
  run.acquire(
    resource.intent,
    () => patiently(run, (signal) => makeOrUndo(run, resource, signal)),
    resource.destroy,
    resource.patience === undefined ? {} : { patience: resource.patience },
  );

async function makeOrUndo<T>(run: BuildContext, resource: Resource<T>, signal: AbortSignal): Promise<T> {
  try {
    return await resource.create(signal);
  } catch (error) {
    if (mayBeMade(error)) await undoIfMade(run, resource, signal);
    throw error;
  }
}

/** In a build that is cancelled no call is heard any more; at its end there is time again. */
async function undoIfMade<T>(run: BuildContext, resource: Resource<T>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) run.defer(() => tryToUndo(run, resource, run.signal));
  else await tryToUndo(run, resource, signal);
}

/** The error that counts is the one that led here. */
async function tryToUndo<T>(run: BuildContext, { intent, undo }: Resource<T>, signal: AbortSignal): Promise<void> {
  try {
    await undo?.(signal);
  } catch (error) {
    run.warn(`${intent.description} may have been made all the same, and cannot be looked for: ${reasonOf(error)}`);
  }
}

/** Whether a failed call may have made something all the same: only a refusal is certain. */
export const mayBeMade = (error: unknown): boolean =>
  !isIngotError(error, "AWS_REQUEST") || !(Number(error.data.status) < 500);

/** The signal that `work` gets aborts some time after the run's. */
async function patiently<T>(run: BuildContext, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, host } = run;
  const late = new AbortController();
  const done = new AbortController();
  const wait = () =>
    void host.sleep(patience, done.signal).then(
      () => late.abort(signal.reason),
      () => undefined,
    );
  signal.addEventListener("abort", wait, { once: true, signal: done.signal });
  try {
    return await work(late.signal);
  } finally {
    done.abort();
  }
}
