export type Archive = "tar" | "zip";
export type Compression = "gzip" | "bgzf" | "lz4" | "xz" | "bzip2" | "zstd";

/** `archive` without `compression` packs only; `compression` without `archive` takes exactly one file. */
export interface Format {
  readonly archive: Archive | undefined;
  readonly compression: Compression | undefined;
}

const compressions: Readonly<Record<string, Compression>> = {
  gz: "gzip",
  bgzf: "bgzf",
  lz4: "lz4",
  xz: "xz",
  bzip2: "bzip2",
  bz2: "bzip2",
  zst: "zstd",
};

/** Endings that stand for two. */
const shortForms: Readonly<Record<string, string>> = { tgz: "tar.gz", tbz2: "tar.bz2", txz: "tar.xz", tzst: "tar.zst" };

export const formatNames: readonly string[] = ["tar", "zip", ...Object.keys(compressions)];

/** Compressions that people may expect; to write gzip under their names would be a trap. */
const foreign = ["7z", "rar", "lzma", "lzo", "lz", "br", "z", "cab", "arj"];

/** What a file of that name is; the names of a `format` field count more than those of `output`. */
export function formatOf(output: string, format = ""): Format {
  const known = format === "" ? undefined : knownFormat(format, output);
  return known ?? knownFormat(output) ?? { archive: "tar", compression: "gzip" };
}

/** By the last endings of `name`; `before` is what stands before it: `tar` and `gz` are one format. Undefined when unknown. */
export function knownFormat(name: string, before = ""): Format | undefined {
  const endings = endingsOf(`${before}.${name}`);
  const last = endings.at(-1)!;
  if (last === "tar" || last === "zip") return { archive: last, compression: undefined };
  const compression = compressions[last];
  if (!compression) return undefined;
  return { archive: endings.at(-2) === "tar" ? "tar" : undefined, compression };
}

function endingsOf(name: string): string[] {
  const parts = (name.split("/").at(-1) ?? "").toLowerCase().split(".").slice(1);
  return parts.flatMap((part) => (shortForms[part] ?? part).split("."));
}

/** The ending of `output`, where it names a compression that is not ours. */
export function unsupportedExtension(output: string): string | undefined {
  const ending = endingsOf(output).at(-1);
  return ending !== undefined && foreign.includes(ending) ? `.${ending}` : undefined;
}
