import { type ByteReader, byteReader } from "@ingot/client-transfer";
import { IngotError, isIngotError } from "@ingot/core/plugin";
import { remoteFailure, reportOf, type TransferWords } from "./remote-failure.js";
import { drained, lineOf, type RemoteProgram, withCommand, withProgram } from "./remote-program.js";
import type { TransferSession } from "./transfer-session.js";

/** The machine's end of scp's protocol: lines and bytes, each acknowledged by a byte 0, or refused by 1 or 2 and a line. */
export interface ScpStream {
  readonly reader: ByteReader;
  /** Waits until the other side has acknowledged what it got. */
  acknowledged(): Promise<void>;
  /** Why the other side has left in the middle of the conversation. */
  left(): Promise<never>;
  /** Sends bytes or a line. */
  send(data: Buffer | string): Promise<void>;
}

/** What runs scp: lines of shell, which keep what logins print out of it, or where there is no shell the command alone. */
export type ScpCommand = { readonly lines: readonly string[] } | { readonly command: string };

export async function withScp(
  session: TransferSession,
  scp: ScpCommand,
  words: TransferWords,
  use: (stream: ScpStream) => Promise<void>,
): Promise<void> {
  const run = async (program: RemoteProgram) => {
    const reader = byteReader(program.output);
    await use(streamOf(program, reader, words)).catch(async (error: unknown) => {
      program.end();
      if (isIngotError(error, "UPLOAD_FAILED")) await drained(reader); // it clears away what it has written
      throw error;
    });
    program.end();
    await drained(reader);
    await requireSuccess(program, words);
  };
  if ("lines" in scp) await withProgram(session, scp.lines, run);
  else await withCommand(session, scp.command, undefined, run);
}

function streamOf(program: RemoteProgram, reader: ByteReader, words: TransferWords): ScpStream {
  const left = async () => {
    const end = await program.ended;
    throw end.exitCode === 127 ? withoutScp(words) : remoteFailure(words, end);
  };
  const acknowledged = async () => {
    const [code] = await reader.take(1);
    if (code === 0) return;
    if (code === undefined) return left();
    const start = code > 2 ? String.fromCharCode(code) : ""; // what is no scp speaks without a code
    throw words.error(`${words.cannot}${reportOf(textOf(start + (await lineOf(reader))))}`);
  };
  return {
    reader,
    left,
    acknowledged,
    send: async (data) => {
      if (await program.write(typeof data === "string" ? Buffer.from(data, "latin1") : data)) return;
      await acknowledged(); // it may have said why it left
      await left();
    },
  };
}

/** A complaint of scp, without its name. */
export const textOf = (line: string): string => Buffer.from(line.replace(/^scp: /, ""), "latin1").toString("utf8");

async function requireSuccess(program: RemoteProgram, words: TransferWords): Promise<void> {
  const end = await program.ended;
  if (end.exitCode === 127) throw withoutScp(words);
  if (end.exitCode !== 0) throw remoteFailure(words, end);
}

const withoutScp = ({ cannot }: TransferWords) =>
  new IngotError({
    code: "SCP_MISSING",
    source: "outside",
    message: `${cannot}: the machine has no scp. Install it there (Debian: openssh-client), or leave ssh_file_transfer_method out, or set it to "sftp".`,
  });
