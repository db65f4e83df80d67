import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { findChecksum } from "./checksum-file.js";

const digest = (digit: string, length = 64) => digit.repeat(length);
const found = (file: string, path = "/images/netboot/mini.iso") => {
  const checksum = findChecksum(file, path);
  return checksum && `${checksum.algorithm}:${checksum.digest}`;
};

test.each([
  ["GNU", `${digest("a")}  other.iso\n${digest("b")}  mini.iso\n`, `sha256:${digest("b")}`],
  ["GNU, binary", `${digest("b")} *mini.iso\r\n`, `sha256:${digest("b")}`],
  ["BSD", `SHA256 (other.iso) = ${digest("a")}\nSHA256 (mini.iso) = ${digest("b")}\n`, `sha256:${digest("b")}`],
  ["plain", `# a comment\n${digest("B", 40)}\n`, `sha1:${digest("b", 40)}`],
  [
    "signed",
    `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# mini.iso: 7 bytes\nSHA256 (mini.iso) = ${digest("b")}\n-----BEGIN PGP SIGNATURE-----\nabc=\n`,
    `sha256:${digest("b")}`,
  ],
  [
    "names with folders: the longest that fits",
    `${digest("a")}  mini.iso\n${digest("b")}  ./netboot/mini.iso\n${digest("c")}  ./netboot/gtk/mini.iso\n`,
    `sha256:${digest("b")}`,
  ],
  [
    "several types: the strongest",
    `MD5 (mini.iso) = ${digest("a", 32)}\nSHA512 (mini.iso) = ${digest("b", 128)}`,
    `sha512:${digest("b", 128)}`,
  ],
  ["names that only end alike", `${digest("a")}  gemini.iso\n${digest("b")}  x.iso\n`, undefined],
  ["two checksums without names", `${digest("a")}\n${digest("b")}\n`, undefined],
  ["a page of HTML", "<html>mini.iso</html>", undefined],
  ["nothing", "", undefined],
])("%s", (_name, file, expected) => {
  expect(found(file)).toBe(expected);
});

test.each([["sha256sum"], ["sha256sum", "--tag"], ["md5sum"], ["sha512sum", "-b"]])(
  "what %s %s writes is read",
  (command, ...options) => {
    using host = testHost();
    writeFileSync(join(host.directory, "an image.iso"), "x");
    const { stdout } = spawnSync(command, [...options, "an image.iso"], { cwd: host.directory, encoding: "utf8" });
    const expected = /[0-9a-f]{32,}/.exec(stdout)![0];
    expect(found(stdout, "an image.iso")).toBe(`${command.replace("sum", "")}:${expected}`);
  },
);
