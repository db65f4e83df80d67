import type { BytePath } from "@ingot/client-transfer";

/**
 * The one command line by which we start anything: a shell that reads its program, in one line of printable ASCII, from standard
 * input. So the user's login shell (csh, fish …) sees no character that it might take for its own, names may be any bytes, and what
 * follows the line is the program's input.
 */
export const commandLine = `/bin/sh -c 'IFS= read -r s; eval "$(printf %b "$s")"'`;

/** Bytes as `printf %b` and `read -r` take them in one line. */
export const oneLine = (bytes: BytePath): string =>
  bytes.replace(/[^ -[\]-~]/g, (byte) => `\\0${byte.charCodeAt(0).toString(8).padStart(3, "0")}`);

/** Bytes as one word of a program. */
export const word = (bytes: BytePath): string => `'${bytes.replaceAll("'", `'\\''`)}'`;

/** A path as a word that no program takes for an option. */
export const pathWord = (path: BytePath): string => word(path.startsWith("-") ? `./${path}` : path);

/** `sum`: the SHA-256 of standard input, by what the machine has. */
export const sumFunction = `sum() {
  if command -v sha256sum >/dev/null; then sha256sum
  elif command -v shasum >/dev/null; then shasum -a 256
  elif command -v openssl >/dev/null; then openssl dgst -sha256 -r
  else return 1; fi
}`;

/** A condition: reads a line of `oneLine` into `f`; false for a line with a single dot, and where there is none. */
export const readPath = `IFS= read -r e && [ "$e" != . ] && case $e in *\\\\*) f=$(printf %b. "$e") && f=\${f%.} ;; *) f=$e ;; esac`;
