import { chmod, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Communicator, OutputLine } from "@ingot/core/plugin";
import { communicatorContract, requiresDocker, runOn } from "@ingot/testing";
import { killContainer, waitContainer } from "./containers.js";
import { contractMachine, type TestMachine, testMachine } from "./test-machine.test-fixtures.js";

const describeWithDocker = requiresDocker();

describeWithDocker("a container", () => {
  let machine: TestMachine;
  beforeAll(async () => {
    machine = await testMachine();
  });
  afterAll(() => machine[Symbol.asyncDispose]());
  communicatorContract(() => contractMachine(machine), { inPlace: true });
});

async function run(communicator: Communicator, command: string) {
  const lines: OutputLine[] = [];
  const { exitCode } = await communicator.exec(command, { onOutput: (line) => void lines.push(line) });
  return { exitCode, lines, text: lines.map((line) => line.text).join("\n") };
}

describeWithDocker("commands in a container", () => {
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
    const running = machine.communicator.exec(`echo ready; ${command}`, {
      signal: controller.signal,
      onOutput: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
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
});

describeWithDocker("uploads", () => {
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
});

describeWithDocker("mounts that only the container's processes see", () => {
  const unseen = (mount: string) => `because ${mount} is a mount that only the container's own processes see`;
  const limits = {
    Tmpfs: { "/scratch/": "" },
    Mounts: [
      { Type: "tmpfs", Target: "/memory" },
      { Type: "volume", Target: "/memory/kept" },
    ],
  };

  test.each(["/scratch", "/memory", "/dev"])("%s takes no uploads, and gives no downloads", async (mount) => {
    await using machine = await testMachine({ limits });
    const { communicator, host } = machine;
    const upload = communicator.upload(Readable.from(["x"]), `${mount}/new`);
    await expect(upload).rejects.toThrow(
      `Cannot upload to ${mount}/new, ${unseen(mount)}: a Docker engine would put the file below it, into the image. Upload to another directory; for scripts set remote_folder.`,
    );
    await expect(communicator.uploadDirectory(host.directory, mount)).rejects.toThrow(unseen(mount));
    await expect(communicator.download(`${mount}/new`, join(host.directory, "f"))).rejects.toThrow(
      `Cannot download ${mount}/new from the container, ${unseen(mount)}, not the Docker engine. Copy the file to another directory first, with a command.`,
    );
  });

  test("are found through links, and what is mounted within them is seen", async () => {
    await using machine = await testMachine({ limits });
    await runOn(machine, "ln -s /scratch /link");
    await expect(machine.communicator.upload(Readable.from(["x"]), "/link/new")).rejects.toThrow(unseen("/scratch"));
    await machine.communicator.upload(Readable.from(["x"]), "/memory/kept/new");
    expect(await runOn(machine, "cat /memory/kept/new")).toMatchObject({ text: "x" });
  });
});

describeWithDocker("downloads", () => {
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
});
