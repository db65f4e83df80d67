import { execFileSync } from "node:child_process";
import { createHash, randomFillSync } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  requires,
  requiresAll,
  requiresRoot,
  requiresSshd,
  runOn,
  type Sshd,
  type SshdOptions,
  startSshd,
  until,
} from "@ingot/testing";
import type { SshTransferMethod } from "./methods.js";
import { type TransferMachine, transferMachine } from "./transfer-machine.test-fixtures.js";

const describeWithSshd = requiresSshd();
const describeAsRoot = requiresAll(requiresRoot(), describeWithSshd);

interface Place extends TransferMachine {
  readonly sshd: Sshd;
}

async function open(options: SshdOptions = {}, method?: SshTransferMethod): Promise<Place> {
  const sshd = await startSshd(options);
  try {
    const machine = await transferMachine(sshd, method);
    const dispose = async () => {
      await machine[Symbol.asyncDispose]();
      await sshd[Symbol.asyncDispose]();
    };
    return { ...machine, sshd, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await sshd[Symbol.asyncDispose]();
    throw error;
  }
}

const large = randomFillSync(Buffer.alloc(8 * 1024 * 1024));
const sumOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** A file and a tree up, and both down again: all is as it was. */
async function goesBothWays({ communicator, connections, here, there }: TransferMachine): Promise<void> {
  const [file, tree] = [join(here, "file"), join(here, "tree")];
  writeFileSync(file, large.subarray(0, 300_000), { mode: 0o640 });
  mkdirSync(join(tree, "sub/empty"), { recursive: true });
  writeFileSync(join(tree, "sub/one"), "1");
  writeFileSync(join(tree, "two"), large.subarray(0, 200_000));
  await communicator.upload(file, `${there}/file`);
  await communicator.uploadDirectory(tree, there);
  await communicator.download(`${there}/file`, join(here, "file-back"));
  await communicator.downloadDirectory(`${there}/tree/`, join(here, "tree-back"));
  expect(sumOf(join(here, "file-back"))).toBe(sumOf(file));
  expect(statSync(join(here, "file-back")).mode & 0o777).toBe(0o640);
  expect(sumOf(join(here, "tree-back/two"))).toBe(sumOf(join(tree, "two")));
  expect(readFileSync(join(here, "tree-back/sub/one"), "utf8")).toBe("1");
  expect(readdirSync(join(here, "tree-back/sub/empty"))).toEqual([]);
  expect(readdirSync(there).sort()).toEqual(["file", "tree"]);
  await connections.use(async (client) => {
    await until(() => connections.sessions(client) === 0); // none is left open
  });
}

/** A PATH on which only `programs` are. */
function pathWith(
  programs: readonly string[],
  of: (program: string) => string,
): { readonly config: string } & Disposable {
  const directory = mkdtempSync(join(tmpdir(), "ingot-path-"));
  chmodSync(directory, 0o755);
  for (const program of programs) symlinkSync(of(program), join(directory, program));
  const dispose = () => rmSync(directory, { recursive: true, force: true });
  return { config: `SetEnv PATH=${directory} HOME=${directory}`, [Symbol.dispose]: dispose };
}

const installed = (program: string) => execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
const small = ["cat", "wc", "mv", "rm", "chmod", "mkdir", "ls", "touch"];
const withoutSftp = "Subsystem sftp /bin/false";

describeWithSshd("a machine that has not everything", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["no tar", [...small, "scp"], []],
    ["no tar and no SFTP", [...small, "scp"], [withoutSftp]],
    ["no cat", ["tar", "scp", "mkdir"], []],
    ["no shell's programs at all", [], []],
    ["no stat, touch, readlink and head", ["cat", "wc", "mv", "rm", "chmod", "mkdir", "tar", "ls"], [withoutSftp]],
    ["room for one session", [...small, "tar", "stat"], ["MaxSessions 1"]],
  ])("transfers all the same: %s", async (_name, programs, config) => {
    using path = pathWith(programs, installed);
    await using machine = await open({ config: [path.config, ...config] });
    await goesBothWays(machine);
  });

  test("transfers all the same: nothing but SFTP", async () => {
    await using machine = await open({ config: ["ForceCommand internal-sftp"] });
    await goesBothWays(machine);
  });

  test("transfers all the same: busybox's programs", async () => {
    using path = pathWith([...small, "tar", "stat", "readlink", "head", "tail", "sha256sum"], () =>
      installed("busybox"),
    );
    await using machine = await open({ config: [path.config, withoutSftp] });
    await goesBothWays(machine);
    const options = { verify: "sha256" } as const;
    await machine.communicator.upload(join(machine.here, "file"), `${machine.there}/again`, options);
    await machine.communicator.uploadDirectory(join(machine.here, "tree"), machine.there, options);
    await machine.communicator.downloadDirectory(`${machine.there}/tree`, machine.here, options);
  });

  test("that has nothing of it says so", async () => {
    using path = pathWith([], installed);
    await using machine = await open({ config: [path.config, withoutSftp] });
    writeFileSync(join(machine.here, "f"), "x");
    await expect(machine.communicator.upload(join(machine.here, "f"), `${machine.there}/f`)).rejects.toMatchObject({
      code: "TRANSFER_UNAVAILABLE",
    });
  });

  test("and lacks what the template insists on says so", async () => {
    using path = pathWith(small, installed);
    const config = [path.config, withoutSftp];
    for (const [method, code] of [
      ["scp", "SCP_MISSING"],
      ["sftp", "SFTP_UNAVAILABLE"],
    ] as const) {
      await using machine = await open({ config }, method);
      writeFileSync(join(machine.here, "f"), "x");
      const { communicator, here, there } = machine;
      await expect(communicator.upload(join(here, "f"), `${there}/f`)).rejects.toMatchObject({ code });
      await expect(communicator.download(`${here}/f`, join(here, "g"))).rejects.toMatchObject({ code });
      await expect(communicator.uploadDirectory(here, there)).rejects.toMatchObject({ code });
      await expect(communicator.downloadDirectory(there, here)).rejects.toMatchObject({ code });
    }
  });
});

