import type { FetchedFile, LocalFile } from "@ingot/client-transfer";
import { type BytePath, joinPath, type LocalDestination, localDestination, type Marks } from "@ingot/client-transfer";
import { pathWord } from "../shell-words.js";
import { compareDownloaded, compareDownloadedFile, requireSums } from "./compare-trees.js";
import { requireDirectory, requireFile } from "./remote-checks.js";
import { downloadOf, exitCodes, remoteFailure, reportOf, type TransferWords } from "./remote-failure.js";
import { lineOf } from "./remote-program.js";
import { type ScpCommand, type ScpStream, textOf, withScp } from "./scp-stream.js";
import type { TransferSession } from "./transfer-session.js";

export async function downloadByScp(
  session: TransferSession,
  hasShell: boolean,
  path: string,
  file: LocalFile,
): Promise<FetchedFile> {
  const words = downloadOf(path);
  requireSums(session, hasShell, words);
  let marks: FetchedFile | undefined;
  await file.restart();
  await withScp(session, scpOf(hasShell, path, "-p -f", requireFile(path)), words, (stream) =>
    receive(stream, words, {
      file: async ({ size, mode, mtime }, content) => {
        session.expect(size);
        for await (const chunk of content) {
          await file.append(chunk);
          session.onBytes(chunk.length);
        }
        marks = { size, mode, mtime };
      },
    }),
  );
  if (!marks) throw remoteFailure(words, { exitCode: exitCodes.isDirectory, said: "" });
  if (session.verify === "sha256") await compareDownloadedFile(session, path, file);
  return marks;
}

/** The contents of a directory into `root`, a resolved path of this machine. Links are followed, as scp does. */
export async function downloadDirectoryByScp(
  session: TransferSession,
  hasShell: boolean,
  path: string,
  root: string,
  mode: number | undefined,
): Promise<void> {
  const words = downloadOf(path);
  requireSums(session, hasShell, words);
  const names: BytePath[] = [];
  const onFile = (name: BytePath) => void names.push(name);
  const destination = localDestination(root, { ...(mode !== undefined && { mode }), onFile });
  await withScp(session, scpOf(hasShell, path, "-p -r -f", requireDirectory(path)), words, (stream) =>
    receive(stream, words, receiverInto(destination, session, words)),
  );
  await destination.finish();
  if (session.verify === "sha256") await compareDownloaded(session, path, root, names);
}

/** The directory that is entered first is the one that was asked for: what is in it comes into the root. */
function receiverInto(destination: LocalDestination, session: TransferSession, words: TransferWords): ScpReceiver {
  const entered: BytePath[] = [];
  return {
    file: ({ name, ...marks }, content) => {
      const at = entered.at(-1);
      if (at === undefined) throw remoteFailure(words, { exitCode: exitCodes.isNoDirectory, said: "" });
      return destination.file(joinPath(at, name), counted(session, content), marks);
    },
    enter: async ({ name, ...marks }) => {
      const at = entered.at(-1);
      const path = at === undefined ? "" : joinPath(at, name);
      entered.push(path);
      if (at !== undefined) await destination.directory(path, marks);
    },
    leave: () => void entered.pop(),
  };
}

const scpOf = (hasShell: boolean, path: string, options: string, checks: readonly string[]): ScpCommand =>
  hasShell ? { lines: [...checks, `exec scp ${options} "$p"`] } : { command: `scp ${options} ${pathWord(path)}` };

async function* counted(session: TransferSession, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    yield chunk;
    session.onBytes(chunk.length);
  }
}

interface ScpEntry extends Marks {
  readonly name: BytePath;
  readonly size: number;
}

interface ScpReceiver {
  file(entry: ScpEntry, content: AsyncIterable<Buffer>): Promise<void>;
  enter?(entry: ScpEntry): Promise<void>;
  leave?(): void;
}

/** Messages : ( "T" times | "C" mode size name content | "D" mode 0 name | "E" | 1 warning | 2 error )*   -- each in a line */
async function receive(stream: ScpStream, words: TransferWords, receiver: ScpReceiver): Promise<void> {
  let mtime = new Date(0);
  for (;;) {
    await stream.send("\0");
    const [type] = (await stream.reader.take(1)).toString("latin1");
    if (type === undefined) return;
    const line = await lineOf(stream.reader);
    if (type === "T") mtime = new Date(Number(line.split(" ")[0]) * 1000);
    else if (type === "C") await receiveFile(stream, entryOf(line, mtime, words), receiver);
    else if (type === "D") await enter(receiver, entryOf(line, mtime, words), words);
    else if (type === "E") receiver.leave?.();
    else throw words.error(`${words.cannot}${reportOf(textOf(line))}`);
  }
}

async function enter(receiver: ScpReceiver, entry: ScpEntry, words: TransferWords): Promise<void> {
  if (!receiver.enter) throw remoteFailure(words, { exitCode: exitCodes.isDirectory, said: "" });
  await receiver.enter(entry);
}

async function receiveFile(stream: ScpStream, entry: ScpEntry, receiver: ScpReceiver): Promise<void> {
  await stream.send("\0");
  await receiver.file(entry, wholeContent(stream, entry.size));
  await stream.acknowledged(); // it may have become shorter while it was read
}

async function* wholeContent({ reader, left }: ScpStream, size: number): AsyncGenerator<Buffer> {
  let missing = size;
  for await (const chunk of reader.chunks(size)) {
    missing -= chunk.length;
    yield chunk;
  }
  if (missing > 0) await left();
}

/** "0644 1234 name" */
function entryOf(line: string, mtime: Date, { error, cannot }: TransferWords): ScpEntry {
  const match = /^([0-7]{3,5}) (\d{1,16}) ([^/]+)$/.exec(line);
  if (!match || match[3] === "..")
    throw error(`${cannot}: the machine's scp sends what is no part of scp's protocol: ${line}`);
  const [, mode, size, name] = match;
  return { mode: Number.parseInt(mode!, 8), size: Number(size), name: name!, mtime };
}
