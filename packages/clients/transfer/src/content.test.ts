import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentOfFile } from "./content.js";

test("an empty file is empty", async () => {
  const directory = mkdtempSync(join(tmpdir(), "ingot-content-"));
  writeFileSync(join(directory, "empty"), "");
  expect((await contentOfFile(join(directory, "empty"))).size).toBe(0);
  rmSync(directory, { recursive: true });
});

test("a file of the kernel is not taken for an empty one", async () => {
  await expect(contentOfFile("/proc/version")).rejects.toMatchObject({
    code: "UPLOAD_FAILED",
    message: "Cannot upload /proc/version: the system does not tell its size. Copy it, and upload the copy.",
  });
});