describe.each(["fish", "tcsh"])("a login shell of another kind: %s", (shell) => {
  requires(shell, shell)("is in nobody's way", () => {
    const config = [`ForceCommand exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`];

    test.each([undefined, "scp"] as const)("of files (%s)", async (method) => {
      await using machine = await open({ config }, method);
      await goesBothWays(machine);
    });

    test("of a cancelled command's end, nor of another's going on", async () => {
      await using machine = await open({ config });
      const { exec } = machine.communicator;
      const cancel = new AbortController();
      const beside = exec("sleep 1; exit 3");
      const running = exec("echo it\\'s here; sleep 4379; echo", {
        signal: cancel.signal,
        onOutput: () => cancel.abort(new Error("enough")),
      });
      await expect(running).rejects.toThrow("enough");
      expect(await exec("pgrep -f '[s]leep 4379'")).toEqual({ exitCode: 1 });
      expect(await beside).toEqual({ exitCode: 3 });
    });
  });
});

describeWithSshd("verification", () => {
  const changed = (path: string) => () => writeFileSync(path, "other");
  const differs = /SHA-256 (of one )?differs\.$/;

  test.each([undefined, "sftp", "scp"] as const)("notices what has changed since (%s)", async (method) => {
    await using machine = await open({}, method);
    const { communicator, here, there } = machine;
    for (const place of [here, there]) mkdirSync(join(place, "tree"));
    const [up, down] = [join(here, "tree/one"), join(there, "tree/one")];
    const reset = () => [up, down].map((path) => writeFileSync(path, "first"));
    const options = (path: string) => ({ verify: "sha256", onProgress: changed(path) }) as const;
    reset();
    await expect(communicator.uploadDirectory(`${here}/tree/`, `${there}/tree`, options(up))).rejects.toThrow(differs);
    reset();
    await expect(communicator.downloadDirectory(`${there}/tree/`, `${here}/tree`, options(down))).rejects.toThrow(
      differs,
    );
    if (method === undefined) return; // the machine makes the sum of a file as it sends it
    reset();
    await expect(communicator.download(down, join(here, "file"), options(down))).rejects.toThrow(differs);
    await communicator.download(down, join(here, "file"), { verify: "sha256" });
  });

  test("by scp needs a shell there", async () => {
    const onlyScp = `ForceCommand case $SSH_ORIGINAL_COMMAND in scp*) eval "exec $SSH_ORIGINAL_COMMAND" ;; esac`;
    await using machine = await open({ config: [onlyScp] }, "scp");
    const { communicator, here, there } = machine;
    writeFileSync(join(here, "f"), "x");
    const uploading = communicator.upload(join(here, "f"), `${there}/f`, { verify: "sha256" });
    await expect(uploading).rejects.toThrow(
      `Cannot upload to ${there}/f with verification by scp: it needs a shell on the machine, to make the SHA-256 there.`,
    );
  });
});

