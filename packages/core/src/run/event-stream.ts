import type { RunEvent, RunEventBody } from "../events.js";
import type { Host } from "../host.js";
import { redactData } from "../redact/redact-data.js";
import type { Redactor } from "../redact/redactor.js";
import { startTimer } from "./deadline.js";
import { createQueue, type Queue } from "./queue.js";

/** Events that wait for a slow listener; beyond it, lines and progress are left out, and a message says how many. */
const queueBound = 10_000;

/** Milliseconds that the listener has at the end for what is still queued. */
const farewell = 5000;

const spare: ReadonlySet<RunEventBody["type"]> = new Set(["output", "message", "step-started", "step-finished"]);

/** Words of ours, not of the user's: a secret that happens to be one of them must not spoil the structure. */
const structural = new Set(["v", "type", "level", "stream", "status", "severity", "source", "code", "time", "runId"]);

export interface EventStream {
  /**
   * Tells the listener, in order. The promise settles when the listener has dealt with the event; undefined when there is
   * nothing to wait for.
   */
  emit(body: RunEventBody): Promise<void> | undefined;
  /** From now on nothing waits for the listener: the run is being cancelled. */
  release(): void;
  /** Settles when all is delivered, or the listener has been given its time. */
  flush(): Promise<void>;
}

export interface EventStreamOptions {
  readonly runId: string;
  readonly host: Host;
  readonly redactor: Redactor;
  /** Milliseconds. */
  readonly patience: number;
  readonly notify: ((event: RunEvent) => unknown) | undefined;
}

interface Waiting {
  readonly time: string;
  readonly body: RunEventBody;
  done(): void;
}

interface State extends EventStreamOptions {
  readonly queue: Queue<Waiting>;
  /** What lets those go on who wait for the listener. */
  readonly holds: Set<() => void>;
  /** The last time that was written down. */
  readonly written: { at: number; text: string };
  seq: number;
  leftOut: number;
  /** The listener has kept one event for longer than `patience`. */
  stalled: boolean;
  released: boolean;
  /** Set while the listener's promise is open; a synchronous delivery only sets `busy`. */
  delivering: Promise<void> | undefined;
  busy: boolean;
  /** At the turn's end it is looked whether the listener still holds an event. */
  watched: boolean;
  /** Ends the wait for the listener to be stalled. */
  stopTimer(): void;
}

/**
 * One listener, one event at a time. What it throws is its own affair: the event counts as delivered. When it keeps one event for
 * longer than `patience` it is stalled, and until it lets go nothing waits for it: events queue up to a bound, and then those
 * that only show progress are left out and counted.
 */
export function createEventStream(options: EventStreamOptions): EventStream {
  const state: State = {
    ...options,
    queue: createQueue(),
    holds: new Set(),
    written: { at: Number.NaN, text: "" },
    seq: 0,
    leftOut: 0,
    stalled: false,
    released: false,
    delivering: undefined,
    busy: false,
    watched: false,
    stopTimer: () => {},
  };
  const release = () => {
    state.released = true;
    letGo(state);
  };
  return { emit: (body) => emit(state, body), release, flush: () => flush(state) };
}

function emit(state: State, body: RunEventBody): Promise<void> | undefined {
  if (!state.notify) return undefined;
  if (state.queue.size() >= queueBound && spare.has(body.type)) {
    state.leftOut += 1;
    return undefined;
  }
  const waiting: Waiting & { isDone: boolean } = {
    time: timeOf(state),
    body,
    isDone: false,
    done() {
      this.isDone = true;
    },
  };
  state.queue.add(waiting);
  pump(state);
  return waiting.isDone || state.stalled || state.released ? undefined : hold(state, waiting);
}

/** Many events share a millisecond, and to write it down takes longer than the rest. */
function timeOf({ host, written }: State): string {
  const now = host.now();
  if (now.getTime() !== written.at) Object.assign(written, { at: now.getTime(), text: now.toISOString() });
  return written.text;
}

function hold({ holds }: State, waiting: Waiting): Promise<void> {
  return new Promise((resolve) => {
    waiting.done = () => {
      holds.delete(resolve);
      resolve();
    };
    holds.add(resolve);
  });
}

function letGo({ holds }: State): void {
  for (const resume of holds) resume();
  holds.clear();
}

/** Delivers all that is queued, synchronously as far as the listener allows. */
function pump(state: State): void {
  if (state.busy) return; // the listener itself caused an event: its turn comes
  state.busy = true;
  for (let next = state.queue.take(); next; next = state.queue.take()) {
    const answer = deliver(state, next);
    if (answer) {
      state.delivering = finishDelivery(state, answer, next);
      return;
    }
    next.done();
  }
  state.delivering = undefined;
  state.busy = false;
  if (state.leftOut > 0) tellLeftOut(state);
}

function deliver(state: State, { time, body }: Waiting): PromiseLike<unknown> | undefined {
  state.seq += 1;
  const { seq, runId } = state;
  try {
    const answer = state.notify?.({ v: 1, seq, time, runId, ...redactData(body, state.redactor, structural) });
    return isPromise(answer) ? answer : undefined;
  } catch {
    return undefined; // a fault of the listener's, which must not become one of the build's
  }
}

const isPromise = (answer: unknown): answer is PromiseLike<unknown> =>
  typeof (answer as PromiseLike<unknown> | null | undefined)?.then === "function";

async function finishDelivery(state: State, answer: PromiseLike<unknown>, waiting: Waiting): Promise<void> {
  watch(state);
  await Promise.resolve(answer).catch(() => {}); // as above
  state.stopTimer();
  state.stalled = false;
  waiting.done();
  state.busy = false;
  pump(state);
}

/** Most answers come within the turn: only for one that does not is there a timer. */
function watch(state: State): void {
  if (state.watched) return;
  state.watched = true;
  setImmediate(() => {
    state.watched = false;
    if (state.delivering) startPatience(state);
  });
}

function startPatience(state: State): void {
  const answered = new AbortController();
  state.stopTimer = () => {
    answered.abort();
    state.stopTimer = () => {};
  };
  startTimer(state.host, state.patience, answered.signal, () => {
    state.stalled = true;
    letGo(state);
  });
}

function tellLeftOut(state: State): void {
  const text = `${state.leftOut} lines of progress were left out: whoever shows them was too slow.`;
  state.leftOut = 0;
  emit(state, { type: "message", build: "", level: "warning", text });
}

async function flush(state: State): Promise<void> {
  const given = new AbortController();
  const time = Math.min(state.patience, farewell);
  const expired = new Promise<void>((resolve) => startTimer(state.host, time, given.signal, resolve));
  const drained = async () => {
    while (state.delivering && !state.stalled) await state.delivering;
  };
  await Promise.race([drained(), expired]);
  given.abort();
  state.stopTimer(); // a listener that never answers must not keep the process
}
