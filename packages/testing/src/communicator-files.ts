import { appendFileSync, readdirSync, truncateSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { TransferProgress } from "@ingot/core/plugin";
import { type ContractMachine, runOn } from "./contract-machine.js";
import { largeFile, largeSize, time } from "./transfer-samples.js";

export interface FileLimits {
  /** The machine writes a file where it is to stand, so that a failed upload leaves a part of it. */
  readonly inPlace?: boolean;
}

/** Single files, up and down. */
export function communicatorFileContract(open: () => Promise<ContractMachine>, limits: FileLimits = {}): void {
  uploadContract(open, limits);
  downloadContract(open);
}

function uploadContract(open: () => Promise<ContractMachine>, { inPlace }: FileLimits): void {
  describe("uploads", () => {
    test("keep the bytes, the mode and the time of a file, whatever its name", async () => {
      await using machine = await open();
      const file = join(machine.here, "a script");
      await writeFile(file, "#!/bin/sh\necho ran\n");
      await chmod(file, 0o750);
      await utimes(file, time, time);
      await machine.communicator.upload(file, `${machine.there}/it's "ü" \\here\n$HOME`);
      const { text } = await runOn(machine, `cd ${machine.there}; stat -c '%a %Y' ./*; ./*; find . | grep -c ingot`);
      expect(text.replace(/ +/g, " ")).toBe(`750 ${time.getTime() / 1000}\nran\n0`);
    });

    test("take the given mode, and a stream without one is 0644", async () => {
      await using machine = await open();
      await machine.communicator.upload(Readable.from(["secret"]), `${machine.there}/a`, { mode: 0o700 });
      await machine.communicator.upload(Readable.from(["secret"]), `${machine.there}/b`);
      expect((await runOn(machine, `cd ${machine.there}; stat -c %a a b; cat a b`)).text).toBe(
        "700\n644\nsecretsecret",
      );
    });

    test("take the place of a file that is there, and leave nothing beside it", async () => {
      await using machine = await open();
      await runOn(machine, `echo old and longer >${machine.there}/f; chmod 600 ${machine.there}/f`);
      await machine.communicator.upload(Readable.from(["new"]), `${machine.there}/f`);
      expect((await runOn(machine, `cd ${machine.there}; ls -A; cat f`)).text).toBe("f\nnew");
    });

    test("of an empty file make an empty file", async () => {
      await using machine = await open();
      await machine.communicator.upload(Readable.from([]), `${machine.there}/f`);
      expect((await runOn(machine, `wc -c <${machine.there}/f`)).text.trim()).toBe("0");
    });

    test("of a stream longer than memory should hold arrive whole", async () => {
      await using machine = await open();
      const size = 6 * 1024 * 1024 + 1;
      await machine.communicator.upload(streamOf(size), `${machine.there}/long`);
      const { text } = await runOn(machine, `cd ${machine.there}; wc -c <long; tr -d z <long | wc -c`);
      expect(text.replaceAll(" ", "")).toBe(`${size}\n0`);
    });

    test("to a name that ends in / take the file's own name", async () => {
      await using machine = await open();
      const file = join(machine.here, "-motd");
      await writeFile(file, "hi\n");
      await machine.communicator.upload(file, `${machine.there}/`);
      expect((await runOn(machine, `cat ${machine.there}/-motd`)).text).toBe("hi");
      await expect(machine.communicator.upload(Readable.from(["x"]), `${machine.there}/`)).rejects.toThrow(
        `"${machine.there}/" ends in "/", but what is uploaded has no name of its own. Name the file.`,
      );
    });

    test("to a directory that is missing say so", async () => {
      await using machine = await open();
      await expect(machine.communicator.upload(Readable.from(["x"]), "/no/such/file")).rejects.toThrow(
        /^Cannot upload to \/no\/such\/file, because there is no directory \/no\/such (?:in|on) the \w+\. Create it first, for example with a shell provisioner: mkdir -p \/no\/such\.$/,
      );
    });

    test("over a directory say how to put the file into it", async () => {
      await using machine = await open();
      await expect(machine.communicator.upload(Readable.from(["x"]), machine.there)).rejects.toThrow(
        new RegExp(
          `^Cannot upload a file to ${machine.there}, because a directory of that name is (?:in|on) the \\w+\\. Write "${machine.there}/" to put the file into it\\.$`,
        ),
      );
    });

    test("of what is no file here say so", async () => {
      await using machine = await open();
      const { communicator, here, there } = machine;
      const upload = (name: string) => communicator.upload(join(here, name), `${there}/x`);
      await expect(upload("absent")).rejects.toThrow(`Cannot upload ${here}/absent: there is no such file.`);
      await mkdir(join(here, "directory"));
      await expect(upload("directory")).rejects.toThrow(`Cannot upload ${here}/directory, because it is not a file.`);
    });

    test("whose stream breaks leave nothing, and give the stream's error", async () => {
      await using machine = await open();
      await expect(machine.communicator.upload(Readable.from(broken()), `${machine.there}/f`)).rejects.toThrow(
        "disk on fire",
      );
      expect((await runOn(machine, `ls -A ${machine.there}`)).text).toBe("");
    });

    test("that are cancelled reject with the reason, and leave what was there", async () => {
      await using machine = await open();
      await runOn(machine, `echo old >${machine.there}/f`);
      const file = await largeFile(machine);
      const controller = new AbortController();
      const reason = new Error("enough");
      const onProgress = () => controller.abort(reason);
      const { signal } = controller;
      await expect(machine.communicator.upload(file, `${machine.there}/f`, { signal, onProgress })).rejects.toBe(
        reason,
      );
      await settled(machine, "ls -A", "f");
      expect((await runOn(machine, `head -c 10 ${machine.there}/f`)).text).toBe("old");
    });

    test("tell how far they are, and can be verified", async () => {
      await using machine = await open();
      const file = await largeFile(machine);
      const steps: TransferProgress[] = [];
      const onProgress = (step: TransferProgress) => void steps.push(step);
      await machine.communicator.upload(file, `${machine.there}/f`, { onProgress, verify: "sha256" });
      expect(steps.length).toBeGreaterThan(3);
      expect(steps).toEqual([...steps].sort((one, other) => one.transferred - other.transferred));
      expect(steps.at(-1)).toEqual({ transferred: largeSize, total: largeSize });
    });

    test("of a file that grows meanwhile send what there was of it; of one that shrinks fail", async () => {
      await using machine = await open();
      const file = await largeFile(machine);
      const grow = () => appendFileSync(file, "more");
      await machine.communicator.upload(file, `${machine.there}/f`, { onProgress: grow });
      expect((await runOn(machine, `wc -c <${machine.there}/f`)).text.trim()).toBe(String(largeSize));
      const shrink = () => truncateSync(file, 10);
      await expect(machine.communicator.upload(file, `${machine.there}/g`, { onProgress: shrink })).rejects.toThrow(
        `Cannot upload ${file}: it became shorter while it was read.`,
      );
      if (!inPlace) expect((await runOn(machine, `ls -A ${machine.there}`)).text).toBe("f");
    });
  });
}

function downloadContract(open: () => Promise<ContractMachine>): void {
  describe("downloads", () => {
    test("keep the bytes, the mode and the time of a file, whatever its name", async () => {
      await using machine = await open();
      const name = '-it\'s "ü" \\here $HOME';
      await machine.communicator.upload(Readable.from(["content"]), `${machine.there}/${name}`, { mode: 0o640 });
      await runOn(machine, `cd ${machine.there}; TZ=UTC0 touch -t 202103040506.07 ./*`);
      const file = join(machine.here, "f");
      await machine.communicator.download(`${machine.there}/${name}`, file);
      const { mode, mtime } = await stat(file);
      expect([await readFile(file, "utf8"), mode & 0o777, mtime]).toEqual(["content", 0o640, time]);
    });

    test("follow links, take the given mode, and take the place of a file", async () => {
      await using machine = await open();
      await runOn(machine, `cd ${machine.there}; echo content >f; ln -s f link`);
      const file = join(machine.here, "f");
      await writeFile(file, "old and longer");
      await machine.communicator.download(`${machine.there}/link`, file, { mode: 0o604 });
      expect([await readFile(file, "utf8"), (await stat(file)).mode & 0o777]).toEqual(["content\n", 0o604]);
      expect(await readdir(machine.here)).toEqual(["f"]);
    });

    test("of what is not there, or is a directory, say so and leave nothing", async () => {
      await using machine = await open();
      const { communicator, here, there } = machine;
      const file = join(here, "f");
      await expect(communicator.download(`${there}/no`, file)).rejects.toThrow(/: there is no such file\.$/);
      await expect(communicator.download(there, file)).rejects.toThrow(
        new RegExp(`: it is a directory; write "${there}/" to download it\\.$`),
      );
      await expect(communicator.downloadDirectory(`${there}/no/`, join(here, "d"))).rejects.toMatchObject({
        code: "DOWNLOAD_FAILED",
      });
      expect(await readdir(here)).toEqual(expect.not.arrayContaining(["f"]));
    });

    test("of a large file and of an empty one are whole, tell how far they are, and can be verified", async () => {
      await using machine = await open();
      await runOn(machine, `cd ${machine.there}; head -c ${largeSize} /dev/zero | tr '\\0' x >large; : >empty`);
      const steps: TransferProgress[] = [];
      const onProgress = (step: TransferProgress) => void steps.push(step);
      const file = join(machine.here, "f");
      await machine.communicator.download(`${machine.there}/large`, file, { onProgress, verify: "sha256" });
      expect((await readFile(file)).equals(Buffer.alloc(largeSize, "x"))).toBe(true);
      expect(steps.length).toBeGreaterThan(3);
      expect(steps.at(-1)).toEqual({ transferred: largeSize, total: largeSize });
      await machine.communicator.download(`${machine.there}/empty`, file, { verify: "sha256" });
      expect((await stat(file)).size).toBe(0);
    });

    test("in place have no other file beside them, so that a crash leaves none", async () => {
      await using machine = await open();
      await runOn(machine, `head -c ${largeSize} /dev/zero >${machine.there}/large`);
      const file = join(machine.here, "f");
      await writeFile(file, "");
      const { ino } = await stat(file);
      const seen: string[][] = [];
      const onProgress = () => void seen.push(readdirSync(machine.here));
      await machine.communicator.download(`${machine.there}/large`, file, { inPlace: true, onProgress });
      expect([new Set(seen.flat()), await stat(file)]).toMatchObject([new Set(["f"]), { ino, size: largeSize }]);
    });

    test("that are cancelled reject with the reason, and leave what was there", async () => {
      await using machine = await open();
      await runOn(machine, `head -c ${largeSize} /dev/zero >${machine.there}/large`);
      const file = join(machine.here, "f");
      await writeFile(file, "old");
      const controller = new AbortController();
      const reason = new Error("enough");
      const onProgress = () => controller.abort(reason);
      const { signal } = controller;
      await expect(machine.communicator.download(`${machine.there}/large`, file, { signal, onProgress })).rejects.toBe(
        reason,
      );
      expect([await readdir(machine.here), await readFile(file, "utf8")]).toEqual([["f"], "old"]);
    });
  });
}

/** Waits for what a machine does on its own when a connection has been let go. */
async function settled(machine: ContractMachine, command: string, expected: string): Promise<void> {
  let text = "";
  for (let tries = 0; tries < 100 && text !== expected; tries++) {
    text = (await runOn(machine, `cd ${machine.there}; ${command}`)).text;
  }
  expect(text).toBe(expected);
}

function streamOf(size: number): Readable {
  return Readable.from(
    (function* () {
      for (let sent = 0; sent < size; sent += 65_536) yield Buffer.alloc(Math.min(65_536, size - sent), "z");
    })(),
  );
}

function* broken() {
  yield "start";
  throw new Error("disk on fire");
}
