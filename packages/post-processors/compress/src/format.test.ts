import { formatOf } from "./format.js";

test.each([
  ["a.tar", undefined, "tar", undefined],
  ["a.zip", undefined, "zip", undefined],
  ["a.gz", undefined, undefined, "gzip"],
  ["a.tar.gz", undefined, "tar", "gzip"],
  ["a.TAR.GZ", undefined, "tar", "gzip"],
  ["a.tgz", undefined, "tar", "gzip"],
  ["a.txz", undefined, "tar", "xz"],
  ["a.tar.bz2", undefined, "tar", "bzip2"],
  ["a.bzip2", undefined, undefined, "bzip2"],
  ["a.tar.zst", undefined, "tar", "zstd"],
  ["a.box", undefined, "tar", "gzip"],
  ["image-1.2", undefined, "tar", "gzip"],
  ["d.zip/a", undefined, "tar", "gzip"],
  ["packer_one_file", "", "tar", "gzip"],
  ["a", "zip", "zip", undefined],
  ["a.zip", "tar.gz", "tar", "gzip"],
  ["a.tar", "gz", "tar", "gzip"],
  ["a", "lz4", undefined, "lz4"],
])("%s with format %s", (output, format, archive, compression) => {
  expect(formatOf(output, format)).toEqual({ archive, compression });
});
