import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Communicator, OutputLine } from "@ingot/core/plugin";
import { requiresDocker } from "@ingot/testing";
import { killContainer, waitContainer } from "./containers.js";
import { testMachine } from "./test-machine.test-fixtures.js";

const describeWithDocker = requiresDocker();

async function run(communicator: Communicator, command: string) {
  const lines: OutputLine[] = [];
  const { exitCode } = await communicator.exec(command, { onOutput: (line) => void lines.push(line) });
  return { exitCode, lines, text: lines.map((line) => line.text).join("\n") };
}

describeWithDocker("commands in a container", () => {
  test("give their output by stream, and their exit status", async () => {
    await using machine = await testMachine();
    const { exitCode, lines } = await run(machine.communicator, "echo out; echo err >&2; exit 7");
    expect(exitCode).toBe(7);
    expect(lines).toContainEqual({ stream: "stdout", text: "out" });
    expect(lines).toContainEqual({ stream: "stderr", text: "err" });
    expect(lines).toHaveLength(2);
  });

  test("are one argument of the shell, whatever characters they hold", async () => {
    await using machine = await testMachine();
    const { text } = await run(machine.communicator, `printf '%s|' 'a b' "\\$HOME" $((1+1)) '"' ; echo`);
    expect(text).toBe(`a b|$HOME|2|"|`);
  });

  test("read standard input to its end, and their output still comes", async () => {
    await using machine = await testMachine();
    const lines: string[] = [];
    const stdin = Readable.from(["one\n", "two\n", "x".repeat(300_000)]);
    const { exitCode } = await machine.communicator.exec("cat | wc -c; echo done", {
      stdin,
      onOutput: ({ text }) => void lines.push(text),
    });
    expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: ["300008", "done"] });
  });

  test("with a terminal have one stream, and lines without carriage returns", async () => {
    await using machine = await testMachine({ tty: true });
    const { lines } = await run(machine.communicator, "tty >/dev/null && echo terminal; echo err >&2");
    expect(lines).toEqual([
      { stream: "stdout", text: "terminal" },
      { stream: "stdout", text: "err" },
    ]);
  });

  test("run as the user that is asked for", async () => {
    await using machine = await testMachine({ execUser: "builder" });
    expect((await run(machine.communicator, "id -un")).text).toBe("builder");
  });

  test("leave no trace of ours in the container's files", async () => {
    await using machine = await testMachine();
    const before = (await run(machine.communicator, "find / -xdev | sort | md5sum")).text;
    expect((await run(machine.communicator, "find / -xdev | sort | md5sum")).text).toBe(before);
  });

  test("hold back when their reader is slow, and lose nothing", async () => {
    await using machine = await testMachine();
    let count = 0;
    await machine.communicator.exec("seq 1 100000", {
      onOutput: async ({ text }) => {
        count += 1;
        if (text.endsWith("000")) await new Promise(setImmediate);
      },
    });
    expect(count).toBe(100_000);
  });

  test("may print one line of ten megabytes", async () => {
    await using machine = await testMachine();
    const { lines } = await run(machine.communicator, "head -c 10485760 /dev/zero | tr '\\0' 'ä'; echo");
    expect(lines.length).toBeGreaterThan(100);
    expect(Math.max(...lines.map((line) => line.text.length))).toBeLessThanOrEqual(65_536);
  });

  test("say what became of a container that has stopped", async () => {
    await using machine = await testMachine();
    await killContainer(machine.engine, machine.container);
    await waitContainer(machine.engine, machine.container, "not-running");
    await expect(machine.communicator.exec("true")).rejects.toMatchObject({
      code: "CONTAINER_ENDED",
      data: { exitCode: 137 },
    });
  });

  test("that lose their container say that it has ended", async () => {
    await using machine = await testMachine();
    const running = machine.communicator.exec("echo ready; sleep 600", {
      onOutput: () => void killContainer(machine.engine, machine.container),
    });
    await expect(running).rejects.toMatchObject({ code: "CONTAINER_ENDED", data: { exitCode: 137 } });
  });
});

