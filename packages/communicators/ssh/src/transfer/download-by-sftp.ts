import type { FetchedFile, LocalFile } from "@ingot/client-transfer";
import { sumOf } from "@ingot/client-transfer";
import type { Stats } from "ssh2";
import { downloadOf, exitCodes, remoteFailure } from "./remote-failure.js";
import { readBytes } from "./sftp-bytes.js";
import { type SftpClient, withSftp } from "./sftp-client.js";
import { refusal, statBySftp, withHandle } from "./sftp-requests.js";
import type { TransferSession } from "./transfer-session.js";

/** The file as it was when the download began; one without a size, as in /proc, is read to its end. */
export async function downloadBySftp(session: TransferSession, path: string, file: LocalFile): Promise<FetchedFile> {
  return withSftp(session, async (client) => {
    try {
      return await receive(session, client, path, file);
    } catch (error) {
      throw refusal(error, downloadOf(path));
    }
  });
}

async function receive(
  session: TransferSession,
  client: SftpClient,
  path: string,
  file: LocalFile,
): Promise<FetchedFile> {
  const words = downloadOf(path);
  const found = await requireFile(client, path);
  await file.restart();
  session.expect(found.size);
  await withHandle(client, path, "r", async (handle) => {
    const append = async (size: number) => {
      for await (const chunk of readBytes(client, handle, size)) {
        await file.append(chunk);
        session.onBytes(chunk.length);
      }
    };
    await append(found.size > 0 ? found.size : Number.MAX_SAFE_INTEGER);
    if (file.size < found.size) throw words.error(`${words.cannot}: it became shorter while it was read.`);
    if (session.verify === "size") return;
    const sum = await sumOf(readBytes(client, handle, file.size));
    if (sum !== (await file.sum())) throw remoteFailure(words, { exitCode: exitCodes.wrongSum, said: "" });
  });
  return { size: file.size, mode: found.mode & 0o7777, mtime: new Date(found.mtime * 1000) };
}

async function requireFile(client: SftpClient, path: string): Promise<Stats> {
  const found = await statBySftp(client, path);
  const complain = (exitCode: number) => remoteFailure(downloadOf(path), { exitCode, said: "" });
  if (!found) throw complain(exitCodes.isMissing);
  if (found.isDirectory()) throw complain(exitCodes.isDirectory);
  return found;
}
