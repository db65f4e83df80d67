import { type BytePath, type ByteReader, readFlowing } from "@ingot/client-transfer";
import type { Client, ClientChannel } from "ssh2";
import { lostError } from "../live-connection.js";
import { opensCommand } from "../opens-command.js";
import { commandLine, oneLine } from "../shell-words.js";
import { afterMarker } from "./marker.js";
import { randomName, type TransferSession } from "./transfer-session.js";

/** How a program ended, and what it said on standard error. */
export interface ProgramEnd {
  /** 128 and more: a signal ended it. */
  readonly exitCode: number;
  readonly said: string;
}

/** A program that runs on the machine. Its output must be read: it ends only then. */
export interface RemoteProgram {
  readonly output: AsyncIterable<Buffer>;
  /** Resolves when more may be written; false when nobody reads any more. */
  write(chunk: Buffer | string): Promise<boolean>;
  /** The end of its input. */
  end(): void;
  /** Rejects with COMMUNICATOR_LOST when it ended, but not how. */
  readonly ended: Promise<ProgramEnd>;
  /** Lets go of it, whatever it does. */
  abandon(): void;
}

/** Runs lines of POSIX shell. What the login shell prints on its own account is not part of the output. */
export function withProgram<T>(
  session: TransferSession,
  lines: readonly BytePath[],
  use: (program: RemoteProgram) => Promise<T>,
): Promise<T> {
  const marker = randomName(session.host);
  const start = [`echo ${marker}; echo ${marker} >&2; LC_ALL=C; export LC_ALL`, ...lines].join("\n");
  return withCommand(session, commandLine, marker, async (program) => {
    await program.write(`${oneLine(start)}\n`);
    return use(program);
  });
}

/** Runs a command as it is. Its output is what comes after a line that is `marker`, if there is to be one. */
export async function withCommand<T>(
  session: TransferSession,
  command: string,
  marker: string | undefined,
  use: (program: RemoteProgram) => Promise<T>,
): Promise<T> {
  const { connections, client, signal } = session;
  const program = await connections.session(client, {
    open: opensCommand(command),
    adopt: (channel: ClientChannel) => programOn(channel, marker, session),
    signal,
  });
  signal?.addEventListener("abort", program.abandon, { once: true });
  try {
    return await use(program);
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", program.abandon);
    program.abandon();
  }
}

function programOn(
  channel: ClientChannel,
  marker: string | undefined,
  { connections, client }: TransferSession,
): RemoteProgram {
  const said = collected(channel.stderr, marker);
  const isClosed = new Promise<void>((settle) => channel.once("close", () => settle()));
  let isThere = true;
  const isGone = goneOf(channel, client).then(() => {
    isThere = false;
  });
  let exitCode: number | undefined;
  channel.once("exit", (code: number | null) => {
    exitCode = code ?? 128;
  });
  channel.on("error", () => undefined); // its closing tells it
  const ended = isClosed.then(() => {
    if (exitCode === undefined)
      throw lostError(
        "a file was transferred",
        connections.whyLost(client) ?? "its session ended without an exit status",
      );
    return { exitCode, said: said() };
  });
  ended.catch(() => undefined);
  const output = readFlowing(channel);
  return {
    output: marker === undefined ? output : afterMarker(output, marker),
    write: async (chunk) => isThere && writeTo(channel, chunk, isGone),
    end: () => void channel.end(),
    ended,
    abandon: () => {
      channel.destroy();
      output.discard(); // its closing, which frees the place of its session, is told only to those who have read all
    },
  };
}

/** Resolves when nobody reads what is written: a channel tells of its closing only to those who have read all its output. */
function goneOf(channel: ClientChannel, client: Client): Promise<void> {
  return new Promise((settle) => {
    const gone = () => {
      client.off("close", gone);
      settle();
    };
    client.once("close", gone);
    for (const event of ["exit", "finish", "close"] as const) channel.once(event as "close", gone);
  });
}

/** A channel that has closed forgets its callbacks. */
async function writeTo(channel: ClientChannel, chunk: Buffer | string, isGone: Promise<void>): Promise<boolean> {
  if (!channel.writable) return false;
  if (channel.write(chunk)) return true;
  let isDrained = false;
  const drained = new Promise<void>((settle) => channel.once("drain", settle)).then(() => {
    isDrained = true;
  });
  await Promise.race([isGone, drained]);
  return isDrained;
}

const longestComplaint = 4096;

function collected(stream: NodeJS.ReadableStream, marker = ""): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString("latin1")).slice(-longestComplaint);
  });
  return () =>
    Buffer.from(text.split(`${marker}\n`).at(-1)!, "latin1")
      .toString("utf8")
      .trim();
}

/**
 * Sends `chunks` until nobody reads any more, and then the end of input. Where they fail, the program has cleared away what it had
 * written when the failure is told. Its output must be read meanwhile.
 */
export async function feed(
  program: RemoteProgram,
  chunks: AsyncIterable<Buffer>,
  onSent: (bytes: number) => void = () => {},
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (!(await program.write(chunk))) return;
      onSent(chunk.length);
    }
  } catch (error) {
    program.end();
    await program.ended.catch(() => undefined);
    throw error;
  }
  program.end();
}

/** Room for an answer to each of millions of directories. */
const longestLine = 4 * 1024 * 1024;

/** The next line that a program prints; the beginning of one that has no end. */
export const lineOf = async (reader: ByteReader): Promise<string> =>
  (await reader.line(longestLine)).toString("latin1");

/** A program ends only when all that it prints is read. */
export async function drained(reader: ByteReader): Promise<void> {
  for await (const _chunk of reader.chunks(Number.MAX_SAFE_INTEGER));
}
