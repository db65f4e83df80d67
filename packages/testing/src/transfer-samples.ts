import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContractMachine } from "./contract-machine.js";

/** When files of samples were last changed: whole seconds, as tar knows them. */
export const time = new Date("2021-03-04T05:06:07Z");

export const largeSize = 24 * 1024 * 1024;

/** Long enough to be met half-way. */
export async function largeFile({ here }: ContractMachine): Promise<string> {
  const path = join(here, "large");
  await writeFile(path, Buffer.alloc(largeSize, "large file "));
  return path;
}

/** Names that shells, options, lines and encodings stumble over. */
export const oddNames = [
  "-rf",
  "it's",
  'a "b" $c `d`',
  "new\nline",
  "back\\slash\\0101",
  " blank ",
  "*",
  "ü",
  "~",
  "#x",
];
export const notText = Buffer.from([0x6e, 0xff, 0xfe, 0x80]);

/** Nested and empty directories, links, modes and times. */
export async function tree({ here }: ContractMachine): Promise<string> {
  const source = join(here, "site");
  await mkdir(join(source, "deep/er"), { recursive: true });
  await writeFile(join(source, "index.html"), "<p>");
  await chmod(join(source, "index.html"), 0o640);
  await writeFile(join(source, "deep/er/x"), "x");
  await symlink("../index.html", join(source, "deep/link"));
  await symlink("/nowhere", join(source, "dangling"));
  await mkdir(join(source, "empty"));
  await writeFile(join(source, "nothing"), "");
  await chmod(join(source, "deep/er"), 0o750);
  for (const name of ["index.html", "deep/er", "deep", "empty"]) await utimes(join(source, name), time, time);
  return source;
}

export const listing = "find . | sort";
export const contents = [
  "./dangling",
  "./deep",
  "./deep/er",
  "./deep/er/x",
  "./deep/link",
  "./empty",
  "./index.html",
  "./nothing",
];

/** What is in a directory: names as bytes, with modes, contents and links. */
export async function snapshot(directory: string, prefix = Buffer.alloc(0)): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (
    await readdir(Buffer.concat([Buffer.from(`${directory}/`), prefix]), { encoding: "buffer" })
  ).sort(Buffer.compare)) {
    const path = Buffer.concat([prefix, name]);
    const place = Buffer.concat([Buffer.from(`${directory}/`), path]);
    const stats = await lstat(place);
    const mode = (stats.mode & 0o777).toString(8);
    const key = path.toString("latin1");
    if (stats.isSymbolicLink()) found[key] = `-> ${await readlink(place)}`;
    else if (stats.isFile())
      found[key] = `${mode} ${Math.floor(stats.mtime.getTime() / 1000)} ${await readFile(place, "latin1")}`;
    else
      Object.assign(
        found,
        { [key]: `${mode} directory` },
        await snapshot(directory, Buffer.concat([path, Buffer.from("/")])),
      );
  }
  return found;
}