describeWithDocker("a cancelled command", () => {
  const alive = "ps -o args | grep -c '[s]leep 6'";

  test.each([
    ["that is polite", "sleep 600"],
    ["that ignores SIGTERM", "trap '' TERM; echo ready; sleep 600 & while :; do sleep 601; done"],
    ["that has left its process group", "setsid sh -c 'trap \"\" TERM; echo ready; sleep 600' & sleep 601"],
  ])("%s is gone, with its children", async (_name, command) => {
    await using machine = await testMachine();
    const controller = new AbortController();
    const reason = new Error("enough");
    const started = performance.now();
    const running = machine.communicator.exec(`echo ready; ${command}`, {
      signal: controller.signal,
      onOutput: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(4500);
    expect((await run(machine.communicator, alive)).text).toBe("0");
  });

  test("is killed as any user, in a container without capabilities", async () => {
    await using machine = await testMachine({ execUser: "builder", limits: { CapDrop: ["ALL"] } });
    const controller = new AbortController();
    const running = machine.communicator.exec("trap '' TERM; echo ready; sleep 600 & wait", {
      signal: controller.signal,
      onOutput: () => controller.abort(new Error("enough")),
    });
    await expect(running).rejects.toThrow("enough");
    expect((await run(machine.communicator, alive)).text).toBe("0");
  });

  test("whose reader never returns still ends", async () => {
    await using machine = await testMachine();
    const controller = new AbortController();
    const running = machine.communicator.exec("echo ready; yes", {
      signal: controller.signal,
      onOutput: () => {
        controller.abort(new Error("enough"));
        return new Promise(() => undefined);
      },
    });
    await expect(running).rejects.toThrow("enough");
  });

  test("that was cancelled before its start does not start", async () => {
    await using machine = await testMachine();
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(machine.communicator.exec("touch /started", { signal })).rejects.toThrow("too late");
    expect((await run(machine.communicator, "ls /started")).exitCode).toBe(1);
  });
});

describeWithDocker("uploads", () => {
  test("keep the mode and the bytes of a file", async () => {
    await using machine = await testMachine();
    const file = join(machine.host.directory, "a script");
    await writeFile(file, "#!/bin/sh\necho ran\n");
    await chmod(file, 0o750);
    await machine.communicator.upload(file, "/tmp/it's here");
    expect((await run(machine.communicator, `stat -c '%a %U' "/tmp/it's here"; "/tmp/it's here"`)).text).toBe(
      "750 root\nran",
    );
  });

  test("take the given mode, and a stream without one is 0644", async () => {
    await using machine = await testMachine();
    await machine.communicator.upload(Readable.from(["secret"]), "/tmp/a", { mode: 0o700 });
    await machine.communicator.upload(Readable.from(["secret"]), "/tmp/b");
    expect((await run(machine.communicator, "stat -c %a /tmp/a /tmp/b")).text).toBe("700\n644");
  });

  test("of a stream longer than memory should hold go by a file", async () => {
    await using machine = await testMachine();
    const size = 6 * 1024 * 1024 + 1;
    const source = Readable.from(
      (function* () {
        for (let sent = 0; sent < size; sent += 65_536) yield Buffer.alloc(Math.min(65_536, size - sent), "z");
      })(),
    );
    await machine.communicator.upload(source, "/tmp/long");
    expect((await run(machine.communicator, "wc -c </tmp/long; tr -d z </tmp/long | wc -c")).text).toBe(`${size}\n0`);
  });

  test("to a name that ends in / take the file's own name", async () => {
    await using machine = await testMachine();
    const file = join(machine.host.directory, "motd");
    await writeFile(file, "hi\n");
    await machine.communicator.upload(file, "/tmp/");
    expect((await run(machine.communicator, "cat /tmp/motd")).text).toBe("hi");
  });

  test("to a directory that is missing say so", async () => {
    await using machine = await testMachine();
    await expect(machine.communicator.upload(Readable.from(["x"]), "/no/such/file")).rejects.toThrow(
      "Cannot upload to /no/such/file, because there is no directory /no/such in the container. " +
        "Create it first, for example with a shell provisioner: mkdir -p /no/such.",
    );
  });

  test("over a directory say how to put the file into it", async () => {
    await using machine = await testMachine();
    const file = join(machine.host.directory, "motd");
    await writeFile(file, "hi\n");
    await expect(machine.communicator.upload(file, "/tmp")).rejects.toThrow(
      'Cannot upload a file to /tmp, because a directory of that name is in the container. Write "/tmp/" to put the file into it.',
    );
  });

  test("of a missing file say so", async () => {
    await using machine = await testMachine();
    const file = join(machine.host.directory, "absent");
    await expect(machine.communicator.upload(file, "/tmp/x")).rejects.toThrow(
      `Cannot upload ${file}: there is no such file.`,
    );
  });

  test("give the file to the user that is asked for", async () => {
    await using machine = await testMachine({ uploadOwner: "builder" });
    await machine.communicator.upload(Readable.from(["x"]), "/tmp/it's");
    expect((await run(machine.communicator, `stat -c %U "/tmp/it's"`)).text).toBe("builder");
  });

  test.each([
    ["builder", "1000:0"],
    ["builder:builder", "1000:1000"],
    ["1234", "1234:0"],
    ["1234:99", "1234:99"],
  ])("give files and directories to %s as %s, and nothing that was there before", async (uploadOwner, owner) => {
    await using machine = await testMachine({ uploadOwner });
    const tree = join(machine.host.directory, "tree");
    await mkdir(join(tree, "new"), { recursive: true });
    await writeFile(join(tree, "new/file"), "x");
    await symlink("file", join(tree, "new/link"));
    await machine.communicator.uploadDirectory(`${tree}/`, "/");
    const { text } = await run(machine.communicator, "stat -c %u:%g /new /new/file /new/link / /etc /etc/passwd");
    expect(text).toBe([owner, owner, owner, "0:0", "0:0", "0:0"].join("\n"));
  });

  test("keep the setuid bit of what they give away", async () => {
    await using machine = await testMachine({ uploadOwner: "builder" });
    const file = join(machine.host.directory, "tool");
    await writeFile(file, "x");
    await chmod(file, 0o4755);
    await machine.communicator.upload(file, "/tmp/");
    expect((await run(machine.communicator, "stat -c %a:%U /tmp/tool")).text).toBe("4755:builder");
  });

  test("to an unknown owner fail with what the engine said, and write nothing", async () => {
    await using machine = await testMachine({ uploadOwner: "nobody-here" });
    await expect(machine.communicator.upload(Readable.from(["x"]), "/tmp/x")).rejects.toThrow(
      "What is uploaded cannot be given to nobody-here: unable to find user nobody-here: no matching entries in passwd file. " +
        "Set fix_upload_owner = false to leave it to root.",
    );
    expect((await run(machine.communicator, "ls /tmp")).text).toBe("");
  });

  test("of a file whose name is not UTF-8 say so", async () => {
    await using machine = await testMachine();
    await writeFile(Buffer.concat([Buffer.from(`${machine.host.directory}/bad-`), Buffer.from([0xff])]), "x");
    await expect(machine.communicator.uploadDirectory(machine.host.directory, "/tmp")).rejects.toMatchObject({
      code: "UPLOAD_FAILED",
      message: `Cannot upload ${machine.host.directory}/bad-\ufffd, because its name is not UTF-8. Rename it, or upload it in an archive.`,
    });
  });

  test("whose stream breaks leave nothing, and give the stream's error", async () => {
    await using machine = await testMachine();
    const broken = Readable.from(
      (function* () {
        yield "start";
        throw new Error("disk on fire");
      })(),
    );
    await expect(machine.communicator.upload(broken, "/tmp/broken")).rejects.toThrow("disk on fire");
    expect((await run(machine.communicator, "ls /tmp/broken")).exitCode).toBe(1);
  });
});

describeWithDocker("uploads of directories", () => {
  async function tree(directory: string): Promise<string> {
    const source = join(directory, "site");
    await mkdir(join(source, "deep", "er"), { recursive: true });
    await writeFile(join(source, "index.html"), "<p>", { mode: 0o640 });
    await writeFile(join(source, "deep", "er", "x"), "x");
    await symlink("../index.html", join(source, "deep", "link"));
    await mkdir(join(source, "empty"));
    return source;
  }
  const listing = (path: string) => `cd ${path} && find . | sort`;
  const expected = ["./deep", "./deep/er", "./deep/er/x", "./deep/link", "./empty", "./index.html"].join("\n");

  test("with a trailing / put the contents into the destination", async () => {
    await using machine = await testMachine();
    await run(machine.communicator, "mkdir /srv");
    await machine.communicator.uploadDirectory(`${await tree(machine.host.directory)}/`, "/srv");
    expect((await run(machine.communicator, listing("/srv"))).text).toBe(`.\n${expected}`);
    expect((await run(machine.communicator, "readlink /srv/deep/link; stat -c %a /srv/index.html")).text).toBe(
      "../index.html\n640",
    );
  });

  test("without it put the directory itself there", async () => {
    await using machine = await testMachine();
    await run(machine.communicator, "mkdir /srv");
    await machine.communicator.uploadDirectory(await tree(machine.host.directory), "/srv");
    expect((await run(machine.communicator, listing("/srv/site"))).text).toBe(`.\n${expected}`);
  });

  test("make the destination's last part, and no more", async () => {
    await using machine = await testMachine();
    const source = await tree(machine.host.directory);
    await machine.communicator.uploadDirectory(`${source}/`, "/new/");
    expect((await run(machine.communicator, listing("/new"))).text).toBe(`.\n${expected}`);
    await expect(machine.communicator.uploadDirectory(source, "/no/such/place")).rejects.toThrow(
      "there is no directory /no/such in the container",
    );
  });
});

describeWithDocker("downloads", () => {
  test("write a file's bytes with mode 0644, and follow links", async () => {
    await using machine = await testMachine();
    await run(machine.communicator, "echo data >/tmp/f; chmod 700 /tmp/f; ln -s f /tmp/l");
    const file = join(machine.host.directory, "f");
    await machine.communicator.download("/tmp/l", file);
    expect(await readFile(file, "utf8")).toBe("data\n");
    expect((await stat(file)).mode & 0o777).toBe(0o644);
    expect(await readdir(machine.host.directory)).toEqual(["f"]);
  });

  test("of what is not there, or is a directory, say so", async () => {
    await using machine = await testMachine();
    const file = join(machine.host.directory, "f");
    await expect(machine.communicator.download("/no", file)).rejects.toThrow(
      "Cannot download /no from the container: there is no such file.",
    );
    await expect(machine.communicator.download("/etc", file)).rejects.toThrow(
      'Cannot download /etc from the container: it is a directory; write "/etc/" to download it.',
    );
    expect(await readdir(machine.host.directory)).toEqual([]);
  });

  test("of a directory follow the same rule as uploads", async () => {
    await using machine = await testMachine();
    await run(machine.communicator, "mkdir -p /d/sub; echo 1 >/d/sub/one; ln -s sub/one /d/l; ln /d/sub/one /d/hard");
    await machine.communicator.downloadDirectory("/d", join(machine.host.directory, "a"));
    await machine.communicator.downloadDirectory("/d/", join(machine.host.directory, "b"));
    for (const place of ["a/d", "b"]) {
      const path = join(machine.host.directory, place);
      expect((await readdir(path)).sort()).toEqual(["hard", "l", "sub"]);
      expect(await readFile(join(path, "hard"), "utf8")).toBe("1\n");
      expect(await readlink(join(path, "l"))).toBe("sub/one");
    }
  });

  test("never write through a link that stands in the way", async () => {
    await using machine = await testMachine();
    const outside = join(machine.host.directory, "outside");
    const into = join(machine.host.directory, "into");
    await mkdir(outside);
    await mkdir(into);
    await symlink(outside, join(into, "sub"));
    await run(machine.communicator, "mkdir -p /d/sub; echo 1 >/d/sub/one");
    await machine.communicator.downloadDirectory("/d/", into);
    expect(await readdir(outside)).toEqual([]);
    expect(await readFile(join(into, "sub", "one"), "utf8")).toBe("1\n");
  });
});