describeWithSshd("a login that prints", () => {
  const noise = `echo "Welcome! $(date)"; echo careful >&2; printf "no line end"`;
  const config = [`ForceCommand ${noise}; eval "$SSH_ORIGINAL_COMMAND"`];

  test.each([undefined, "scp"] as const)("does not get into files (%s)", async (method) => {
    await using machine = await open({ config }, method);
    await goesBothWays(machine);
  });

  test("does not get into messages", async () => {
    await using machine = await open({ config });
    await expect(machine.communicator.download("/proc/self/mem", join(machine.here, "f"))).rejects.toThrow(
      /^Cannot download \/proc\/self\/mem from the machine\. The machine said: cat: .*: Input\/output error\.$/,
    );
  });
});

describeWithSshd("a connection that is lost", () => {
  const methods = [undefined, "sftp", "scp"] as const;

  /** More than sockets hold, so that a server which is killed early cannot have sent all of it before. */
  const huge = Buffer.concat([large, large, large, large]);

  /** Kills the server when some bytes have gone by, and starts it again. */
  function cutting({ sshd }: Place) {
    let cut: Promise<void> | undefined;
    const onProgress = ({ transferred }: { readonly transferred: number }) => {
      if (transferred > huge.length / 16) cut ??= sshd.kill().then(() => sshd.start());
    };
    return { onProgress, done: () => cut };
  }

  test.each(methods)("in an upload is made anew, and the file is whole (%s)", async (method) => {
    await using machine = await open({}, method);
    const { here, there, communicator, sshd } = machine;
    writeFileSync(join(here, "f"), huge);
    const { onProgress, done } = cutting(machine);
    await communicator.upload(join(here, "f"), `${there}/f`, { onProgress, verify: "sha256" });
    await done();
    expect(sumOf(join(there, "f"))).toBe(sumOf(join(here, "f")));
    expect(readdirSync(there)).toEqual(["f"]);
    expect(sshd.connections()).toBe(2);
  });

  test.each(methods)("in a download is made anew, and the file is whole (%s)", async (method) => {
    await using machine = await open({}, method);
    const { here, there, communicator, sshd } = machine;
    writeFileSync(join(there, "f"), huge);
    const { onProgress, done } = cutting(machine);
    await communicator.download(`${there}/f`, join(here, "f"), { onProgress });
    await done();
    expect(sumOf(join(here, "f"))).toBe(sumOf(join(there, "f")));
    expect(readdirSync(here)).toEqual(["f"]);
    expect(sshd.connections()).toBe(2);
  });

  test.each(methods)("in the transfer of directories is made anew, and all is there (%s)", async (method) => {
    await using machine = await open({}, method);
    const { here, there, communicator, sshd } = machine;
    mkdirSync(join(here, "tree"));
    for (const name of ["a", "b"]) writeFileSync(join(here, "tree", name), huge);
    for (const [transfer, place] of [
      ["uploadDirectory", there],
      ["downloadDirectory", here],
    ] as const) {
      const { onProgress, done } = cutting(machine);
      const source = transfer === "uploadDirectory" ? join(here, "tree") : `${there}/tree/`;
      const into = transfer === "uploadDirectory" ? there : join(here, "back");
      await communicator[transfer](source, into, { onProgress });
      await done();
      const arrived = transfer === "uploadDirectory" ? join(place, "tree") : into;
      for (const name of ["a", "b"]) expect(sumOf(join(arrived, name))).toBe(sumOf(join(here, "tree", name)));
    }
    expect(sshd.connections()).toBe(3);
  });
});

