/** UTF-16 units that are gathered before the stream gets them, however short the turn. */
const batch = 65_536;

export interface Outlet {
  /** Undefined while the stream keeps up; otherwise wait before writing more. */
  write(text: string): void | Promise<void>;
  /** Hands everything to the stream now; undefined when the stream keeps up. */
  flush(): void | Promise<void>;
  /** Resolves when the stream has dealt with everything, with its failure if it had one. */
  finish(): Promise<Error | undefined>;
}

/**
 * Writes what comes within one turn of the event loop together: a system call for each line would cost more than the line. What goes wrong
 * with the stream must not end a build half way; once it has failed, nothing more is written to it.
 */
export function openOutlet(stream: NodeJS.WriteStream): Outlet {
  let pending = "";
  let scheduled = false;
  let draining: Promise<void> | undefined;
  const failing = watchFailure(stream);
  const flush = (): void | Promise<void> => {
    if (draining || pending === "") return draining;
    const text = pending;
    pending = "";
    if (failing.isBroken() || stream.destroyed || stream.write(text)) return;
    draining = drained(stream).then(() => {
      draining = undefined;
      return flush();
    });
    return draining;
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void flush();
    });
  };
  const write = (text: string) => {
    pending += text;
    if (draining) return draining;
    if (pending.length >= batch) return flush();
    schedule();
  };
  const finish = async () => {
    await flush();
    await new Promise((written) => stream.write("", written)); // the last lines' failure is known only now
    return failing.failure();
  };
  return { write, flush, finish };
}

function watchFailure(stream: NodeJS.WriteStream) {
  let broken = false;
  let failure: Error | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    broken = true;
    if (error.code !== "EPIPE") failure ??= error; // a reader that went away (`| head`) is no fault of the build
  });
  return { isBroken: () => broken, failure: () => failure };
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((settle) => {
    const done = () => {
      stream.off("drain", done).off("close", done).off("error", done);
      settle();
    };
    stream.on("drain", done).on("close", done).on("error", done);
  });
}
