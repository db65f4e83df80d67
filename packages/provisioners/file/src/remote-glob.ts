import { posix } from "node:path";
import { type BuildContext, IngotError, type OutputBytes, type ProvisionTarget } from "@ingot/core/plugin";
import { posixCommand } from "./posix-command.js";

export interface RemoteMatch {
  readonly path: string;
  readonly isDirectory: boolean;
}

export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/**
 * What a pattern means on the machine, by the machine's own shell. In the order of the shell's locale. For many shells `.*` is also the
 * directory and the one above it, which have no name to keep here.
 */
export async function expandRemoteGlob(
  pattern: string,
  { communicator }: ProvisionTarget,
  { host, signal }: BuildContext,
): Promise<RemoteMatch[]> {
  const marker = Buffer.from(host.randomBytes(16)).toString("hex");
  const pieces: Uint8Array[] = [];
  const onBytes = ({ stream, data }: OutputBytes) => void (stream === "stdout" && pieces.push(data));
  const { exitCode } = await communicator.exec(posixCommand(listing(pattern, marker)), { signal, onBytes });
  const matches = matchesIn(Buffer.concat(pieces), marker);
  const named = matches.filter(({ path }) => ![".", ".."].includes(posix.basename(path)));
  if (exitCode !== 0 || named.length === 0) throw noMatch(pattern);
  return named;
}

/** Prints NUL, the marker and NUL, and then "d" or "f" before each name, and NUL after it. */
const listing = (pattern: string, marker: string) =>
  `printf '\\0%s\\0' ${marker}; for each in ${quotePattern(pattern)}; do if test -d "$each"; then printf 'd%s\\0' "$each"; elif test -e "$each"; then printf 'f%s\\0' "$each"; fi; done`;

/** What a login shell prints before the marker and after the last NUL is no name. */
function matchesIn(output: Buffer, marker: string): RemoteMatch[] {
  const [, listed = ""] = output.toString("utf8").split(`\0${marker}\0`);
  const names = listed.split("\0").slice(0, -1);
  return names.map((name) => ({ path: requireText(name.slice(1)), isDirectory: name.startsWith("d") }));
}

function requireText(name: string): string {
  if (!name.includes("\ufffd")) return name;
  throw new IngotError({
    code: "NAME_NOT_TEXT",
    source: "user",
    message: `The name ${name.replaceAll("\ufffd", "?")} on the machine is not UTF-8, and cannot be downloaded on its own. Download the directory that it is in.`,
  });
}

/** All but the pattern's own characters loses its meaning for the shell. */
const quotePattern = (pattern: string): string =>
  pattern.replace(/[^\w./*?[\]!^-]/gu, (character) => (character === "\n" ? "'\n'" : `\\${character}`));

const noMatch = (pattern: string) =>
  new IngotError({
    code: "NO_MATCH",
    source: "user",
    message: `Nothing on the machine matches "${pattern}", so there is nothing to download.`,
  });
