/** How a read ended. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/**
 * What evaluation asks of the outside. Evaluation does not wait: what has not come is unknown to it, and is counted as missing.
 * Since evaluation is pure it is done again, until nothing that it asks for is missing.
 */
export interface Readings {
  /**
   * How the read of `key` ended; undefined while it has not. The first to ask begins it, and nobody else does: `read` must be
   * fixed by `key`. When its signal aborts, the read is forgotten.
   */
  get<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Reading<T> | undefined;
  /** Grows when something missing is asked for: work during which it stays the same has found all it asked for. */
  readonly missing: number;
  /** For what is computed of something missing, and kept: whoever asks for it lacks something too. */
  miss(): void;
  /** Settles when the first of the reads ends that were found missing since the last call. */
  next(): Promise<void>;
  /**
   * Does `work`, which is pure, and again when all that it found missing has come, until nothing is. `signal` aborts the reads
   * that it begins; this rejects with its reason when they have ended.
   */
  settle<T>(work: () => T, signal?: AbortSignal): Promise<T>;
  /** From now on no read is begun. What has not come stays unknown, and is not missing. */
  stop(): void;
}

/** Bounds for what evaluation may ask of the outside. */
export interface ReadingsOptions {
  /** Aborts every read but those of a `settle` with a signal of its own. */
  readonly signal?: AbortSignal | undefined;
  /** Reads side by side; default 10. */
  readonly concurrency?: number;
  /** Different reads in all; default 1,000. More are refused: an argument may be another at each evaluation. */
  readonly most?: number;
}

interface State {
  readonly signal: AbortSignal;
  readonly concurrency: number;
  readonly most: number;
  idle: boolean;
  readonly ended: Map<string, Reading<unknown>>;
  readonly running: Map<string, Promise<void>>;
  /** Reads that wait for their turn. */
  readonly queue: (() => void)[];
  /** Found missing, and nobody has waited for them yet. */
  asked: Set<Promise<void>>;
  current: AbortSignal;
  active: number;
  missing: number;
}

/** Readings of which nothing has been asked yet. */
export function createReadings(options: ReadingsOptions = {}): Readings {
  const { signal = new AbortController().signal, concurrency = 10, most = 1000 } = options;
  const state: State = {
    ...{ signal, concurrency, most, idle: false, ended: new Map(), running: new Map(), queue: [] },
    ...{ asked: new Set(), current: signal, active: 0, missing: 0 },
  };
  return {
    get: <T>(key: string, read: (signal: AbortSignal) => Promise<T>) => get(state, key, read) as Reading<T> | undefined,
    get missing() {
      return state.missing;
    },
    miss: () => {
      state.missing += 1;
    },
    next: () => next(state),
    settle: (work, own = signal) => settle(state, work, own),
    stop: () => {
      state.idle = true;
    },
  };
}

type Read = (signal: AbortSignal) => Promise<unknown>;

function get(state: State, key: string, read: Read): Reading<unknown> | undefined {
  const ended = state.ended.get(key);
  if (ended || state.idle) return ended;
  if (!state.running.has(key) && state.ended.size + state.running.size >= state.most) return refused(state.most);
  const running = state.running.get(key) ?? begin(state, key, read);
  state.asked.add(running);
  state.missing += 1;
  return undefined;
}

function refused(most: number): Reading<never> {
  const reason = `more than ${most} different values are read from outside; an argument that differs at each evaluation, as timestamp() and uuidv4() make it, asks for a new one each time`;
  return { ok: false, error: new Error(reason) };
}

/** Never rejects. */
function begin(state: State, key: string, read: Read): Promise<void> {
  const signal = state.current;
  const running = turn(state)
    .then(() => attempt(read, signal))
    .then((reading) => {
      state.running.delete(key);
      if (!signal.aborted) state.ended.set(key, reading);
      state.active -= 1;
      state.queue.shift()?.();
    });
  state.running.set(key, running);
  return running;
}

function turn(state: State): Promise<void> {
  const start = () => {
    state.active += 1;
  };
  if (state.active < state.concurrency) return Promise.resolve(start());
  return new Promise((resolve) => state.queue.push(() => resolve(start())));
}

async function attempt(read: Read, signal: AbortSignal): Promise<Reading<unknown>> {
  try {
    signal.throwIfAborted();
    return { ok: true, value: await read(signal) };
  } catch (error) {
    return { ok: false, error };
  }
}

async function next(state: State): Promise<void> {
  const asked = takeAsked(state);
  if (asked.length > 0) await Promise.race(asked);
  if (!state.signal.aborted) return;
  await Promise.all(state.running.values());
  throw state.signal.reason;
}

async function settle<T>(state: State, work: () => T, own: AbortSignal): Promise<T> {
  for (;;) {
    const { result, asked, found } = look(state, work, own);
    if (found) return result;
    await Promise.all(asked);
    own.throwIfAborted();
  }
}

/** Does `work` once. Reads that it begins abort with `own`. */
function look<T>(state: State, work: () => T, own: AbortSignal) {
  const [before, outer] = [state.missing, state.asked];
  state.current = own;
  state.asked = new Set();
  try {
    const result = work();
    return { result, asked: takeAsked(state), found: state.missing === before };
  } finally {
    state.current = state.signal;
    state.asked = outer;
  }
}

function takeAsked(state: State): Promise<void>[] {
  const asked = [...state.asked];
  state.asked = new Set();
  return asked;
}
