import { execFileSync } from "node:child_process";
import { constants, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { type LocalFile, writeFetchedFile } from "./local-file.js";

const fill = async (file: LocalFile) => {
  await file.append(Buffer.from("content"));
  return { size: 7, mode: 0o755, mtime: undefined };
};

test("the file has the mode that is wanted, else that of the machine; in place it keeps its own", async () => {
  using host = testHost();
  const file = join(host.directory, "a");
  await writeFetchedFile(file, "x", {}, fill);
  expect(statSync(file).mode & 0o777).toBe(0o755);
  await writeFetchedFile(file, "x", { mode: 0o600 }, fill);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await writeFetchedFile(file, "x", { inPlace: true }, fill);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toBe("content");
});

test("a pipe is written to, and one that nobody reads is told: waiting for a reader could not be cancelled", async () => {
  using host = testHost();
  const pipe = join(host.directory, "pipe");
  execFileSync("mkfifo", [pipe]);
  await expect(writeFetchedFile(pipe, "x", {}, fill)).rejects.toMatchObject({
    code: "DOWNLOAD_FAILED",
    message: `Cannot download to ${pipe}: nobody reads from it. Start its reader first, or choose another path.`,
  });
  await using reader = await open(pipe, constants.O_RDWR); // which waits for nobody
  await writeFetchedFile(pipe, "x", {}, fill);
  const { buffer, bytesRead } = await reader.read();
  expect(buffer.toString("utf8", 0, bytesRead)).toBe("content");
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(host.directory)).toEqual(["pipe"]);
});
