import {
  type BytePath,
  bytePath,
  joinPath,
  type LocalDestination,
  localDestination,
  readAhead,
  sumOf,
} from "@ingot/client-transfer";
import type { FileEntryWithStats, Stats } from "ssh2";
import { sumAt } from "./compare-trees.js";
import { downloadOf, exitCodes, remoteFailure } from "./remote-failure.js";
import { readBytes } from "./sftp-bytes.js";
import { type SftpClient, withSftp } from "./sftp-client.js";
import { sftpName } from "./sftp-names.js";
import { refusal, statBySftp, withHandle } from "./sftp-requests.js";
import type { TransferSession } from "./transfer-session.js";

const filesAtOnce = 16;

/** What is filled here. */
interface Target {
  readonly root: BytePath;
  readonly destination: LocalDestination;
}

/** The contents of a directory into `root`, a resolved path of this machine. */
export async function downloadDirectoryBySftp(
  session: TransferSession,
  path: string,
  root: string,
  mode: number | undefined,
): Promise<void> {
  const destination = localDestination(root, mode === undefined ? {} : { mode });
  const target = { root: bytePath(root), destination };
  await withSftp(session, async (client) => {
    try {
      await requireDirectory(client, path);
      const entries = entriesOf(client, path, "", destination);
      for await (const _done of readAhead(entries, filesAtOnce, (each) => getEntry(session, client, each, target)));
      await destination.finish();
    } catch (error) {
      throw refusal(error, downloadOf(path));
    }
  });
}

async function requireDirectory(client: SftpClient, path: string): Promise<void> {
  const found = await statBySftp(client, path);
  const complain = (exitCode: number) => remoteFailure(downloadOf(path), { exitCode, said: "" });
  if (!found) throw complain(exitCodes.isMissing);
  if (!found.isDirectory()) throw complain(exitCodes.isNoDirectory);
}

interface RemoteEntry {
  readonly name: BytePath;
  /** On the machine. */
  readonly place: string;
  readonly attrs: Stats;
}

const marksOf = ({ mode, mtime }: Stats) => ({ mode: mode & 0o7777, mtime: new Date(mtime * 1000) });

/** Everything but directories, which are made on the way. */
async function* entriesOf(
  client: SftpClient,
  path: string,
  prefix: BytePath,
  destination: LocalDestination,
): AsyncGenerator<RemoteEntry> {
  for (const { filename, attrs } of await listed(client, path)) {
    if (filename === "." || filename === "..") continue;
    const name = joinPath(prefix, sftpName(filename));
    const place = `${path.replace(/\/+$/, "")}/${filename}`;
    if (!attrs.isDirectory()) yield { name, place, attrs };
    else {
      await destination.directory(name, marksOf(attrs));
      yield* entriesOf(client, place, name, destination);
    }
  }
}

const listed = (client: SftpClient, path: string): Promise<FileEntryWithStats[]> =>
  client
    .call<FileEntryWithStats[]>((sftp, done) => sftp.readdir(path, done))
    .catch((error: unknown) => {
      throw refusal(error, downloadOf(path));
    });

async function getEntry(
  session: TransferSession,
  client: SftpClient,
  { name, place, attrs }: RemoteEntry,
  { root, destination }: Target,
): Promise<void> {
  try {
    if (attrs.isSymbolicLink()) {
      const target = await client.call<string>((sftp, done) => sftp.readlink(place, done));
      await destination.symlink(name, sftpName(target));
    } else if (attrs.isFile()) {
      await withHandle(client, place, "r", async (handle) => {
        await destination.file(name, contentOf(session, client, handle, place, attrs), marksOf(attrs));
        if (session.verify === "sha256")
          await requireSum(client, handle, await sumAt(joinPath(root, name)), place, attrs);
      });
    }
  } catch (error) {
    throw refusal(error, downloadOf(place));
  }
}

async function requireSum(client: SftpClient, handle: Buffer, sum: string, place: string, { size }: Stats) {
  if ((await sumOf(readBytes(client, handle, size))) === sum) return;
  throw remoteFailure(downloadOf(place), { exitCode: exitCodes.wrongSum, said: "" });
}

async function* contentOf(
  session: TransferSession,
  client: SftpClient,
  handle: Buffer,
  place: string,
  { size }: Stats,
): AsyncGenerator<Buffer> {
  let left = size;
  for await (const chunk of readBytes(client, handle, size)) {
    left -= chunk.length;
    session.onBytes(chunk.length);
    yield chunk;
  }
  const { error, cannot } = downloadOf(place);
  if (left > 0) throw error(`${cannot}: it became shorter while it was read.`);
}