describeAsRoot("a machine that refuses", () => {
  test.each<[SshTransferMethod | undefined, RegExp]>([
    [undefined, /The machine said: .*No space left on device/],
    ["scp", /The machine said: .*No space left on device/],
    ["sftp", /The machine said: Failure\.$/],
  ])("for want of room says so, and is not asked again (%s)", async (method, words) => {
    await using machine = await open({}, method);
    const { here, there, communicator, sshd } = machine;
    writeFileSync(join(here, "f"), large);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "ingot-test", there]);
    try {
      const failure = await communicator.upload(join(here, "f"), `${there}/f`).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "UPLOAD_FAILED", message: expect.stringMatching(words) });
      expect((failure as Error).message).toContain(`Cannot upload to ${there}/f`);
      expect(readdirSync(there)).toEqual([]);
      await expect(communicator.uploadDirectory(here, there)).rejects.toMatchObject({ code: "UPLOAD_FAILED" });
    } finally {
      execFileSync("umount", ["-l", there]);
    }
    expect(sshd.connections()).toBe(1);
  });

  test.each<[SshTransferMethod | undefined]>([[undefined], ["scp"], ["sftp"]])(
    "for want of permission says so (%s)",
    async (method) => {
      await using machine = await open({ withPassword: true }, method);
      const { here, there, communicator } = machine;
      chmodSync(join(here, ".."), 0o755);
      writeFileSync(join(here, "f"), "x");
      writeFileSync(join(there, "secret"), "x", { mode: 0o600 });
      await expect(communicator.upload(join(here, "f"), `${there}/f`)).rejects.toThrow(
        new RegExp(`^Cannot upload to ${there}/f\\. The machine said: .*Permission denied.*$`),
      );
      await expect(communicator.download(`${there}/secret`, join(here, "g"))).rejects.toThrow(
        new RegExp(`^Cannot download ${there}/secret from the machine\\. The machine said: .*Permission denied.*$`),
      );
      await expect(communicator.uploadDirectory(here, there)).rejects.toThrow(/Permission denied/);
      expect(readdirSync(there)).toEqual(["secret"]);
      rmSync(join(there, "secret"));
      mkdirSync(join(there, "closed"), { mode: 0o700 });
      await expect(communicator.downloadDirectory(`${there}/`, here)).rejects.toThrow(/closed.*Permission denied/);
      rmSync(join(here, "closed"), { recursive: true, force: true });
      expect(readdirSync(here)).toEqual(["f"]);
    },
  );
});

