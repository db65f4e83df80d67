import { openOutlet } from "./outlet.js";
import type { Terminal } from "./terminal.js";

export interface ProcessTerminal extends Terminal {
  /** Writes what is left; resolves with why the output could not be written: a full disk, not a reader that went away. */
  finish(): Promise<Error | undefined>;
}

/** The terminal, or the pipes, that the process was given. */
export function processTerminal(colour: boolean): ProcessTerminal {
  const out = openOutlet(process.stdout);
  return {
    out: out.write,
    err: writeErrors(out.flush),
    finish: out.finish,
    colour,
    width: Math.min(process.stdout.columns ?? 80, 120),
    get ask() {
      const { stdin, stdout } = process; // opened here only: few commands read, and opening takes a while
      return stdin.isTTY && stdout.isTTY ? askAfter(out.flush) : undefined;
    },
    readInput,
  };
}

/** On a terminal, errors stand where they belong between the lines of the output. */
function writeErrors(flushOutput: () => unknown): Terminal["err"] {
  let outlet: ReturnType<typeof openOutlet> | undefined;
  return (text) => {
    outlet ??= openOutlet(process.stderr);
    flushOutput();
    outlet.write(text);
    return outlet.flush();
  };
}

const askAfter =
  (flushOutput: () => void | Promise<void>): NonNullable<Terminal["ask"]> =>
  async (question, signal) => {
    const { createInterface } = await import("node:readline/promises");
    await flushOutput();
    const reader = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await reader.question(`${question} `, { signal });
    } finally {
      reader.close();
    }
  };

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
