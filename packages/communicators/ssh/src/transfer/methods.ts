import type { Content, FetchedFile, LocalDirectory, LocalFile } from "@ingot/client-transfer";
import { IngotError, isIngotError } from "@ingot/core/plugin";
import type { Abilities } from "./abilities.js";
import { downloadByScp, downloadDirectoryByScp } from "./download-by-scp.js";
import { downloadBySftp } from "./download-by-sftp.js";
import { downloadByShell, type Progress } from "./download-by-shell.js";
import { downloadByTar } from "./download-by-tar.js";
import { downloadDirectoryBySftp } from "./download-directory-by-sftp.js";
import type { TransferSession } from "./transfer-session.js";
import { uploadByScp, uploadDirectoryByScp } from "./upload-by-scp.js";
import { uploadBySftp } from "./upload-by-sftp.js";
import { uploadByShell } from "./upload-by-shell.js";
import { uploadByTar } from "./upload-by-tar.js";
import { uploadDirectoryBySftp } from "./upload-directory-by-sftp.js";

/** What a template may insist on. */
export type SshTransferMethod = "scp" | "sftp";

interface FileMethod {
  upload(session: TransferSession, content: Content, mode: number, path: string): Promise<void>;
  download(session: TransferSession, path: string, file: LocalFile, progress: Progress): Promise<FetchedFile>;
}

interface DirectoryMethod {
  upload(session: TransferSession, source: LocalDirectory, path: string): Promise<void>;
  download(session: TransferSession, path: string, root: string, mode: number | undefined): Promise<void>;
}

const shellFile: FileMethod = { upload: uploadByShell, download: downloadByShell };
const tarDirectory: DirectoryMethod = { upload: uploadByTar, download: downloadByTar };
const sftpFile: FileMethod = { upload: uploadBySftp, download: downloadBySftp };
const sftpDirectory: DirectoryMethod = { upload: uploadDirectoryBySftp, download: downloadDirectoryBySftp };

const scpFile = (hasShell: boolean): FileMethod => ({
  upload: (session, ...rest) => uploadByScp(session, hasShell, ...rest),
  download: (session, path, file) => downloadByScp(session, hasShell, path, file),
});

const scpDirectory = (hasShell: boolean): DirectoryMethod => ({
  upload: (session, ...rest) => uploadDirectoryByScp(session, hasShell, ...rest),
  download: (session, ...rest) => downloadDirectoryByScp(session, hasShell, ...rest),
});

/** Files go by `cat`, which is the fastest, else by SFTP, else by scp; or by what the template insists on. */
export function fileMethods({ hasShell, programs }: Abilities, wanted: SshTransferMethod | undefined): FileMethod[] {
  if (wanted) return [wanted === "sftp" ? sftpFile : scpFile(hasShell)];
  const canCat = hasShell && ["cat", "wc", "mv", "rm", "chmod"].every((program) => programs.has(program));
  const canScp = !hasShell || programs.has("scp");
  return [...(canCat ? [shellFile] : []), sftpFile, ...(canScp ? [scpFile(hasShell)] : [])];
}

/** Directories go as one tar stream, else by SFTP, else by scp; or by what the template insists on. */
export function directoryMethods(
  { hasShell, programs }: Abilities,
  wanted: SshTransferMethod | undefined,
): DirectoryMethod[] {
  if (wanted) return [wanted === "sftp" ? sftpDirectory : scpDirectory(hasShell)];
  const canTar = hasShell && ["tar", "mkdir"].every((program) => programs.has(program));
  const canScp = !hasShell || programs.has("scp");
  return [...(canTar ? [tarDirectory] : []), sftpDirectory, ...(canScp ? [scpDirectory(hasShell)] : [])];
}

/** The first that the machine's server offers. Only SFTP can turn out to be missing when it is asked for. */
export async function byFirst<Method, T>(
  methods: readonly Method[],
  wanted: SshTransferMethod | undefined,
  use: (method: Method) => Promise<T>,
): Promise<T> {
  let missing: unknown;
  for (const method of methods) {
    try {
      return await use(method);
    } catch (error) {
      if (wanted || !isIngotError(error, "SFTP_UNAVAILABLE")) throw error;
      missing = error;
    }
  }
  throw noMethod(missing);
}

const noMethod = (cause: unknown) =>
  new IngotError({
    code: "TRANSFER_UNAVAILABLE",
    source: "outside",
    message:
      "The machine offers no way to transfer files: its shell lacks what is needed (cat, wc, mv, rm and chmod; tar and mkdir for directories), and its SSH server has neither SFTP nor scp. Install one of them.",
    cause,
  });
