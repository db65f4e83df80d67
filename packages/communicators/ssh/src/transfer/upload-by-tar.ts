import {
  type BytePath,
  byteReader,
  type LocalDirectory,
  packTree,
  shownPath,
  type TreeStep,
  walkTree,
} from "@ingot/client-transfer";
import { oneLine, readPath } from "../shell-words.js";
import { compareUploaded } from "./compare-trees.js";
import { enterDestination } from "./remote-checks.js";
import { remoteFailure, uploadTo } from "./remote-failure.js";
import { drained, feed, lineOf, type RemoteProgram, withProgram } from "./remote-program.js";
import type { TransferSession } from "./transfer-session.js";

/**
 * Prints one letter for each directory that standard input names (is there, not there, something else is in its
 * place), and unpacks what comes then. Directories that are there stay out of the archive, so that they keep their modes and
 * owners, and may be links.
 */
const uploadProgram = (path: string) => [
  ...enterDestination(path),
  `while ${readPath}; do`,
  `  if [ -d "$f" ]; then printf y; elif [ -e "$f" ]; then printf x; else printf n; fi`,
  "done",
  "echo",
  "exec tar -xpof -",
];

export async function uploadByTar(session: TransferSession, source: LocalDirectory, path: string): Promise<void> {
  session.expect(source.size);
  await withProgram(session, uploadProgram(path), async (program) => {
    const reader = byteReader(program.output);
    const there = await directoriesThere(program, reader, source, path);
    const rest = drained(reader);
    const steps = leavingOut(there, walkTree(source.place, source.prefix));
    await feed(program, packTree(steps, { mode: source.mode, directoriesTwice: true, onRead: session.onBytes }));
    await rest;
    const end = await program.ended;
    if (end.exitCode !== 0) throw remoteFailure(uploadTo(path), end);
  });
  if (session.verify === "sha256") await compareUploaded(session, source, path);
}

/** Undefined: the program gave up before it could tell. */
async function directoriesThere(
  program: RemoteProgram,
  reader: ReturnType<typeof byteReader>,
  { directories }: LocalDirectory,
  path: string,
): Promise<ReadonlySet<BytePath>> {
  const answers = lineOf(reader);
  await program.write(`${directories.map(oneLine).join("\n")}\n.\n`.replace(/^\n/, ""));
  const letters = await answers;
  const blocked = directories.find((_, at) => letters[at] === "x");
  const { error } = uploadTo(path);
  if (blocked !== undefined)
    throw error(
      `Cannot upload the directory ${shownPath(blocked)} to ${path}, because something else of that name is there.`,
    );
  return new Set(directories.filter((_, at) => letters[at] === "y"));
}

async function* leavingOut(there: ReadonlySet<BytePath>, steps: AsyncIterable<TreeStep>): AsyncGenerator<TreeStep> {
  for await (const step of steps) if (step.kind !== "directory" || !there.has(step.path)) yield step;
}
