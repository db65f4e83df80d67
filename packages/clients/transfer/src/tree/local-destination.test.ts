import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalDestination, localDestination } from "./local-destination.js";

const marks = { mode: 0o644, mtime: new Date(0) };

async function* pieces() {
  yield Buffer.from("whole");
}

async function into<T>(work: (destination: LocalDestination, root: string) => Promise<T>): Promise<T> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ingot-destination-")));
  try {
    return await work(localDestination(root), root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("a name may be as long as the file system lets it be", () =>
  into(async (destination, root) => {
    const name = "n".repeat(255);
    await destination.file(name, pieces(), marks);
    expect(readdirSync(root)).toEqual([name]);
    expect(readFileSync(join(root, name), "utf8")).toBe("whole");
  }));

test("what cannot be written is named", () =>
  into(async (destination, root) => {
    const name = "n".repeat(256);
    await expect(destination.file(name, Buffer.from("x"), marks)).rejects.toMatchObject({
      code: "FILE_SYSTEM",
      message: `Cannot write "${root}/${name}": a name in it is too long for the file system. Choose a shorter one.`,
    });
  }));

test.each<[string, (destination: LocalDestination) => Promise<void>]>([
  ["small file", (destination) => destination.file("d", Buffer.from("x"), marks)],
  ["large file", (destination) => destination.file("d", pieces(), marks)],
  ["link", (destination) => destination.symlink("d", "f")],
  ["hard link", (destination) => destination.link("d", "f")],
])("a %s does not take the place of a directory", (_kind, put) =>
  into(async (destination, root) => {
    await destination.file("f", Buffer.from("x"), marks);
    await destination.directory("d", marks);
    await expect(put(destination)).rejects.toMatchObject({
      code: "UNSAFE_ARCHIVE",
      message: 'The machine sent "d", which is not unpacked: a directory of that name is there.',
    });
    expect(readdirSync(root)).toEqual(["d", "f"]);
  }),
);
