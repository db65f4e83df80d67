import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectQmp } from "@ingot/client-qmp";
import { connectVnc } from "@ingot/client-vnc";
import {
  requires,
  requiresQemu,
  requiresRoot,
  type TestContext,
  type TestHost,
  until,
  writeKeyEchoDisk,
} from "@ingot/testing";
import { copyWhole } from "./disks/disks.js";
import {
  buildMachine,
  commandLinesOf,
  guestHost,
  infoOf,
  namesIn,
  startBuild,
  startWaiting,
} from "./machine.test-fixtures.js";

/** The value of a switch of the one QEMU of a run. */
function valuesOf(run: TestContext, name: string): string[] {
  const [{ words } = { words: [] }] = commandLinesOf(run).filter(({ words }) => words[0]!.includes("qemu-system"));
  return words.filter((_word, at) => words[at - 1] === name);
}

const portOf = (run: TestContext): number => 5900 + Number(/:(\d+)/.exec(valuesOf(run, "-vnc")[0]!)![1]);

/** Another program, which listens there when this returns. */
function listenElsewhere(port: number): ChildProcess {
  const listening = spawn(process.execPath, ["-e", `require("net").createServer().listen(${port}, "127.0.0.1")`]);
  const look = `require("net").connect(${port}, "127.0.0.1").on("connect", () => process.exit()).on("error", () => look())`;
  execFileSync(process.execPath, ["-e", `const look = () => ${look}; look()`]);
  return listening;
}

requiresQemu()("a machine that goes on for ever", () => {
  it("fails the build with what QEMU said, when that ends in mid-build", async () => {
    using host = guestHost({ stays: true });
    const { run, machine } = await startBuild(host);
    const { pid } = commandLinesOf(run)[0]!;
    const waiting = machine.save(run);
    process.kill(pid, "SIGKILL");
    await expect(waiting).rejects.toMatchObject({
      code: "QEMU_ENDED",
      message: "QEMU ended while the machine was shutting down: it was killed by SIGKILL.",
    });
    await expect(machine.communicator.exec("true")).rejects.toMatchObject({
      code: "QEMU_ENDED",
      message: "QEMU ended before the build was done with it: it was killed by SIGKILL.",
    });
    await run.close();
    expect(namesIn(host)).toEqual(["guest.img"]);
  });

  it("tells who ended QEMU, where QEMU knows", async () => {
    using host = guestHost({ stays: true });
    const { run, machine } = await startBuild(host);
    process.kill(commandLinesOf(run)[0]!.pid, "SIGTERM");
    await machine.save(run).catch(() => {});
    await expect(machine.communicator.exec("true")).rejects.toThrow(
      /^QEMU ended before the build was done with it: terminating on signal 15 from pid \d+/,
    );
    await run.close();
  });

  it("ends at once when the build is cancelled, and leaves nothing", async () => {
    using host = guestHost({ stays: true });
    const controller = new AbortController();
    const { run, machine } = await startBuild(host, {}, { signal: controller.signal });
    const waiting = machine.save(run);
    controller.abort(new Error("no more"));
    await expect(waiting).rejects.toThrow("no more");
    await run.close();
    expect([commandLinesOf(run), namesIn(host)]).toEqual([[], ["guest.img"]]);
  });

  it("has its screen behind a password, and serves QMP to others", async () => {
    using host = guestHost({ stays: true });
    const { run } = await startBuild(host, { vnc_password: "secret", qmp_enable: true });
    const port = portOf(run);
    const vnc = { host: "127.0.0.1", port };
    await expect(connectVnc({ ...vnc, password: "wrong" })).rejects.toMatchObject({ code: "VNC_AUTHENTICATION" });
    await using _screen = await connectVnc({ ...vnc, password: "secret" });
    expect(run.said).toContain(
      `The screen of the VM can be viewed with the password "secret" at vnc://127.0.0.1:${port}`,
    );
    expect(run.said).toContain("QMP socket at: output-test/packer-test.monitor");
    await using qmp = await connectQmp({ path: join(host.directory, "output-test/packer-test.monitor"), host });
    expect(await qmp.execute("query-status")).toMatchObject({ status: "running" });
    await run.close();
    expect(namesIn(host)).toEqual(["guest.img"]);
  });

  it("has what the template asks for on its command line, always in the same order", async () => {
    using host = guestHost({ stays: true });
    const config = {
      disk_image: false,
      communicator: "none",
      net_device: "e1000",
      memory: 8,
      cpus: 2,
      vga: "std",
      cpu_model: "qemu64",
      disable_vnc: true,
      cdrom_interface: "virtio-scsi",
      disk_interface: "virtio-scsi",
      qemuargs: [
        ["-device", "virtio-rng-pci"],
        ["-smbios", "type=1,", "serial={{ .Name }}:{{ .HTTPIP }}:{{ .HTTPPort }}:{{ .OutputDir }}:{{ .SSHHostPort }}"],
      ],
    };
    const { run } = await startBuild(host, config);
    const { words } = commandLinesOf(run)[0]!;
    const socket = words.at(-3)!;
    expect(words.slice(1, -5).map((word) => word.replaceAll(host.directory, "@"))).toEqual(
      [
        "-name packer-test -machine type=pc,accel=tcg -m 512M -smp 2 -cpu qemu64 -vga std -netdev user,id=user.0",
        "-device virtio-rng-pci -device e1000,netdev=user.0",
        "-drive if=none,file=@/output-test/packer-test,id=drive0,cache=writeback,discard=ignore,format=qcow2",
        "-drive if=none,file=@/guest.img,media=cdrom,id=cdrom0 -boot once=d -display none",
        "-smbios type=1,serial=packer-test:10.0.2.2:0:output-test:0",
      ].flatMap((line) => line.split(" ")),
    );
    expect(socket).toMatch(/^socket,id=ingot,path=.*\/qmp\.sock,server=on,wait=off$/);
    await run.close();
  });

  it("leads a port of this machine to the guest, open to this machine only", async () => {
    using host = guestHost({ stays: true });
    const { run, stop } = await startWaiting(host, { host_port_min: 42_300, host_port_max: 42_309 });
    expect(valuesOf(run, "-netdev")).toEqual([
      expect.stringMatching(/^user,id=user\.0,hostfwd=tcp:127\.0\.0\.1:4230\d-:22$/),
    ]);
    await stop();
    expect([commandLinesOf(run), namesIn(host)]).toEqual([[], ["guest.img"]]);
  });

  it("takes another port where a program has taken the one that was free", async () => {
    using host = guestHost({ stays: true });
    const thieves: ChildProcess[] = [];
    const robbed = {
      ...host,
      spawn: (...[program, args, options]: Parameters<typeof host.spawn>) => {
        const port = /hostfwd=\S+:(\d+)-/.exec(args.join(" "))?.[1];
        if (port && thieves.length === 0) thieves.push(listenElsewhere(Number(port)));
        return host.spawn(program, args, options);
      },
    };
    try {
      const { run, stop } = await startWaiting(robbed, {});
      expect(run.said).toContain("Another program has taken a port that was free a moment ago; choosing others...");
      expect(commandLinesOf(run).filter(({ words }) => words[0]!.includes("qemu-system"))).toHaveLength(1);
      await stop();
    } finally {
      for (const thief of thieves) thief.kill();
    }
  });

  it("types its boot command", async () => {
    using host = guestHost();
    writeKeyEchoDisk(join(host.directory, "guest.img"), "characters");
    const config = { boot_command: ["ab", "{{ .Name }}<enter>"], boot_wait: "1s", boot_key_interval: "5ms" };
    const { run } = await startBuild(host, { ...config, qemuargs: [["-serial", `file:${host.directory}/serial`]] });
    const echoed = () =>
      readFileSync(join(host.directory, "serial"), "latin1").replace(/^!/, "").replace(/(.)./gs, "$1");
    await until(() => echoed().includes("\r"));
    expect(echoed()).toBe("abpacker-test\r");
    expect(run.said.slice(-3).map((line) => line.replace(/:\d+\)/, ":PORT)"))).toEqual([
      "Waiting 1s for boot...",
      "Connecting to VM via VNC (127.0.0.1:PORT)",
      "Typing the boot commands over VNC...",
    ]);
    await run.close();
  });
});

