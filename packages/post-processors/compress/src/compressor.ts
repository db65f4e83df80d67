import type { BuildContext } from "@ingot/core/plugin";
import { bgzf } from "./bgzf.js";
import type { Compression } from "./format.js";
import { gzip } from "./gzip.js";
import { type Program, programs, throughProgram } from "./program.js";

export interface Compressor {
  /** As messages call it. */
  readonly name: string;
  readonly isParallel: boolean;
  compress(source: AsyncIterable<Uint8Array>, level: number | undefined, run: BuildContext): AsyncIterable<Uint8Array>;
}

const external = (name: string, program: Program, isParallel: boolean): Compressor => ({
  name,
  isParallel,
  compress: (source, level, run) => throughProgram(program, source, level, run),
});

export const compressors: Readonly<Record<Compression, Compressor>> = {
  gzip: { name: "pgzip", isParallel: true, compress: (source, level, { host }) => gzip(source, host.cores, level) },
  bgzf: { name: "bgzf", isParallel: true, compress: (source, level, { host }) => bgzf(source, host.cores, level) },
  lz4: external("lz4", programs.lz4, false),
  xz: external("xz", programs.xz, true),
  bzip2: external("bzip2", programs.bzip2, false),
  zstd: external("zstd", programs.zstd, true),
};

export function coresText({ isParallel }: Compressor, { host }: BuildContext): string {
  const cores = isParallel ? host.cores : 1;
  return cores === 1 ? "1 core" : `${cores} cores`;
}
