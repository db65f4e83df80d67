import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testReadContext } from "@ingot/testing";
import { fileDataSource } from "./file-data-source.js";

async function read(config: { path: string; pattern?: string }, prepare: (directory: string) => void = () => {}) {
  using context = testReadContext();
  const { directory } = context.host;
  prepare(directory);
  const output = await fileDataSource.read(fileDataSource.config.parse(config), context);
  return { ...output, path: output.path.replace(directory, "DIR") };
}

const folder = (directory: string) => {
  mkdirSync(join(directory, "d/in/deep"), { recursive: true });
  for (const name of ["b.sh", "a.sh", "c.txt", ".hidden", "in/e.sh", "in/deep/f.sh"]) {
    writeFileSync(join(directory, "d", name), name);
  }
  symlinkSync("a.sh", join(directory, "d/link.sh"));
  symlinkSync("..", join(directory, "d/in/up"));
};

test("a file's text, bytes and sum", async () => {
  const output = await read({ path: "a.txt" }, (directory) => writeFileSync(join(directory, "a.txt"), "grün\n"));
  expect(output).toEqual({
    path: "DIR/a.txt",
    size: 6,
    content: "grün\n",
    content_base64: "Z3LDvG4K",
    sha256: "d2d8a3547ed87a59bd66ca28402de461108a17edfc3c91d0fe1ecd44f25986b9",
    files: [],
  });
});

test("bytes that are no text have no content", async () => {
  const output = await read({ path: "a" }, (directory) => writeFileSync(join(directory, "a"), Buffer.from([0xff, 0])));
  expect(output).toMatchObject({ size: 2, content: null, content_base64: "/wA=" });
});

test.each([
  ["*", ["a.sh", "b.sh", "c.txt"]],
  ["*.sh", ["a.sh", "b.sh"]],
  ["**/*.sh", ["a.sh", "b.sh", "in/deep/f.sh", "in/e.sh"]],
  ["in/*", ["in/e.sh"]],
  ["*.{txt,md}", ["c.txt"]],
  ["nothing", []],
])("the files of a folder that match %s", async (pattern, files) => {
  const output = await read({ path: "d", pattern }, folder);
  expect(output).toEqual({ path: "DIR/d", size: 0, content: null, content_base64: null, sha256: null, files });
});

test.each([
  ["nope", { code: "ENOENT" }],
  ["/dev/null", { code: "FILE_UNREADABLE", message: '"/dev/null" cannot be read: it is neither a file nor a folder.' }],
  ["file/x", { code: "ENOTDIR" }],
])("%s is refused", async (path, error) => {
  const prepare = (directory: string) => writeFileSync(join(directory, "file"), "");
  await expect(read({ path }, prepare)).rejects.toMatchObject(error);
});

test("a file beyond the bound is refused unread", async () => {
  const prepare = (directory: string) => writeFileSync(join(directory, "big"), Buffer.alloc(16 * 1024 * 1024 + 1));
  await expect(read({ path: "big" }, prepare)).rejects.toThrow('"big" cannot be read: it is larger than 16 MiB.');
});
