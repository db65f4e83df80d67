import { byteReader } from "@ingot/client-transfer";
import type { LocalFile, RemoteFile } from "./local-file.js";
import { requireFile } from "./remote-checks.js";
import { downloadOf, exitCodes, remoteFailure } from "./remote-failure.js";
import { drained, lineOf, type RemoteProgram, withProgram } from "./remote-program.js";
import { sumFunction } from "./shell-words.js";
import type { TransferSession } from "./transfer-session.js";

const { noSum, wrongSum } = exitCodes;

/** Prints "size mode mtime" and then the file from `start` on, if it is still `known`. */
const downloadProgram = (path: string, start: number, known: string, withSum: boolean) => [
  ...requireFile(path),
  `exec 3<"$p" || exit 1`,
  "m='0 0 0'",
  `if [ -f "$p" ]; then m=$(stat -L -c "%s %a %Y" "$p" 2>/dev/null) || m="$(wc -c <"$p") 0 0"; fi`,
  "echo $m",
  `if [ "$m" = "${known}" ]; then tail -c +${start + 1} <&3; else cat <&3; fi || exit 1`,
  ...(withSum ? [sumFunction, `s=$(head -c \${m%% *} "$p" | sum) || exit ${noSum}; echo "sum $s" >&2`] : []),
];

/** What an interrupted download knows of its file. */
export interface Progress {
  known?: string;
}

/**
 * The file as it was when the download began: what it grows by is left out. One of which the machine does not know the size, as
 * in /proc, is read to its end.
 */
export async function downloadByShell(
  session: TransferSession,
  path: string,
  file: LocalFile,
  progress: Progress,
): Promise<RemoteFile> {
  const withSum = session.verify === "sha256";
  const lines = downloadProgram(path, file.size, progress.known ?? "none", withSum);
  return withProgram(session, lines, (program) => receive(session, program, path, file, progress));
}

async function receive(
  session: TransferSession,
  program: RemoteProgram,
  path: string,
  file: LocalFile,
  progress: Progress,
): Promise<RemoteFile> {
  program.end();
  const reader = byteReader(program.output);
  const head = await lineOf(reader);
  if (head !== progress.known) await file.restart();
  progress.known = head;
  const marks = marksOf(head);
  session.expect(marks.size);
  session.onBytes(file.size);
  const wanted = marks.size === 0 ? Number.MAX_SAFE_INTEGER : marks.size - file.size;
  for await (const chunk of reader.chunks(wanted)) {
    await file.append(chunk);
    session.onBytes(chunk.length);
  }
  if (session.verify === "size" && (await reader.take(1)).length > 0) return marks; // it grows; who knows how long
  await drained(reader);
  const end = await program.ended;
  const words = downloadOf(path);
  if (end.exitCode !== 0) throw remoteFailure(words, end);
  if (marks.size > 0 && file.size < marks.size)
    throw words.error(`${words.cannot}: it became shorter while it was read.`);
  await checkSum(session, path, file, end.said);
  return { ...marks, size: file.size };
}

function marksOf(head: string): RemoteFile {
  const [size = 0, mode = 0, mtime = 0] = head
    .split(" ")
    .map((each, at) => Number.parseInt(each, at === 1 ? 8 : 10) || 0);
  return { size, mode: mode || undefined, mtime: mtime === 0 ? undefined : new Date(mtime * 1000) };
}

async function checkSum({ verify }: TransferSession, path: string, file: LocalFile, said: string): Promise<void> {
  if (verify === "size") return;
  const sum = /(?:^|\n)sum ([0-9a-f]{64})/.exec(said)?.[1];
  if (sum !== (await file.sum())) throw remoteFailure(downloadOf(path), { exitCode: wrongSum, said: "" });
}
