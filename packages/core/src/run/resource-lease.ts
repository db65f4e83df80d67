import { IngotError } from "../errors.js";
import type { Acquired, AcquireOptions } from "../plugin.js";
import type { ResourceIntent } from "../resource.js";
import { type BuildScope, tell } from "./build-scope.js";
import type { CleanupTask } from "./cleanup.js";
import type { Journal } from "./journal.js";

interface ResourceToAcquire<T> extends AcquireOptions<T> {
  readonly intent: ResourceIntent;
  readonly create: () => Promise<T>;
  readonly destroy: (created: T) => Promise<void>;
}

/**
 * `BuildContext.acquire`. When `create` fails it has left nothing behind, unless it was aborted half-way: then the intent stays in
 * the journal, for `clean` to look.
 */
export async function acquireResource<T>(
  scope: BuildScope,
  signal: AbortSignal,
  { intent, create, destroy, patience, isThere = () => true }: ResourceToAcquire<T>,
): Promise<Acquired<T>> {
  const { journal } = scope.run;
  refuseWhenOver(scope, intent);
  signal.throwIfAborted();
  const resourceId = await journal.intend(intent);
  const value = await createUnlessAborted(scope, intent, resourceId, signal, create);
  const { isOwed, ...lease } = createLease(journal, resourceId, value, destroy);
  if (scope.closed) await lease.release(); // it took so long that the run went on without it
  refuseWhenOver(scope, intent);
  scope.cleanups.push({ resource: intent.description, patience, isOwed, run: lease.release });
  if (isThere(value)) await journal.created(resourceId);
  return lease;
}

async function createUnlessAborted<T>(
  scope: BuildScope,
  { description }: ResourceIntent,
  resourceId: number,
  signal: AbortSignal,
  create: () => Promise<T>,
): Promise<T> {
  let isBegun = false;
  try {
    signal.throwIfAborted();
    isBegun = true;
    return await create();
  } catch (error) {
    if (!isBegun || !signal.aborted) await scope.run.journal.destroyed(resourceId);
    else tell(scope, `${description} may have been made all the same. ${cleanAdvice}`, "warning");
    throw error;
  }
}

const cleanAdvice = 'Run "ingot clean" to look for it, and to remove it.';

function refuseWhenOver({ closed }: BuildScope, { description }: ResourceIntent): void {
  if (!closed) return;
  throw new IngotError({
    code: "BUILD_OVER",
    source: "engine",
    message: `Nothing more can be created for this build, because it is over: ${description}.`,
  });
}

function createLease<T>(
  journal: Journal,
  resourceId: number,
  value: T,
  destroy: (created: T) => Promise<void>,
): Acquired<T> & Required<Pick<CleanupTask, "isOwed">> {
  let isKept = false;
  let releasing: Promise<void> | undefined;
  const destroyAndRecord = async () => {
    await destroy(value);
    await journal.destroyed(resourceId);
  };
  const release = async () => {
    if (isKept) return;
    releasing ??= destroyAndRecord().catch((error) => {
      releasing = undefined; // the build's end tries again
      throw error;
    });
    await releasing;
  };
  const keep = async () => {
    if (isKept || releasing) return;
    isKept = true;
    await journal.kept(resourceId);
  };
  return { value, release, keep, isOwed: () => !isKept && !releasing };
}
