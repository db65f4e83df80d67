import { stat } from "node:fs/promises";
import { posix } from "node:path";
import {
  type BytePath,
  bytePath,
  byteReader,
  joinPath,
  type LocalDirectory,
  type LocalFile,
  pathBuffer,
  readExactly,
  shownPath,
  sumOf,
  walkTree,
} from "@ingot/client-transfer";
import { oneLine, pathWord, readPath, sumFunction } from "../shell-words.js";
import { downloadOf, exitCodes, remoteFailure, type TransferWords, uploadTo } from "./remote-failure.js";
import { drained, lineOf, withProgram } from "./remote-program.js";
import type { TransferSession } from "./transfer-session.js";

/** Prints the SHA-256 of each file that standard input names. */
const sumsProgram = (path: string) => [
  sumFunction,
  `CDPATH= cd ${pathWord(bytePath(path))} || exit 1`,
  `while ${readPath}; do s=$(sum <"$f") || exit ${exitCodes.noSum}; echo "\${s%% *}"; done`,
];

/** Where a SHA-256 is wanted, the machine must have a shell that can make one. */
export function requireSums({ verify }: TransferSession, hasShell: boolean, { error, cannot }: TransferWords): void {
  if (verify === "sha256" && !hasShell)
    throw error(`${cannot} with verification by scp: it needs a shell on the machine, to make the SHA-256 there.`);
}

interface Pair {
  /** Within the directory on the machine. */
  readonly name: BytePath;
  /** Of what is here. */
  sum(): Promise<string>;
}

export async function compareUploaded(session: TransferSession, source: LocalDirectory, path: string): Promise<void> {
  const pairs: Pair[] = [];
  for await (const { kind, path: name, place } of walkTree(source.place, source.prefix))
    if (kind === "file") pairs.push({ name, sum: () => sumAt(place) });
  await compareSums(session, pairs, path, uploadTo(path));
}

export async function compareDownloaded(
  session: TransferSession,
  path: string,
  root: string,
  names: readonly BytePath[],
): Promise<void> {
  const pairs = names.map((name) => ({ name, sum: () => sumAt(joinPath(bytePath(root), name)) }));
  await compareSums(session, pairs, path, downloadOf(path));
}

export async function compareDownloadedFile(session: TransferSession, path: string, file: LocalFile): Promise<void> {
  const pair = { name: bytePath(posix.basename(path)), sum: () => file.sum() };
  await compareSums(session, [pair], posix.dirname(path), downloadOf(path));
}

async function compareSums(
  session: TransferSession,
  pairs: readonly Pair[],
  path: string,
  words: TransferWords,
): Promise<void> {
  await withProgram(session, sumsProgram(path), async (program) => {
    const reader = byteReader(program.output);
    const sent = program.write(pairs.map(({ name }) => `${oneLine(name)}\n`).join(""));
    for (const { name, sum } of pairs) {
      const there = await lineOf(reader);
      if (there === "") break;
      if (there !== (await sum())) throw words.error(`${words.cannot}: the SHA-256 of ${shownPath(name)} differs.`);
    }
    await sent;
    program.end();
    await drained(reader);
    const end = await program.ended;
    if (end.exitCode !== 0) throw remoteFailure(words, end);
  });
}

export async function sumAt(place: BytePath): Promise<string> {
  const { size } = await stat(pathBuffer(place));
  return sumOf(readExactly(pathBuffer(place), size));
}
