import type { Terminal } from "./terminal.js";

export interface ProcessTerminal extends Terminal {
  /** Why the output could not be written: a full disk, not a reader that went away. */
  failure(): Error | undefined;
}

/** The terminal, or the pipes, that the process was given. */
export function processTerminal(colour: boolean): ProcessTerminal {
  const { stdin, stdout, stderr } = process;
  const out = lenient(stdout);
  const err = lenient(stderr);
  return {
    out: out.write,
    err: err.write,
    failure: out.failure,
    colour,
    width: Math.min(stdout.columns ?? 80, 120),
    ask: stdin.isTTY && stdout.isTTY ? ask : undefined,
    readInput,
  };
}

/** What goes wrong with a stream must not end a build half way; once it has failed, nothing more is written to it. */
function lenient(stream: NodeJS.WriteStream) {
  let broken = false;
  let failure: Error | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    broken = true;
    if (error.code !== "EPIPE") failure ??= error; // a reader that went away (`| head`) is no fault of the build
  });
  return {
    write: async (text: string) => {
      if (!broken) await write(stream, text);
    },
    failure: () => failure,
  };
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (stream.destroyed || stream.write(text)) return Promise.resolve();
  return new Promise((settle) => {
    const done = () => {
      stream.off("drain", done).off("close", done).off("error", done);
      settle();
    };
    stream.on("drain", done).on("close", done).on("error", done);
  });
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await reader.question(`${question} `, { signal });
  } finally {
    reader.close();
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
