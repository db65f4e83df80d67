import { posix } from "node:path";
import { algorithms, type Checksum, checksumOf } from "./checksum.js";

/** `DIGITS  NAME` or `DIGITS *NAME`, as `sha256sum` writes it; a backslash before it says that the name is escaped. */
const gnuLine = /^\\?(?<digits>[0-9a-f]+) [ *]?(?<name>.+)$/i;
/** `SHA256 (NAME) = DIGITS`, as `sha256sum --tag` and the BSDs write it. */
const bsdLine = /^[\w-]+ ?\((?<name>.+)\) ?= ?(?<digits>[0-9a-f]+)$/i;

/**
 * The checksum that a checksum file gives for the file whose address ends with `path`. The longest name that fits counts, and of
 * several checksums the strongest. A file that holds one checksum and no name is for whatever it is used for.
 */
export function findChecksum(file: string, path: string): Checksum | undefined {
  const lines = file.split("\n").map((line) => line.trim());
  const fitting = lines.flatMap(entryOf).filter(({ name }) => endsWithPath(path, name));
  const best = fitting.sort((a, b) => b.name.length - a.name.length || strength(b.checksum) - strength(a.checksum))[0];
  return best?.checksum ?? onlyChecksum(lines);
}

interface Entry {
  readonly name: string;
  readonly checksum: Checksum;
}

function entryOf(line: string): Entry[] {
  const { digits = "", name = "" } = (bsdLine.exec(line) ?? gnuLine.exec(line))?.groups ?? {};
  const checksum = checksumOf(digits);
  return checksum ? [{ name: posix.normalize(name), checksum }] : [];
}

const endsWithPath = (path: string, name: string): boolean => path === name || path.endsWith(`/${name}`);

const strength = ({ algorithm }: Checksum): number => algorithms.indexOf(algorithm);

function onlyChecksum(lines: readonly string[]): Checksum | undefined {
  const filled = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return filled.length === 1 ? checksumOf(filled[0]!) : undefined;
}
