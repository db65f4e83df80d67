import { type Content, parentPath, sumOf } from "@ingot/client-transfer";
import type { Stats } from "ssh2";
import { exitCodes, remoteFailure, uploadTo } from "./remote-failure.js";
import { readBytes, writeBytes } from "./sftp-bytes.js";
import { type SftpClient, withSftp } from "./sftp-client.js";
import { isRefusal, marksOf, refusal, renameOver, statBySftp, withHandle } from "./sftp-requests.js";
import type { TransferSession } from "./transfer-session.js";

export async function uploadBySftp(
  session: TransferSession,
  content: Content,
  mode: number,
  path: string,
): Promise<void> {
  const words = uploadTo(path);
  await withSftp(session, async (client) => {
    try {
      await putFile(session, client, content, mode, await placeFor(client, path), path);
    } catch (error) {
      throw refusal(error, words);
    }
  });
}

export interface Place {
  /** Where links lead to. */
  readonly path: string;
  readonly found: Stats | undefined;
}

export async function placeFor(client: SftpClient, path: string): Promise<Place> {
  const found = await statBySftp(client, path);
  const complain = (exitCode: number) => remoteFailure(uploadTo(path), { exitCode, said: "" });
  if (found?.isDirectory()) throw complain(exitCodes.isDirectory);
  if (found) return { path: await client.call<string>((sftp, done) => sftp.realpath(path, done)), found };
  if (!(await statBySftp(client, directoryOf(path)))?.isDirectory()) throw complain(exitCodes.noParent);
  return { path, found };
}

const directoryOf = (path: string): string => (path.includes("/") ? parentPath(path) || "/" : ".");

/** Beside the destination, which it then takes the place of; directly where no file is, or this user may not write beside it. */
export async function putFile(
  session: TransferSession,
  client: SftpClient,
  content: Content,
  mode: number,
  { path, found }: Place,
  shown: string,
): Promise<void> {
  const isFile = found === undefined || found.isFile();
  const beside = isFile ? await createBeside(session, client, path) : undefined;
  try {
    await writeContent(session, client, content, isFile ? mode : undefined, beside ?? path, shown);
    if (beside === undefined) return;
    if (found) await keepOwner(client, beside, found);
    await renameOver(client, beside, path);
  } catch (error) {
    if (beside !== undefined) await removeBySftp(client, beside);
    throw error;
  }
}

const removeBySftp = ({ cleanUp }: SftpClient, path: string) =>
  cleanUp<void>((sftp, done) => sftp.unlink(path, done)).catch(() => undefined);

async function createBeside({ name, attempt }: TransferSession, client: SftpClient, path: string) {
  const beside = (number: number) => `${directoryOf(path)}/.ingot-${name}-${number}`;
  if (attempt > 1) await removeBySftp(client, beside(attempt - 1));
  return withHandle(client, beside(attempt), "wx", async () => beside(attempt)).catch((error: unknown) => {
    if (isRefusal(error)) return undefined;
    throw error;
  });
}

/** Who may not give files away is the owner himself. */
const keepOwner = ({ call }: SftpClient, path: string, { uid, gid }: Stats) =>
  call<void>((sftp, done) => sftp.chown(path, uid, gid, done)).catch(() => undefined);

/** `mode`: undefined where what is written to is no file. */
async function writeContent(
  session: TransferSession,
  client: SftpClient,
  content: Content,
  mode: number | undefined,
  path: string,
  shown: string,
): Promise<void> {
  const flags = mode === undefined ? "a" : "w"; // a pipe has no positions to write at
  await withHandle(client, path, flags, (handle) => writeBytes(client, handle, content.open(), session.onBytes));
  if (mode === undefined) return;
  await client.call<void>((sftp, done) => sftp.setstat(path, marksOf(mode, content.mtime), done));
  const { size } = await client.call<Stats>((sftp, done) => sftp.stat(path, done));
  const complain = (exitCode: number, said = "") => remoteFailure(uploadTo(shown), { exitCode, said });
  if (size !== content.size) throw complain(exitCodes.wrongSize, `${size} bytes instead of ${content.size}`);
  if (session.verify === "size") return;
  const there = await withHandle(client, path, "r", (handle) => sumOf(readBytes(client, handle, size)));
  if (there !== (await sumOf(content.open()))) throw complain(exitCodes.wrongSum);
}
