import type { Host } from "@ingot/core/plugin";
import { randomFraction } from "../jitter.js";

/** Somebody who waits for a state of one thing. */
export interface Watcher<T> {
  readonly id: string;
  /** Milliseconds between two looks; absent: short at first, longer and longer. */
  readonly delay: number | undefined;
  /** When waiting ends, in milliseconds of the host's clock: there is a look at that moment. */
  readonly deadline: number;
  /** What a look found; undefined where the thing is unknown. */
  see(thing: T | undefined): void;
  /** A look was refused. */
  fail(error: unknown): void;
}

/** Finds the things of these ids that are known. */
export type Look<T> = (ids: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, T>>;

type PollHost = Pick<Host, "now" | "sleep" | "randomBytes">;

/** The next look at a watcher's thing, and how long after it the one after that. */
interface Schedule {
  due: number;
  delay: number;
}

const firstDelay = 1_500;
const longestDelay = 15_000;
const growth = 1.5;

/** How many things one request asks for. */
const most = 200;

/** Looks at all things together that somebody waits for, whenever one of them is due. It works as long as somebody waits. */
export class SharedPoll<T> {
  private readonly look: Look<T>;
  private readonly host: PollHost;
  private readonly watchers = new Map<Watcher<T>, Schedule>();
  /** Aborted when nobody waits any more. */
  private working = new AbortController();
  /** Aborted when somebody comes. */
  private sleeping = new AbortController();

  constructor(look: Look<T>, host: PollHost) {
    this.look = look;
    this.host = host;
  }

  /** Begins to wait. The returned function ends it, and leaves the others alone. */
  join(watcher: Watcher<T>): () => void {
    this.watchers.set(watcher, { due: this.now(), delay: watcher.delay ?? firstDelay });
    this.sleeping.abort();
    if (this.watchers.size === 1) this.start();
    return () => {
      if (this.watchers.delete(watcher) && this.watchers.size === 0) this.working.abort();
    };
  }

  private start(): void {
    this.working = new AbortController();
    void this.work(this.working.signal);
  }

  private async work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.lookAtAll(signal);
      if (!signal.aborted) await this.sleepUntilDue(signal);
    }
  }

  private async sleepUntilDue(signal: AbortSignal): Promise<void> {
    const due = Math.min(...[...this.watchers.values()].map((each) => each.due));
    if (due <= this.now()) return;
    this.sleeping = new AbortController();
    const interrupted = AbortSignal.any([signal, this.sleeping.signal]);
    await this.host.sleep(due - this.now(), interrupted).catch(() => {}); // somebody came, or nobody is left
  }

  private async lookAtAll(signal: AbortSignal): Promise<void> {
    const watchers = [...this.watchers.keys()];
    const ids = [...new Set(watchers.map(({ id }) => id))];
    for (let at = 0; at < ids.length; at += most) {
      const some = new Set(ids.slice(at, at + most));
      await this.lookAt(
        some,
        watchers.filter(({ id }) => some.has(id)),
        signal,
      );
    }
    for (const watcher of watchers) this.postpone(watcher);
  }

  private async lookAt(ids: ReadonlySet<string>, watchers: readonly Watcher<T>[], signal: AbortSignal): Promise<void> {
    const tell = (say: (watcher: Watcher<T>) => void) => {
      for (const watcher of watchers) if (this.watchers.has(watcher)) say(watcher);
    };
    try {
      const found = await this.look([...ids], signal);
      tell((watcher) => show(watcher, found.get(watcher.id)));
    } catch (error) {
      tell((watcher) => watcher.fail(error));
    }
  }

  /** Those who were not due yet were looked at all the same, and need not be so soon again. */
  private postpone(watcher: Watcher<T>): void {
    const schedule = this.watchers.get(watcher);
    if (!schedule) return;
    const now = this.now();
    const jitter = 0.75 + randomFraction(this.host) / 2;
    const wasDue = schedule.due <= now;
    const next = now + Math.round(schedule.delay * jitter);
    schedule.due = watcher.deadline > now ? Math.min(next, watcher.deadline) : next;
    if (wasDue) schedule.delay = watcher.delay ?? Math.min(longestDelay, schedule.delay * growth);
  }

  private now(): number {
    return this.host.now().getTime();
  }
}

/** A watcher that cannot bear what it sees is the only one to fail. */
function show<T>(watcher: Watcher<T>, thing: T | undefined): void {
  try {
    watcher.see(thing);
  } catch (error) {
    watcher.fail(error);
  }
}
