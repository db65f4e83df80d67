import { posix } from "node:path";
import { IngotError, type ProvisionTarget } from "@ingot/core/plugin";

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
  signal: AbortSignal,
): Promise<RemoteMatch[]> {
  const word = quotePattern(pattern);
  const script = `for each in ${word}; do if test -d "$each"; then printf 'd%s\\n' "$each"; elif test -e "$each"; then printf 'f%s\\n' "$each"; fi; done`;
  const matches: RemoteMatch[] = [];
  const onOutput = ({ stream, text }: { stream: string; text: string }) => {
    if (stream === "stdout") matches.push({ path: text.slice(1), isDirectory: text.startsWith("d") });
  };
  const { exitCode } = await communicator.exec(posixCommand(script), { signal, onOutput });
  const named = matches.filter(({ path }) => ![".", ".."].includes(posix.basename(path)));
  if (exitCode !== 0 || named.length === 0) throw noMatch(pattern);
  return named;
}

/** All but the pattern's own characters loses its meaning for the shell. */
const quotePattern = (pattern: string): string =>
  pattern.replace(/[^\w./*?[\]!^-]/gu, (character) => (character === "\n" ? "'\n'" : `\\${character}`));

/** The script in words that mean the same in every login shell (csh, fish …), for a shell that can read it. */
const posixCommand = (script: string): string =>
  `/bin/sh -c 'eval "$(printf %b "$1")"' sh '${Buffer.from(script)
    .toString("latin1")
    .replace(/[^ -~]|['\\!]/g, octal)}'`;

const octal = (byte: string): string => `\\0${byte.charCodeAt(0).toString(8).padStart(3, "0")}`;

const noMatch = (pattern: string) =>
  new IngotError({
    code: "NO_MATCH",
    source: "user",
    message: `Nothing on the machine matches "${pattern}", so there is nothing to download.`,
  });
