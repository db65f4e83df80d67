import type { FetchedFile, LocalFile } from "@ingot/client-transfer";
import { byteReader } from "@ingot/client-transfer";
import { sumFunction } from "../shell-words.js";
import { requireFile } from "./remote-checks.js";
import { downloadOf, exitCodes, remoteFailure } from "./remote-failure.js";
import { drained, lineOf, type RemoteProgram, withProgram } from "./remote-program.js";
import type { TransferSession } from "./transfer-session.js";

const { noSum, wrongSum } = exitCodes;

/** Prints "size mode mtime start" and then the file from `start` on, which is 0 if the file is no longer the `known` one. */
const downloadProgram = (path: string, start: number, known: string, withSum: boolean) => [
  ...requireFile(path),
  `exec 3<"$p" || exit 1`,
  "set -f; set -- 0 0 -",
  `if [ -f "$p" ]; then set -- $(stat -L -c "%s %a %Y" "$p" 2>/dev/null); [ $# -eq 3 ] || set -- $(wc -c <"$p") $(ls -ldnL "$p"); fi`,
  `case $2 in -*) m="$1 $2 -" ;; *) m="$1 $2 $3" ;; esac`,
  `o=0; [ "$m" != "${known}" ] || o=${start}`,
  `echo "$m $o"`,
  "if [ $o -gt 0 ]; then tail -c +$((o + 1)) <&3; else cat <&3; fi || exit 1",
  ...(withSum ? [sumFunction, `s=$(head -c $1 "$p" | sum) || exit ${noSum}; echo "sum $s" >&2`] : []),
];

/** What an interrupted download knows of its file. */
export interface Progress {
  /** Its size, mode and time: what has another of these is another file. */
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
): Promise<FetchedFile> {
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
): Promise<FetchedFile> {
  program.end();
  const reader = byteReader(program.output);
  const head = (await lineOf(reader)).split(" ");
  if (Number(head[3]) !== file.size) await file.restart();
  const marks = marksOf(head);
  if (marks.mtime) progress.known = head.slice(0, 3).join(" ");
  session.expect(marks.size);
  session.onBytes(file.size);
  const wanted = marks.size === 0 ? Number.MAX_SAFE_INTEGER : marks.size - file.size;
  for await (const chunk of reader.chunks(wanted)) {
    await file.append(chunk);
    session.onBytes(chunk.length);
  }
  if (session.verify === "size" && (await reader.take(1)).length > 0) return marks; // it grows; who knows how long
  await drained(reader);
  await checkWhole(session, program, path, file, marks.size);
  return { ...marks, size: file.size };
}

async function checkWhole(
  session: TransferSession,
  program: RemoteProgram,
  path: string,
  file: LocalFile,
  size: number,
): Promise<void> {
  const end = await program.ended;
  const words = downloadOf(path);
  if (end.exitCode !== 0) throw remoteFailure(words, end);
  if (file.size < size) throw words.error(`${words.cannot}: it became shorter while it was read.`);
  await checkSum(session, path, file, end.said);
}

/** Where there is no `stat`, the mode is what `ls` shows first, "-rw-r--r--", and the time is not known. */
function marksOf([size, mode = "", mtime]: readonly string[]): FetchedFile {
  const bits = mode.startsWith("-") ? bitsOf(mode) : Number.parseInt(mode, 8);
  const seconds = Number(mtime);
  return { size: Number(size) || 0, mode: bits || undefined, mtime: seconds ? new Date(seconds * 1000) : undefined };
}

const bitsOf = (shown: string): number =>
  [...shown.slice(1, 10)].reduce((bits, each) => bits * 2 + (/[rwxst]/.test(each) ? 1 : 0), 0);

async function checkSum({ verify }: TransferSession, path: string, file: LocalFile, said: string): Promise<void> {
  if (verify === "size") return;
  const sum = /(?:^|\n)sum ([0-9a-f]{64})/.exec(said)?.[1];
  if (sum !== (await file.sum())) throw remoteFailure(downloadOf(path), { exitCode: wrongSum, said: "" });
}