requires("swtpm", "swtpm")("a machine with a TPM", () => {
  it("has an emulated one, which ends with it", async () => {
    using host = guestHost({ stays: true });
    const { run } = await startBuild(host, { vtpm: true });
    const programs = commandLinesOf(run).map(({ words }) => words[0]);
    expect(programs).toEqual(expect.arrayContaining(["swtpm", "qemu-system-x86_64"]));
    expect(valuesOf(run, "-device")).toContain("tpm-tis,tpmdev=tpm0");
    await run.close();
    expect([commandLinesOf(run), namesIn(host)]).toEqual([[], ["guest.img"]]);
  });
});

const ovmf = existsSync("/usr/share/OVMF/OVMF_VARS_4M.fd") ? describe : requires("OVMF", "ovmf");

ovmf("a machine that boots by UEFI", () => {
  it("has variables of its own, be they raw or qcow2", async () => {
    using host = guestHost({ stays: true });
    const code = join(host.directory, "code.qcow2");
    execFileSync("qemu-img", ["convert", "-O", "qcow2", "/usr/share/OVMF/OVMF_CODE_4M.fd", code]);
    const config = { efi_firmware_code: code, efi_firmware_vars: "/usr/share/OVMF/OVMF_VARS_4M.fd" };
    const { run } = await startBuild(host, config);
    expect(infoOf(host, "output-test/efivars.fd").format).toBe("raw");
    expect(
      valuesOf(run, "-drive")
        .map((value) => value.replaceAll(host.directory, "@"))
        .slice(1),
    ).toEqual([
      "if=pflash,unit=0,format=qcow2,readonly=on,file=@/code.qcow2",
      "if=pflash,unit=1,format=raw,file=@/output-test/efivars.fd",
    ]);
    expect(valuesOf(run, "-boot")).toEqual([]);
    await run.close();
  });
});

requiresRoot()("a file system that is full", () => {
  let host: TestHost;
  let small: string;
  beforeEach(() => {
    host = guestHost();
    small = join(host.directory, "small");
    execFileSync("mkdir", [small]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "none", small]);
  });
  afterEach(() => {
    execFileSync("umount", [small]);
    host[Symbol.dispose]();
  });

  it("is named where a disk is copied to it", async () => {
    const [disk, copy] = [join(host.directory, "disk"), join(small, "copy")];
    writeFileSync(disk, Buffer.alloc(1 << 20));
    await expect(copyWhole(disk, copy, new AbortController().signal)).rejects.toMatchObject({
      code: "FILE_SYSTEM",
      message: `Cannot copy ${disk} to ${copy}: the disk is full. Make room, or choose a path on another disk.`,
    });
  });

  it("ends the build with what happened, rather than with a machine that stands still", async () => {
    await expect(buildMachine(host, { output_directory: "small/vm", use_backing_file: true })).rejects.toMatchObject({
      code: "QEMU_DISK_FULL",
      message:
        "The machine stands still, because there is no room to write its disk to: the file system of the output directory is full. Make room, or choose an output_directory on another one.",
    });
  });
});
