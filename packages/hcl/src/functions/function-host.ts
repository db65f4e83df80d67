import type { RemoteValues } from "./remote-values.js";

/** What functions may know of the world; all paths that are handed to it are absolute. */
export interface FunctionHost {
  /** The bytes of a file; throws when it cannot be read. */
  readFile(path: string): Uint8Array;
  /** What stands at the path, links followed; undefined when there is nothing. */
  kindOf(path: string): "file" | "directory" | "other" | undefined;
  /** Every file below the directory, at any depth, relative to it, with `/` between the parts. */
  listFiles(directory: string): string[];
  /** The template's directory: what relative paths in `file` and its like start from. */
  readonly baseDirectory: string;
  readonly cwd: string;
  /** What `~` stands for. */
  readonly home: string;
  now(): Date;
  /** When the run began: what the `legacy_` time functions tell. */
  readonly startTime: Date;
  randomBytes(count: number): Uint8Array;
  /** What `vault`, `consul_key` and `aws_secretsmanager` ask. Without it a call of theirs is an error. */
  readonly remote?: RemoteValues;
}
