import { isError, reasonOf } from "@ingot/hcl/reason";
import { IngotError, isIngotError } from "./errors.js";

interface Explanation {
  readonly why: string;
  readonly mend: string;
  /** Default: the user. */
  readonly source?: "outside";
}

const explanations: Readonly<Record<string, Explanation>> = {
  EACCES: { why: "this user has no permission", mend: "Change its mode or owner, or choose another path." },
  EPERM: { why: "the system does not allow it", mend: "Run as a user who may, or choose another path." },
  EROFS: { why: "its file system can only be read", mend: "Choose a path on another one." },
  ENOENT: { why: "it does not exist", mend: "Create it, or correct the path." },
  ENOTDIR: { why: "a part of the path is a file, not a directory", mend: "Move that file away, or correct the path." },
  EISDIR: { why: "it is a directory, where a file is needed", mend: "Move it away, or choose another path." },
  EEXIST: { why: "something stands there already", mend: "Move it away, or choose another path." },
  ENOTEMPTY: { why: "a directory stands there that is not empty", mend: "Move it away, or choose another path." },
  ELOOP: { why: "its links lead round in a circle", mend: "Remove one of the links, or choose another path." },
  ENAMETOOLONG: { why: "a name in it is too long for the file system", mend: "Choose a shorter one." },
  ETXTBSY: { why: "it is a program that is running", mend: "End the program first, or choose another path." },
  EXDEV: { why: "the two are on different file systems", mend: "Choose paths on the same one." },
  ENOSPC: { why: "the disk is full", mend: "Make room, or choose a path on another disk.", source: "outside" },
  EDQUOT: { why: "the quota of the disk is used up", mend: "Make room, or have the quota raised.", source: "outside" },
  EFBIG: {
    why: "the file is larger than the system allows",
    mend: "Choose another file system, or raise the limit (ulimit -f).",
  },
  EMFILE: { why: "too many files are open", mend: "Raise the limit (ulimit -n), or run fewer builds at once." },
  ENFILE: { why: "the system has too many files open", mend: "End other programs, and try again.", source: "outside" },
  EIO: { why: "the disk reports an error", mend: "The system's log says more.", source: "outside" },
};

const verbs: Readonly<Record<string, string>> = {
  open: "open",
  read: "read from",
  write: "write to",
  mkdir: "make the directory",
  mkdtemp: "make a directory at",
  rename: "move",
  unlink: "remove",
  rm: "remove",
  rmdir: "remove the directory",
  scandir: "list the directory",
  opendir: "list the directory",
  stat: "look at",
  lstat: "look at",
  access: "use",
  realpath: "follow",
  readlink: "read the link",
  symlink: "make a link to",
  link: "make a link to",
  chmod: "change the mode of",
  chown: "change the owner of",
  copyfile: "copy",
  ftruncate: "change the size of",
  fsync: "write out",
  fdatasync: "write out",
};

export interface FileTask {
  /** What was being done: `write "a.json"`. Default: what the error says of itself. */
  readonly what?: string;
  /** How to mend it. Default: what helps for such an error. */
  readonly mend?: string;
}

/**
 * What a file system says, as an `IngotError` with the code FILE_SYSTEM: what could not be done, why, and how to mend it. Everything
 * else stays as it is.
 */
export function explainFileError(error: unknown, task: FileTask = {}): unknown {
  if (!isError(error) || isIngotError(error)) return error;
  const { code = "", syscall = "", path } = error as NodeJS.ErrnoException;
  const explanation = explanationOf(error);
  if (!explanation || !(syscall in verbs)) return error;
  const { why, mend, source = "user" } = explanation;
  return new IngotError({
    code: "FILE_SYSTEM",
    source,
    message: `Cannot ${task.what ?? whatOf(error)}: ${why}. ${task.mend ?? mend}`,
    cause: error,
    data: { code, syscall, ...(path !== undefined && { path }) },
  });
}

const explanationOf = (error: NodeJS.ErrnoException): Explanation | undefined =>
  isMisspelt(error) ? notUtf8 : explanations[error.code ?? ""];

/** What Node makes of bytes that are not UTF-8, in names and in arguments, leads nowhere. */
export const isMisspelt = ({ code, path }: NodeJS.ErrnoException): boolean =>
  code === "ENOENT" && path !== undefined && path.includes("\uFFFD");

const notUtf8: Explanation = {
  why: "a name in it is not UTF-8, and Ingot cannot spell it",
  mend: "Rename that file or directory.",
};

/** Why a file could not be read or written, and how to mend it, as the end of a sentence. */
export function fileReasonOf(error: unknown): string {
  const explanation = isError(error) && explanationOf(error);
  return explanation ? `${explanation.why}. ${explanation.mend}` : `the system said: ${reasonOf(error)}.`;
}

function whatOf({ syscall = "", path, dest }: NodeJS.ErrnoException & { readonly dest?: string }): string {
  const paths = [path, dest].flatMap((each) => (each === undefined ? [] : [`"${each}"`]));
  return `${verbs[syscall]} ${paths.join(" to ") || "a file"}`;
}

/** Runs a component's work, with what a file system says explained. */
export async function explainingFileErrors<T>(work: () => T | Promise<T>, task?: FileTask): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainFileError(error, task);
  }
}
