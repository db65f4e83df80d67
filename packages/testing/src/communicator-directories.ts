import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TransferProgress } from "@ingot/core/plugin";
import { type ContractMachine, runOn } from "./contract-machine.js";
import { contents, listing, notText, oddNames, snapshot, time, tree } from "./transfer-samples.js";

export interface DirectoryLimits {
  /** Names that are no UTF-8 cannot be transferred. */
  readonly textOnly?: boolean;
}

/** Directories, up and down. */
export function communicatorDirectoryContract(
  open: () => Promise<ContractMachine>,
  limits: DirectoryLimits = {},
): void {
  uploadDirectoryContract(open, limits);
  downloadDirectoryContract(open);
}

function uploadDirectoryContract(open: () => Promise<ContractMachine>, { textOnly }: DirectoryLimits): void {
  describe("uploads of directories", () => {
    test("with a trailing / put the contents into the destination, with modes, times and links", async () => {
      await using machine = await open();
      await machine.communicator.uploadDirectory(`${await tree(machine)}/`, machine.there);
      expect((await runOn(machine, `cd ${machine.there}; ${listing}`)).text).toBe([".", ...contents].join("\n"));
      const { text } = await runOn(
        machine,
        `cd ${machine.there}; readlink deep/link; readlink dangling; stat -c '%a %Y' index.html deep/er; stat -c %Y deep empty`,
      );
      const seconds = time.getTime() / 1000;
      expect(text).toBe(`../index.html\n/nowhere\n640 ${seconds}\n750 ${seconds}\n${seconds}\n${seconds}`);
    });

    test("without it put the directory itself there", async () => {
      await using machine = await open();
      await machine.communicator.uploadDirectory(await tree(machine), `${machine.there}/`);
      expect((await runOn(machine, `cd ${machine.there}/site; ${listing}`)).text).toBe([".", ...contents].join("\n"));
    });

    test("may ask what is a directory on the machine, where no command is needed to tell", async () => {
      await using machine = await open();
      const { communicator, there } = machine;
      await runOn(machine, `cd ${there}; mkdir a; touch b; ln -s a c; ln -s nowhere d`);
      const found: (boolean | undefined)[] = [];
      for (const name of ["a", "b", "c", "d", "e"]) found.push(await communicator.isDirectory?.(`${there}/${name}`));
      const told = [true, false, true, false, false];
      expect(found).toEqual(communicator.isDirectory ? told : told.map(() => undefined));
    });

    test("make the destination's last part, and no more", async () => {
      await using machine = await open();
      const source = await tree(machine);
      await machine.communicator.uploadDirectory(`${source}/`, `${machine.there}/new/`);
      expect((await runOn(machine, `cat ${machine.there}/new/deep/er/x`)).text).toBe("x");
      await expect(machine.communicator.uploadDirectory(source, `${machine.there}/no/such`)).rejects.toThrow(
        `Cannot upload to ${machine.there}/no/such, because there is no directory ${machine.there}/no`,
      );
    });

    test("keep names that shells and options stumble over, and such as are no text", async () => {
      await using machine = await open();
      const source = join(machine.here, "odd");
      await mkdir(join(source, "-d\n'e'"), { recursive: true });
      for (const name of oddNames) await writeFile(join(source, name), name);
      for (const name of oddNames) await writeFile(join(source, "-d\n'e'", name), name);
      if (!textOnly) await writeFile(Buffer.concat([Buffer.from(`${source}/`), notText]), "bytes");
      await machine.communicator.uploadDirectory(`${source}/`, machine.there, { verify: "sha256" });
      await machine.communicator.downloadDirectory(`${machine.there}/`, join(machine.here, "back"), {
        verify: "sha256",
      });
      expect(await snapshot(join(machine.here, "back"))).toEqual(await snapshot(source));
    });

    test("give all files the mode that is asked for, and directories none", async () => {
      await using machine = await open();
      await machine.communicator.uploadDirectory(`${await tree(machine)}/`, machine.there, { mode: 0o604 });
      const { text } = await runOn(machine, `cd ${machine.there}; stat -c %a index.html deep/er/x deep/er`);
      expect(text).toBe("604\n604\n750");
    });

    test("of what is no directory say so", async () => {
      await using machine = await open();
      const { communicator, here, there } = machine;
      await writeFile(join(here, "file"), "");
      await expect(communicator.uploadDirectory(join(here, "file"), there)).rejects.toThrow(
        `Cannot upload ${here}/file as a directory, because it is none.`,
      );
      await expect(communicator.uploadDirectory(join(here, "absent"), there)).rejects.toMatchObject({
        code: "UPLOAD_FAILED",
      });
      expect((await runOn(machine, `ls -A ${there}`)).text).toBe("");
    });

    test("tell how far they are", async () => {
      await using machine = await open();
      const steps: TransferProgress[] = [];
      await machine.communicator.uploadDirectory(await tree(machine), machine.there, {
        onProgress: (step) => void steps.push(step),
      });
      expect(steps.at(-1)).toEqual({ transferred: 4, total: 4 });
    });
  });
}

function downloadDirectoryContract(open: () => Promise<ContractMachine>): void {
  describe("downloads of directories", () => {
    test("follow the same rule as uploads, with modes, times and links", async () => {
      await using machine = await open();
      const source = await tree(machine);
      await machine.communicator.uploadDirectory(`${source}/`, `${machine.there}/d`);
      await runOn(machine, `cd ${machine.there}/d; ln index.html hard`);
      await machine.communicator.downloadDirectory(`${machine.there}/d`, join(machine.here, "a"));
      await machine.communicator.downloadDirectory(`${machine.there}/d/`, join(machine.here, "b"));
      const expected = await snapshot(source);
      for (const place of ["a/d", "b"]) {
        const { hard, ...rest } = await snapshot(join(machine.here, place));
        expect(rest).toEqual(expected);
        expect(hard).toEqual(expected["index.html"]);
      }
      expect((await stat(join(machine.here, "b/deep"))).mtime).toEqual(time);
    });

    test("never write through a link that stands in the way", async () => {
      await using machine = await open();
      const [outside, into] = [join(machine.here, "outside"), join(machine.here, "into")];
      await mkdir(outside);
      await mkdir(into);
      await symlink(outside, join(into, "sub"));
      await symlink(join(outside, "target"), join(into, "file"));
      await runOn(machine, `cd ${machine.there}; mkdir sub; echo 1 >sub/one; echo 2 >file`);
      await machine.communicator.downloadDirectory(`${machine.there}/`, into);
      expect(await readdir(outside)).toEqual([]);
      expect([await readFile(join(into, "sub/one"), "utf8"), await readFile(join(into, "file"), "utf8")]).toEqual([
        "1\n",
        "2\n",
      ]);
    });

    test("of hundreds of small files bring every one", async () => {
      await using machine = await open();
      await runOn(
        machine,
        `cd ${machine.there}; for d in 1 2 3; do mkdir $d; for f in $(seq 200); do echo $d$f >$d/$f; done; done`,
      );
      const into = join(machine.here, "d");
      await machine.communicator.downloadDirectory(`${machine.there}/`, into);
      for (const directory of ["1", "2", "3"]) {
        expect(await readdir(join(into, directory))).toHaveLength(200);
        expect(await readFile(join(into, directory, "199"), "utf8")).toBe(`${directory}199\n`);
      }
    });
  });
}