describeWithSshd("what stands at the destination", () => {
  test.each([undefined, "sftp"] as const)("and is a device or a pipe is written to (%s)", async (method) => {
    await using machine = await open({}, method);
    const { here, there, communicator } = machine;
    writeFileSync(join(here, "f"), "through the pipe");
    await communicator.upload(join(here, "f"), "/dev/null");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    execFileSync("mkfifo", [join(there, "pipe")]);
    const read = runOn(machine, `cat ${there}/pipe`);
    await communicator.upload(join(here, "f"), `${there}/pipe`);
    expect((await read).text).toBe("through the pipe");
    await communicator.download(`${here}/f`, "/dev/null");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test.each([undefined, "sftp", "scp"] as const)(
    "and is a link leads to what is written; a directory keeps its mode (%s)",
    async (method) => {
      await using machine = await open({}, method);
      const { here, there, communicator } = machine;
      mkdirSync(join(here, "tree/usr"), { recursive: true, mode: 0o700 });
      writeFileSync(join(here, "tree/usr/f"), "new");
      mkdirSync(join(there, "real"));
      chmodSync(join(there, "real"), 0o1777);
      writeFileSync(join(there, "real/target"), "old");
      symlinkSync("real", join(there, "usr"));
      symlinkSync("real/target", join(there, "link"));
      await communicator.uploadDirectory(`${join(here, "tree")}/`, there);
      await communicator.upload(join(here, "tree/usr/f"), `${there}/link`);
      expect(readdirSync(join(there, "real")).sort()).toEqual(["f", "target"]);
      expect(readFileSync(join(there, "real/target"), "utf8")).toBe("new");
      expect(statSync(join(there, "real")).mode & 0o7777).toBe(0o1777);
      expect(readdirSync(there).sort()).toEqual(["link", "real", "usr"]);
    },
  );
});

describeAsRoot("what stands at the destination as somebody else's", () => {
  test("keeps its owner", async () => {
    await using machine = await open();
    const { here, there, communicator } = machine;
    writeFileSync(join(there, "f"), "old");
    execFileSync("chown", ["1234:4321", join(there, "f")]);
    writeFileSync(join(here, "f"), "new");
    await communicator.upload(join(here, "f"), `${there}/f`);
    const { uid, gid } = statSync(join(there, "f"));
    expect([readFileSync(join(there, "f"), "utf8"), uid, gid]).toEqual(["new", 1234, 4321]);
  });
});

describeWithSshd("files that are not as they say", () => {
  test.each([undefined, "sftp"] as const)("come as far as they go (%s)", async (method) => {
    await using machine = await open({}, method);
    await machine.communicator.download("/proc/version", join(machine.here, "f"));
    expect(readFileSync(join(machine.here, "f"), "utf8")).toBe(readFileSync("/proc/version", "utf8"));
  });

  test("come as they were when they have grown meanwhile", async () => {
    await using machine = await open();
    const { here, there, communicator } = machine;
    writeFileSync(join(there, "log"), large);
    const onProgress = () => writeFileSync(join(there, "log"), large, { flag: "a" });
    let count = 0;
    await communicator.download(`${there}/log`, join(here, "log"), { onProgress: () => count++ < 20 && onProgress() });
    expect(sumOf(join(here, "log"))).toBe(createHash("sha256").update(large).digest("hex"));
  });
});

describeWithSshd("what a machine calls things", () => {
  test("the directory above goes by its own name, within the destination", async () => {
    await using machine = await open();
    const { communicator, here, there } = machine;
    mkdirSync(join(there, "sub"));
    writeFileSync(join(there, "one"), "1");
    await communicator.downloadDirectory(`${there}/sub/..`, join(here, "deep"));
    expect(readdirSync(here)).toEqual(["deep"]);
    expect(readdirSync(join(here, "deep"))).toEqual(["there"]);
    expect(readdirSync(join(here, "deep/there")).sort()).toEqual(["one", "sub"]);
  });

  test("what answers in place of scp is told as it was said", async () => {
    await using machine = await open({ config: ["ForceCommand echo not today"] });
    writeFileSync(join(machine.here, "file"), "1");
    await expect(machine.communicator.upload(join(machine.here, "file"), "/tmp/file")).rejects.toMatchObject({
      message: "Cannot upload to /tmp/file. The machine said: not today.",
    });
  });

  test("what scp cannot carry is named", async () => {
    await using machine = await open({}, "scp");
    const { here, there, communicator } = machine;
    symlinkSync("nowhere", join(here, "link"));
    await expect(communicator.uploadDirectory(here, there)).rejects.toMatchObject({
      message: `Cannot upload ${join(here, "link")}: it is a link to what is no file, which scp cannot carry.`,
    });
  });
});
