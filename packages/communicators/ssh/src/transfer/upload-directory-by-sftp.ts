import {
  type BytePath,
  type LocalDirectory,
  pathBuffer,
  readAhead,
  readExactly,
  type TreeStep,
  walkTree,
} from "@ingot/client-transfer";
import { exitCodes, remoteFailure, uploadTo } from "./remote-failure.js";
import { type SftpClient, withSftp } from "./sftp-client.js";
import { sftpText } from "./sftp-names.js";
import { marksOf, refusal, statBySftp } from "./sftp-requests.js";
import type { TransferSession } from "./transfer-session.js";
import { placeFor, putFile } from "./upload-by-sftp.js";

/** How many files are on their way at once: each costs several round trips. */
const filesAtOnce = 16;

export async function uploadDirectoryBySftp(
  session: TransferSession,
  source: LocalDirectory,
  path: string,
): Promise<void> {
  session.expect(source.size);
  await withSftp(session, async (client) => {
    try {
      await requireDirectory(client, path);
      const made = await makeDirectories(client, source, path);
      const files = onlyContent(walkTree(source.place, source.prefix));
      for await (const _sent of readAhead(files, filesAtOnce, (each) => putEntry(session, client, each, source, path)));
      await finishDirectories(client, source, path, made);
    } catch (error) {
      throw refusal(error, uploadTo(path));
    }
  });
}

const inside = (path: string, name: BytePath): string => `${path.replace(/\/+$/, "")}/${sftpText(name)}`;

const mkdir = ({ call }: SftpClient, path: string) =>
  call<void>((sftp, done) => sftp.mkdir(path, { mode: 0o755 }, done));

async function requireDirectory(client: SftpClient, path: string): Promise<void> {
  const complain = (exitCode: number) => remoteFailure(uploadTo(path), { exitCode, said: "" });
  const found = await statBySftp(client, path);
  if (found?.isDirectory()) return;
  if (found) throw complain(exitCodes.isNoDirectory);
  const parent = path.replace(/\/+$/, "").replace(/[^/]+$/, "") || ".";
  if (!(await statBySftp(client, parent))?.isDirectory()) throw complain(exitCodes.noParent);
  await mkdir(client, path);
}

/** What is there already keeps its mode and owner, and may be a link. */
async function makeDirectories(
  client: SftpClient,
  { directories }: LocalDirectory,
  path: string,
): Promise<ReadonlySet<BytePath>> {
  const made = new Set<BytePath>();
  for (const name of directories) {
    const place = inside(path, name);
    const found = await statBySftp(client, place);
    if (found?.isDirectory()) continue;
    if (found) throw remoteFailure(uploadTo(place), { exitCode: exitCodes.isNoDirectory, said: "" });
    await mkdir(client, place);
    made.add(name);
  }
  return made;
}

async function* onlyContent(steps: AsyncIterable<TreeStep>): AsyncGenerator<TreeStep> {
  for await (const step of steps) if (step.kind !== "directory") yield step;
}

async function putEntry(
  session: TransferSession,
  client: SftpClient,
  entry: TreeStep,
  source: LocalDirectory,
  path: string,
): Promise<void> {
  const place = inside(path, entry.path);
  try {
    if (entry.kind === "symlink") await putLink(client, entry, place);
    else
      await putFile(session, client, contentOf(entry), source.mode ?? entry.mode, await placeFor(client, place), place);
  } catch (error) {
    throw refusal(error, uploadTo(place));
  }
}

const contentOf = ({ place, size, mode, mtime }: TreeStep) => ({
  size,
  mode,
  mtime,
  open: () => readExactly(pathBuffer(place), size),
});

async function putLink({ call }: SftpClient, entry: TreeStep, place: string): Promise<void> {
  await call<void>((sftp, done) => sftp.unlink(place, done)).catch(() => undefined);
  await call<void>((sftp, done) => sftp.symlink(sftpText(entry.target), place, done));
}

/** When all is in them, for that changes their times, and may need modes that they are not to keep. */
async function finishDirectories(
  { call }: SftpClient,
  source: LocalDirectory,
  path: string,
  made: ReadonlySet<BytePath>,
): Promise<void> {
  for await (const { step, path: name, mode, mtime } of walkTree(source.place, source.prefix)) {
    if (step !== "leave" || !made.has(name)) continue;
    await call<void>((sftp, done) => sftp.setstat(inside(path, name), marksOf(mode, mtime), done));
  }
}
