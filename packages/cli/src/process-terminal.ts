import { createInterface, type Interface } from "node:readline/promises";
import { addAbortSignal, Writable } from "node:stream";
import { openOutlet } from "./outlet.js";
import type { Conversation, Terminal } from "./terminal.js";

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
    get width() {
      return Math.min(process.stdout.columns || 80, 120); // it may be resized, and one that does not know its size says 0
    },
    get ask() {
      const { stdin, stdout } = process; // opened here only: few commands read, and opening takes a while
      return stdin.isTTY && stdout.isTTY ? askAfter(out.flush) : undefined;
    },
    get converse() {
      const { stdin, stdout } = process;
      return stdin.isTTY && stdout.isTTY ? converseAfter(out.flush) : undefined;
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
  async (question, { signal, isSecret = false }) => {
    await flushOutput();
    const output = isSecret ? new Writable({ write: (_shown, _encoding, done) => done() }) : process.stdout;
    const reader = createInterface({ input: process.stdin, output, terminal: true });
    if (isSecret) process.stdout.write(`${question} `); // by now nothing echoes
    const { ended, answered } = watchKeys(reader, isSecret);
    try {
      return await Promise.race([reader.question(isSecret ? "" : `${question} `, { signal }).then(answered), ended]);
    } finally {
      reader.close();
    }
  };

/**
 * `ended` rejects when the input ends. The keyboard makes no signals while a line is edited: Ctrl-C is a key then, and must do here what it
 * does elsewhere. What is printed next does not stand behind the question.
 */
function watchKeys(reader: Interface, isSecret: boolean) {
  let isAnswered = false;
  const breakLine = () => {
    if (!isAnswered) process.stdout.write("\n");
    isAnswered = true;
  };
  const answered = (answer: string) => {
    if (isSecret) breakLine(); // nobody has seen Enter either
    isAnswered = true;
    return answer;
  };
  reader.on("SIGINT", () => {
    breakLine();
    process.kill(process.pid, "SIGINT");
  });
  const ended = new Promise<never>((_resolve, reject) => {
    reader.once("close", () => {
      breakLine();
      reject(new Error("The input has ended."));
    });
  });
  ended.catch(() => {}); // it also ends after the answer
  return { ended, answered };
}

const converseAfter =
  (flushOutput: () => void | Promise<void>): NonNullable<Terminal["converse"]> =>
  async (conversation, signal) => {
    const { editLines } = await import("./console/line-editor.js");
    const answer: Conversation["answer"] = async (line) => {
      const prompt = await conversation.answer(line);
      await flushOutput();
      return prompt;
    };
    await flushOutput();
    await editLines({ ...conversation, answer }, { input: process.stdin, output: process.stdout }, signal);
  };

async function readInput(signal?: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  const input = signal ? addAbortSignal(signal, process.stdin) : process.stdin;
  for await (const chunk of input) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
