import { downloadError, uploadError } from "@ingot/client-transfer";
import type { IngotError } from "@ingot/core/plugin";
import type { ProgramEnd } from "./remote-program.js";

/** Exit codes of our programs. Others are those of what they run, which says itself what went wrong. */
export const exitCodes = {
  isDirectory: 71,
  noParent: 72,
  isMissing: 73,
  isNoDirectory: 74,
  wrongSize: 75,
  wrongSum: 76,
  noSum: 77,
} as const;

/** What a transfer is called in messages. */
export interface TransferWords {
  readonly error: typeof uploadError;
  /** "Cannot upload to /etc/motd" */
  readonly cannot: string;
  /** On the machine. */
  readonly path: string;
}

export const uploadTo = (path: string): TransferWords => ({
  error: uploadError,
  cannot: `Cannot upload to ${path}`,
  path,
});
export const downloadOf = (path: string): TransferWords => ({
  error: downloadError,
  cannot: `Cannot download ${path} from the machine`,
  path,
});

/** Why a program of ours gave up. */
export function remoteFailure(words: TransferWords, { exitCode, said }: ProgramEnd): IngotError {
  const { error, cannot, path } = words;
  const isUpload = error === uploadError;
  switch (exitCode) {
    case exitCodes.isDirectory:
      return error(isUpload ? overDirectory(path) : `${cannot}: it is a directory; write "${path}/" to download it.`);
    case exitCodes.noParent:
      return error(withoutParent(path));
    case exitCodes.isMissing:
      return error(`${cannot}: there is no such file.`);
    case exitCodes.isNoDirectory:
      return error(isUpload ? `${cannot}: it is no directory.` : `${cannot} as a directory: it is none.`);
    case exitCodes.wrongSize:
      return error(`${cannot}: what arrived has not the size of what was sent${reportOf(said)}`);
    case exitCodes.wrongSum:
      return error(`${cannot}: what arrived is not what was sent: its SHA-256 differs.`);
    case exitCodes.noSum:
      return error(`${cannot} with verification: the machine has none of the programs sha256sum, shasum and openssl.`);
    default:
      return error(
        `${cannot}${said === "" ? `: the machine's program ended with status ${exitCode}.` : reportOf(said)}`,
      );
  }
}

/** Our shell's own name is of no use to anybody, and nor is a complaint that comes again for each file. */
export function reportOf(said: string): string {
  const lines = said.split("\n").map((line) => line.trim().replace(/^\/bin\/sh: (?:(?:line )?\d+: )?(?:eval: )?/, ""));
  const report = [...new Set(lines)].filter((line) => line !== "").join("; ");
  return `. The machine said: ${report.replace(/[^.]$/, "$&.")}`;
}

export const overDirectory = (path: string): string =>
  `Cannot upload a file to ${path}, because a directory of that name is on the machine. Write "${path}/" to put the file into it.`;

export function withoutParent(path: string): string {
  const parent = path.slice(0, path.replace(/\/+$/, "").lastIndexOf("/")) || "/";
  return `Cannot upload to ${path}, because there is no directory ${parent} on the machine. Create it first, for example with a shell provisioner: mkdir -p ${parent}.`;
}
