import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  processesWith,
  processText,
  requires,
  requiresDocker,
  type TestHost,
  testContext,
  testDockerHost,
  testHost,
  until,
} from "@ingot/testing";
import { bundleScript } from "./bundled-script.test-fixtures.js";
import { busyboxArchive } from "./busybox-image.test-fixtures.js";
import { ociConfigSchema } from "./config.js";
import { ociBuilder, ociReaper } from "./index.js";

type Input = Parameters<typeof ociConfigSchema.parse>[0] & object;

const base = { from: "base.tar", output: "out.tar" };

async function startBuild(host: TestHost, config: Input = {}, options: { force?: boolean; runId?: string } = {}) {
  if (!existsSync(join(host.directory, "base.tar"))) busyboxArchive(host.directory);
  const run = testContext({ host, ...options });
  const machine = await ociBuilder.start(ociConfigSchema.parse({ ...base, ...config }), run);
  const sh = async (command: string) => {
    const lines: string[] = [];
    const { exitCode } = await machine.communicator.exec(command, { onOutput: ({ text }) => void lines.push(text) });
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${lines.join("\n")}`);
    return lines.join("\n");
  };
  return { run, machine, sh, communicator: machine.communicator };
}

/** What of an image is in its last layer. */
function lastLayer(host: TestHost, archive = "out.tar"): string[] {
  const member = (name: string) =>
    execFileSync("tar", ["-xOf", join(host.directory, archive), name], { maxBuffer: 2 ** 28 });
  const [saved] = JSON.parse(member("manifest.json").toString());
  return execFileSync("tar", ["-tzf", "-"], { input: member(saved.Layers.at(-1)), encoding: "utf8" })
    .trim()
    .split("\n");
}

const inspect = (host: TestHost, image = "out.tar") =>
  JSON.parse(
    execFileSync("tar", ["-xOf", join(host.directory, image), ...configName(host, image)], { encoding: "utf8" }),
  );

function configName(host: TestHost, image: string): string[] {
  return [
    JSON.parse(execFileSync("tar", ["-xOf", join(host.directory, image), "manifest.json"], { encoding: "utf8" }))[0]
      .Config,
  ];
}

requires("busybox", "busybox-static")("the oci builder", () => {
  test("commands change files, and the image has one more layer with those", async () => {
    using host = testHost();
    const { run, machine, sh } = await startBuild(host, {
      name: "app",
      tag: "2",
      entrypoint: ["/bin/cat"],
      cmd: ["/etc/new"],
      env: { A: "1" },
      expose: ["80"],
    });
    await sh("echo hi > /etc/new; rm /etc/old.conf; mkdir /data; chmod 700 /data; ln -s new /etc/link");
    const artifact = (await machine.save(run))!;
    expect(lastLayer(host)).toEqual(["data/", "etc/", "etc/.wh.old.conf", "etc/link", "etc/new", "tmp/"]);
    expect(inspect(host)).toMatchObject({
      created: "1970-01-01T00:00:00Z",
      config: {
        Env: ["PATH=/bin", "BASE=yes", "A=1"],
        Entrypoint: ["/bin/cat"],
        Cmd: ["/etc/new"],
        ExposedPorts: { "80/tcp": {} },
        Labels: { from: "base" },
      },
      history: [{ created_by: "the base" }, { created: "1970-01-01T00:00:00Z", created_by: "ingot build: null.test" }],
    });
    expect(artifact).toMatchObject({
      builderId: "ingot.oci",
      files: ["out.tar"],
      description: `OCI image: out.tar (${artifact.id}) app:2`,
      values: { ImageDigest: artifact.id, Name: "app:2" },
    });
    await run.close();
    expect(readdirSync(host.directory).filter((name) => name.includes(run.runId))).toEqual([]);
    expect(run.resources.map(({ intent, state }) => [intent.kind, state])).toEqual([
      ["oci.rootfs", "destroyed"],
      ["local.file", "kept"],
    ]);
    await artifact.destroy();
    expect(existsSync(join(host.directory, "out.tar"))).toBe(false);
  });

  test("exit codes are exact, signals too, and a killed shell is no lost connection", async () => {
    using host = testHost();
    const { run, communicator } = await startBuild(host);
    const codes = [];
    for (const command of [
      "true",
      "exit 7",
      "exit 255",
      "kill -TERM $$",
      "kill -KILL $$",
      "no-such-program",
      "kill -KILL -1",
    ]) {
      codes.push((await communicator.exec(command)).exitCode);
    }
    expect(codes.slice(0, 6)).toEqual([0, 7, 255, 143, 137, 127]);
    await run.close();
  });

  test("output comes line by line, by its stream, whole in its characters; input is what is given", async () => {
    using host = testHost();
    const { run, communicator } = await startBuild(host);
    const lines: string[] = [];
    const { Readable } = await import("node:stream");
    const stdin = Readable.from([Buffer.from("one\nzwei €\n")]);
    const onOutput = ({ stream, text }: { stream: string; text: string }) => void lines.push(`${stream}: ${text}`);
    await communicator.exec("cat; echo bad >&2; printf 'no end'", { stdin, onOutput });
    expect(lines.filter((line) => line.startsWith("stdout"))).toEqual([
      "stdout: one",
      "stdout: zwei €",
      "stdout: no end",
    ]);
    expect(lines).toContain("stderr: bad");
    await run.close();
  });

  test("a command is taken as it is: quotes, several lines, words that options begin with", async () => {
    using host = testHost();
    const { run, sh } = await startBuild(host);
    expect(await sh(`cat <<'E'\na 'b' "c" $d \\e\n\nE\nprintf '%s' -n`)).toBe(`a 'b' "c" $d \\e\n\n-n`);
    await run.close();
  });

  test("nothing of this machine is to be seen, but the devices and the network", async () => {
    using host = testHost();
    const { run, sh } = await startBuild(host, { env: { GREETING: "it's 'quoted'" } });
    expect((await sh("ls -A /")).split("\n")).toEqual(["bin", "dev", "etc", "proc", "tmp"]);
    expect((await sh("ls /dev")).split(/\s+/)).toEqual([
      "fd",
      "full",
      "null",
      "ptmx",
      "pts",
      "random",
      "shm",
      "stderr",
      "stdin",
      "stdout",
      "tty",
      "urandom",
      "zero",
    ]);
    expect(await sh("ls -A /dev/shm /proc/1/root/dev/shm /proc/1/cwd/")).not.toContain("home");
    expect(await sh("cat /proc/mounts")).not.toContain(" /dev/shm");
    expect((await sh("echo /proc/[0-9]*")).split(" ").length).toBeLessThan(4);
    expect(await sh("env | grep -v SHLVL || env")).not.toMatch(/INGOT|OLDPWD|ingot-/);
    expect(await sh("echo $GREETING; echo $BASE; id -u; pwd")).toBe("it's 'quoted'\nyes\n0\n/");
    await expect(sh("echo x > /proc/sys/kernel/hostname")).rejects.toThrow("Read-only file system");
    expect(await sh("test -e /dev/null && echo x > /dev/null && head -c 3 /dev/zero | cat -v")).toBe("^@^@^@");
    await run.close();
  });

  test("a process that was left in the background ends with its command", async () => {
    using host = testHost();
    const { run, sh } = await startBuild(host);
    await sh("setsid sh -c 'trap \"\" TERM HUP; sleep 600; echo late > /etc/late' >/dev/null 2>&1 & echo started");
    expect(await sh("ps")).not.toContain("sleep 600");
    await run.close();
  });

  test("cancelling ends everything, also what ignores SIGTERM and has left the group", async () => {
    using host = testHost();
    const { run, communicator } = await startBuild(host);
    const reason = new Error("cancelled by the test");
    const controller = new AbortController();
    const marker = `31${Math.floor(Math.random() * 1e6)}`;
    const work = communicator.exec(
      `trap '' TERM INT HUP; setsid sh -c 'trap "" TERM; sleep ${marker}' & echo up; sleep ${marker}; sleep ${marker}`,
      {
        signal: controller.signal,
        onOutput: () => controller.abort(reason),
      },
    );
    await expect(work).rejects.toBe(reason);
    await expect(communicator.exec("true", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await run.close();
    await until(() => sandboxedWith(marker).length === 0); // the kernel kills at once and cleans up a little later
  });

  test("a sandbox that is killed from outside is a lost connection, never success", async () => {
    using host = testHost();
    const { run, communicator } = await startBuild(host);
    const marker = `32${Math.floor(Math.random() * 1e6)}`;
    const work = communicator.exec(`echo up; sleep ${marker}; exit 0`, {
      onOutput: () => {
        const sandbox = sandboxedWith(run.runId).find((pid) => processText(pid, "cmdline").includes("unshare"))!;
        process.kill(sandbox, "SIGKILL");
      },
    });
    await expect(work).rejects.toMatchObject({
      code: "COMMUNICATOR_LOST",
      message: "The sandbox ended before the command's exit status was known: something outside has killed it.",
    });
    await run.close();
  });

  test("secrets in commands and variables are in no process's arguments", async () => {
    using host = testHost();
    const secret = "canary-4711";
    const { run, communicator } = await startBuild(host, { env: { TOKEN: secret } });
    let seen: readonly number[] = [];
    await communicator.exec(`: ${secret}; echo up; cat /proc/1/cmdline > /dev/null`, {
      onOutput: () => {
        seen = sandboxedWith(secret);
      },
    });
    expect(seen).toEqual([]);
    await run.close();
  });

  test("an image without a shell says so, and what to do", async () => {
    using host = testHost();
    const { run, communicator } = await startBuild(host, { from: "scratch" });
    await expect(communicator.exec("true")).rejects.toMatchObject({
      code: "OCI_NO_SHELL",
      message:
        'There is no /bin/sh in the image, and commands are run by it. Start from an image that has one, or copy this machine\'s: copy { programs = ["sh"] destination = "/bin/" }.',
    });
    await run.close();
  });

  test("from scratch, this machine's shell is copied with what it needs, and runs", async () => {
    using host = testHost();
    const { run, sh, machine } = await startBuild(host, {
      from: "scratch",
      copy: [{ programs: ["sh", "ls"], destination: "/bin/" }],
    });
    expect((await sh("ls /bin")).split("\n")).toEqual(["ls", "sh"]);
    expect(run.said).toEqual(["Copying sh with its libraries => /bin/", "Copying ls with its libraries => /bin/"]);
    await machine.save(run);
    expect(lastLayer(host)).toEqual(expect.arrayContaining(["bin/sh", "bin/ls", "tmp/"]));
    expect(lastLayer(host)).not.toEqual(expect.arrayContaining(["proc/"]));
    await run.close();
  });

  test("copy puts files, contents and directories where they belong, with modes and owners", async () => {
    using host = testHost();
    mkdirSync(join(host.directory, "tree/sub"), { recursive: true });
    writeFileSync(join(host.directory, "tree/sub/f"), "f", { mode: 0o600 });
    const copy = [
      { source: "tree", destination: "/whole" },
      { source: "tree/", destination: "/contents" },
      { sources: ["tree/sub/f"], destination: "/one/two/", mode: "4711", owner: "1000:100" },
    ];
    const { run, machine } = await startBuild(host, { from: "scratch", copy });
    await machine.save(run);
    expect(lastLayer(host)).toEqual([
      "contents/",
      "contents/sub/",
      "contents/sub/f",
      "one/",
      "one/two/",
      "one/two/f",
      "whole/",
      "whole/tree/",
      "whole/tree/sub/",
      "whole/tree/sub/f",
    ]);
    const verbose = execFileSync(
      "sh",
      [
        "-c",
        `tar -xOf out.tar ${JSON.parse(execFileSync("tar", ["-xOf", "out.tar", "manifest.json"], { cwd: host.directory, encoding: "utf8" }))[0].Layers[0]} | tar --numeric-owner -tvzf - one/two/f whole/tree/sub/f`,
      ],
      { cwd: host.directory, encoding: "utf8" },
    );
    expect(verbose.split("\n").map((line) => line.split(/\s+/).slice(0, 2))).toEqual([
      ["-rws--x--x", "1000/100"],
      ["-rw-------", "0/0"],
      [""],
    ]);
    await run.close();
  });

  test("a mount is there during the build, read-only unless it says otherwise, and never in the image", async () => {
    using host = testHost();
    mkdirSync(join(host.directory, "cache"));
    writeFileSync(join(host.directory, "cache/f"), "cached");
    const mount = [
      { source: "cache", destination: "/mnt/ro" },
      { source: "cache", destination: "/mnt/rw", read_only: false },
      { source: "cache/f", destination: "/file" },
    ];
    const { run, sh, machine } = await startBuild(host, { mount });
    expect(await sh("cat /mnt/ro/f /file")).toBe("cachedcached");
    await expect(sh("echo x > /mnt/ro/new")).rejects.toThrow("Read-only file system");
    await sh("echo x > /mnt/rw/new");
    expect(readFileSync(join(host.directory, "cache/new"), "utf8")).toBe("x\n");
    await machine.save(run);
    expect(lastLayer(host)).toEqual(["tmp/"]);
    await run.close();
  });

  test("without a network there is none", async () => {
    using host = testHost();
    const { run, sh } = await startBuild(host, { network: "none" });
    expect(await sh("cat /proc/net/dev | sed 1,2d | sed 's/:.*//'")).toMatch(/^\s*lo$/);
    await run.close();
  });

  test("no layer when nothing changed; the base's layers are the same blobs", async () => {
    using host = testHost();
    const { run, machine } = await startBuild(host, { labels: { a: "b" }, format: "archive" });
    await machine.save(run);
    expect(inspect(host)).toMatchObject({
      config: { Labels: { from: "base", a: "b" } },
      history: [{}, { empty_layer: true }],
    });
    expect(inspect(host).rootfs.diff_ids).toHaveLength(1);
    await run.close();
  });

  test("an image that we made is a base, as an archive and as a layout, and the digest is passed on", async () => {
    using host = testHost();
    const first = await startBuild(host, { output: "layout", format: "layout", name: "app" });
    await first.sh("echo 1 > /etc/one");
    const artifact = (await first.machine.save(first.run))!;
    await first.run.close();
    const second = await startBuild(host, { from: "layout:latest" });
    expect(second.machine.exports).toMatchObject({ ConnType: "oci", SourceImageDigest: artifact.id });
    expect(await second.sh("cat /etc/one; echo 2 > /etc/two; ls -A /")).toBe("1\nbin\ndev\netc\nproc\ntmp");
    await second.machine.save(second.run);
    expect(lastLayer(host)).toEqual(["etc/", "etc/two"]);
    await second.run.close();
    await artifact.destroy();
    expect(existsSync(join(host.directory, "layout"))).toBe(false);
  });

  test("an earlier image is overwritten with -force only, and what is no image not even then", async () => {
    using host = testHost();
    writeFileSync(join(host.directory, "out.tar"), "precious");
    await expect(startBuild(host)).rejects.toMatchObject({
      code: "OUTPUT_EXISTS",
      message:
        'There is something at "out.tar" already. Remove it, choose another output, or overwrite it with -force.',
    });
    const forced = await startBuild(host, {}, { force: true });
    await forced.machine.save(forced.run);
    expect(inspect(host).os).toBe("linux");
    await forced.run.close();
    mkdirSync(join(host.directory, "home"));
    const onto = await startBuild(host, { output: "home", format: "layout" }, { force: true });
    await expect(onto.machine.save(onto.run)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    await onto.run.close();
    expect(readdirSync(host.directory).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("the digest is the same in another directory, at another time, with another order of commands", async () => {
    const digests = [];
    for (const command of ["echo 1 > /a; echo 2 > /b", "sleep 1.1; echo 2 > /b; echo 1 > /a; touch /etc/passwd"]) {
      using host = testHost();
      const { run, sh, machine } = await startBuild(host);
      await sh(command);
      digests.push((await machine.save(run))!.id);
      await run.close();
    }
    expect(digests[0]).toBe(digests[1]);
  });

  test("files that commands make have the same modes whatever the umask of who builds", async () => {
    using host = testHost();
    const usual = process.umask(0o077);
    try {
      const { run, sh } = await startBuild(host);
      expect(await sh("umask; mkdir /d; touch /d/f; stat -c %a /d /d/f")).toBe("0022\n755\n644");
      await run.close();
    } finally {
      process.umask(usual);
    }
  });

  test("a temporary directory that cannot be written to is named, with what to set", async () => {
    using host = testHost();
    busyboxArchive(host.directory);
    const absent = join(host.directory, "absent");
    const run = testContext({ host: { ...host, tempDirectory: absent } });
    await expect(ociBuilder.start(ociConfigSchema.parse(base), run)).rejects.toMatchObject({
      code: "OCI_NO_PLACE",
      message: expect.stringMatching(
        /^The image's files cannot be unpacked in \/.*\/absent: ENOENT: .*\. Set TMPDIR to a directory that you may write to, with room for the image\.$/,
      ),
    });
  });

  test("a base that cannot be read is named", async () => {
    using host = testHost();
    writeFileSync(join(host.directory, "text.tar"), "x".repeat(1024));
    await expect(startBuild(host, { from: "text.tar" })).rejects.toMatchObject({
      code: "TAR_INVALID",
      message:
        'The base image "text.tar" cannot be used: The archive has a header with a wrong checksum: it is damaged, or no tar archive.',
    });
  });

  test("SOURCE_DATE_EPOCH is the time of the image, the template's word comes first, nonsense is refused", async () => {
    const created = async (env: string, config: Input = {}) => {
      using host = testHost({ SOURCE_DATE_EPOCH: env });
      const { run, machine } = await startBuild(host, config);
      await machine.save(run);
      await run.close();
      return inspect(host).created;
    };
    expect(await created("86400")).toBe("1970-01-02T00:00:00Z");
    expect(await created("86400", { source_date_epoch: 1 })).toBe("1970-01-01T00:00:01Z");
    await expect(created("yesterday")).rejects.toThrow(
      'SOURCE_DATE_EPOCH is "yesterday"; it must be a number of seconds since 1970.',
    );
  });
});

requires("busybox", "busybox-static")("another process", () => {
  test("builds the same image without root", async () => {
    using host = testHost();
    busyboxArchive(host.directory);
    const script = bundleScript("build-script.test-fixtures.ts", host.directory);
    const directory = mkdtempSync(join(tmpdir(), "ingot-unprivileged-"));
    try {
      chmodSync(host.directory, 0o755);
      renameSync(join(host.directory, "base.tar"), join(directory, "base.tar"));
      chmodSync(directory, 0o777);
      const command =
        "echo hi > /etc/new; mkdir /sealed; echo s > /sealed/s; chmod 0 /sealed /sealed/s; id -u; ls -A /tmp /proc/1/root";
      const digests = [[], ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]].map((drop) => {
        const args = [
          ...(process.getuid!() === 0 ? drop : []),
          process.execPath,
          script,
          JSON.stringify({ ...base, name: "app" }),
          directory,
          command,
        ];
        const said = execFileSync("env", args, { encoding: "utf8" }).trim().split("\n");
        rmSync(join(directory, "out.tar"));
        return JSON.parse(said.at(-1)!);
      });
      expect(digests[0]).toMatchObject({ exitCode: 0, warned: [] });
      expect(digests[1]).toMatchObject({ exitCode: 0, digest: digests[0].digest });
      expect(readdirSync(directory)).toEqual(["base.tar"]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }, 30_000);

  test("killed with SIGKILL in the middle of a command leaves no process and no mount, and the reaper removes the rest", async () => {
    using host = testHost();
    busyboxArchive(host.directory);
    const script = bundleScript("build-script.test-fixtures.ts", host.directory);
    const marker = `33${Math.floor(Math.random() * 1e6)}`;
    const command = `trap '' TERM HUP; setsid sleep ${marker} & echo up; sleep ${marker}`;
    const engine = spawn(process.execPath, [script, JSON.stringify(base), host.directory, command], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface(engine.stdout)) if (line === "up") break;
    await until(() => sandboxedWith(marker).length > 0); // a shell says "up" before its children have become the programs
    engine.kill("SIGKILL");
    await until(() => sandboxedWith(marker).length === 0);
    expect(readFileSync("/proc/mounts", "utf8")).not.toContain(host.directory);
    const left = readdirSync(host.directory).find((name) => /^ingot-[0-9a-f]{32}-oci-/.test(name))!;
    const runId = left.split("-")[1]!;
    const record = {
      kind: "oci.rootfs",
      description: "",
      handle: { path: join(host.directory, left) },
      runId,
      resourceId: 1,
    };
    const context = { host, signal: new AbortController().signal, say: () => {} };
    await expect(ociReaper.reap({ ...record, runId: "0".repeat(32) }, context)).rejects.toMatchObject({
      code: "JOURNAL_INVALID",
    });
    expect(existsSync(join(host.directory, left))).toBe(true);
    expect(await ociReaper.reap(record, context)).toBe("destroyed");
    expect(await ociReaper.reap(record, context)).toBe("absent");
    mkdirSync(join(host.directory, left));
    expect(await ociReaper.sweep!(runId, context)).toEqual([`root file system ${join(host.directory, left)}`]);
    expect(existsSync(join(host.directory, left))).toBe(false);
  }, 30_000);
});

/** Without the engine that a test has started. */
const sandboxedWith = (text: string) =>
  processesWith(text, ["cmdline"]).filter((pid) => !processText(pid, "cmdline").includes("build-script"));

requiresDocker()("a Docker engine", () => {
  test("loads the image, saves it, and what it saves is a base again", async () => {
    using host = testHost();
    const docker = (...args: string[]) =>
      execFileSync("docker", args, {
        encoding: "utf8",
        cwd: host.directory,
        env: { ...process.env, DOCKER_HOST: testDockerHost() },
      });
    const name = `ingot-test-${Buffer.from(host.randomBytes(8)).toString("hex")}`;
    const first = await startBuild(host, { name, tag: "1", entrypoint: ["/bin/cat"], cmd: ["/etc/new"] });
    await first.sh("echo from the image > /etc/new; rm /etc/old.conf");
    await first.machine.save(first.run);
    await first.run.close();
    try {
      expect(docker("load", "-i", "out.tar")).toBe(`Loaded image: ${name}:1\n`);
      expect(docker("run", "--rm", "--network=none", `${name}:1`)).toBe("from the image\n");
      expect(docker("run", "--rm", "--network=none", "--entrypoint=/bin/ls", `${name}:1`, "/etc")).not.toContain(
        "old.conf",
      );
      docker("save", "-o", "saved.tar", `${name}:1`);
    } finally {
      docker("rmi", "-f", `${name}:1`);
    }
    const second = await startBuild(host, { from: "saved.tar:1", output: "second.tar" });
    expect(await second.sh("cat /etc/new")).toBe("from the image");
    await second.run.close();
  }, 60_000);
});
