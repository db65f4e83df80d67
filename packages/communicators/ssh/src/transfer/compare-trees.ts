import { stat } from "node:fs/promises";
import {
  type BytePath,
  bytePath,
  byteReader,
  type LocalDirectory,
  pathBuffer,
  readExactly,
  shownPath,
  sumOf,
  walkTree,
} from "@ingot/client-transfer";
import { downloadOf, exitCodes, remoteFailure, type TransferWords, uploadTo } from "./remote-failure.js";
import { drained, lineOf, withProgram } from "./remote-program.js";
import { oneLine, pathWord, readPath, sumFunction } from "./shell-words.js";
import type { TransferSession } from "./transfer-session.js";

/** Prints the SHA-256 of each file that standard input names. */
const sumsProgram = (path: string) => [
  sumFunction,
  `CDPATH= cd ${pathWord(bytePath(path))} || exit 1`,
  `while ${readPath}; do s=$(sum <"$f") || exit ${exitCodes.noSum}; echo "\${s%% *}"; done`,
];

interface Pair {
  /** Within the directory on the machine. */
  readonly name: BytePath;
  /** Here. */
  readonly place: BytePath;
}

export async function compareUploaded(session: TransferSession, source: LocalDirectory, path: string): Promise<void> {
  const pairs: Pair[] = [];
  for await (const { kind, path: name, place } of walkTree(source.place, source.prefix))
    if (kind === "file") pairs.push({ name, place });
  await compareSums(session, pairs, path, uploadTo(path));
}

export async function compareDownloaded(
  session: TransferSession,
  path: string,
  root: string,
  names: readonly BytePath[],
): Promise<void> {
  const pairs = names.map((name) => ({ name, place: `${bytePath(root)}/${name}` }));
  await compareSums(session, pairs, path, downloadOf(path));
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
    for (const { name, place } of pairs) {
      const there = await lineOf(reader);
      if (there === "") break;
      if (there !== (await sumAt(place)))
        throw words.error(`${words.cannot}: the SHA-256 of ${shownPath(name)} differs.`);
    }
    await sent;
    program.end();
    await drained(reader);
    const end = await program.ended;
    if (end.exitCode !== 0) throw remoteFailure(words, end);
  });
}

async function sumAt(place: BytePath): Promise<string> {
  const { size } = await stat(pathBuffer(place));
  return sumOf(readExactly(pathBuffer(place), size));
}
