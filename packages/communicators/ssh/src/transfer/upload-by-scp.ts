import { stat } from "node:fs/promises";
import { posix } from "node:path";
import {
  type BytePath,
  baseName,
  bytePath,
  type Content,
  type LocalDirectory,
  pathBuffer,
  readExactly,
  shownPath,
  type TreeStep,
  walkTree,
} from "@ingot/client-transfer";
import { pathWord } from "../shell-words.js";
import { compareUploaded, requireSums } from "./compare-trees.js";
import { enterDestination } from "./remote-checks.js";
import { uploadTo } from "./remote-failure.js";
import { type ScpStream, withScp } from "./scp-stream.js";
import type { TransferSession } from "./transfer-session.js";
import { sumIfWanted } from "./transfer-session.js";
import { uploadProgram } from "./upload-program.js";

export async function uploadByScp(
  session: TransferSession,
  hasShell: boolean,
  content: Content,
  mode: number,
  path: string,
): Promise<void> {
  requireSums(session, hasShell, uploadTo(path));
  const scp = hasShell
    ? { lines: uploadProgram(session, content, mode, path, await sumIfWanted(session, content), `scp -p -t "$w"`) }
    : { command: `scp -p -t ${pathWord(path)}` };
  await withScp(session, scp, uploadTo(path), async (stream) => {
    await stream.acknowledged();
    const seconds = Math.floor(content.mtime.getTime() / 1000);
    await command(stream, `T${seconds} 0 ${seconds} 0`);
    await sendFile(session, stream, { ...content, mode }, "file"); // what it is called is the machine's affair
  });
}

/**
 * Modes of files are subject to the machine's umask, times are the machine's own, and links are followed, as with `scp -r`: what
 * would keep them would change directories that are there already. Without a shell to make it, the destination is a part of what
 * is sent.
 */
export async function uploadDirectoryByScp(
  session: TransferSession,
  hasShell: boolean,
  source: LocalDirectory,
  path: string,
): Promise<void> {
  requireSums(session, hasShell, uploadTo(path));
  session.expect(source.size);
  const name = posix.basename(path);
  const isSent = !hasShell && !["", ".", ".."].includes(name);
  const into = pathWord(isSent ? posix.dirname(path) : path);
  const scp = hasShell
    ? { lines: [...enterDestination(path), "exec scp -r -d -t ."] }
    : { command: `scp -r -d -t ${into}` };
  await withScp(session, scp, uploadTo(path), async (stream) => {
    await stream.acknowledged();
    if (isSent) await command(stream, `D0755 0 ${scpName(bytePath(name))}`);
    for await (const step of walkTree(source.place, source.prefix)) await sendStep(session, stream, step, source.mode);
    if (isSent) await command(stream, "E");
  });
  if (session.verify === "sha256") await compareUploaded(session, source, path);
}

async function sendStep(
  session: TransferSession,
  stream: ScpStream,
  entry: TreeStep,
  mode: number | undefined,
): Promise<void> {
  const { kind, path, step } = entry;
  if (kind === "directory" && path === "") return;
  if (step === "leave") return command(stream, "E");
  const name = scpName(baseName(path));
  if (kind === "directory") await command(stream, `D${octal(entry.mode | 0o700)} 0 ${name}`);
  else await sendFile(session, stream, await contentOf(entry, mode), name);
}

async function contentOf(
  { place }: TreeStep,
  mode: number | undefined,
): Promise<Pick<Content, "size" | "mode" | "open">> {
  const found = await stat(pathBuffer(place)).catch(() => undefined);
  const { error } = uploadTo("");
  if (!found?.isFile())
    throw error(`Cannot upload ${shownPath(place)}: it is a link to what is no file, which scp cannot carry.`);
  return {
    size: found.size,
    mode: mode ?? found.mode & 0o7777,
    open: () => readExactly(pathBuffer(place), found.size),
  };
}

async function sendFile(
  session: TransferSession,
  stream: ScpStream,
  { size, mode, open }: Pick<Content, "size" | "mode" | "open">,
  name: BytePath,
): Promise<void> {
  await command(stream, `C${octal(mode)} ${size} ${scpName(name)}`);
  for await (const chunk of open()) {
    await stream.send(chunk);
    session.onBytes(chunk.length);
  }
  await stream.send("\0");
  await stream.acknowledged();
}

async function command(stream: ScpStream, line: string): Promise<void> {
  await stream.send(`${line}\n`);
  await stream.acknowledged();
}

const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, "0");

function scpName(name: BytePath): BytePath {
  if (!name.includes("\n")) return name;
  const { error } = uploadTo("");
  throw error(`Cannot upload ${shownPath(name)}: its name has a line break, which scp cannot carry.`);
}
