import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  guestArguments,
  requiresSmallGuest,
  type SmallGuest,
  smallGuest,
  type TestHost,
  testHost,
} from "@ingot/testing";
import { buildMachine, commandLinesOf, namesIn, startBuild } from "./machine.test-fixtures.js";

let guest: SmallGuest;
let host: TestHost;
beforeEach(() => {
  host = testHost();
});
afterEach(() => host[Symbol.dispose]());

/** Linux, booted from files of its own, since its disk has no boot loader. */
const linux = (more: object = {}) => ({
  ...guestArguments(guest),
  communicator: "ssh",
  ssh_timeout: "2m",
  shutdown_timeout: "1m",
  ...more,
});

/** A file in the ext4 file system of a disk. */
function fileIn(disk: string, path: string): string {
  const raw = join(host.directory, "look.raw");
  execFileSync("qemu-img", ["convert", "-O", "raw", join(host.directory, disk), raw]);
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  execFileSync("e2fsck", ["-E", "journal_only", "-y", raw], { env, stdio: "ignore" }); // what is written may stand in the journal still, which a boot replays
  return execFileSync("debugfs", ["-R", `cat ${path}`, raw], {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

requiresSmallGuest()("a machine with Linux", () => {
  beforeAll(() => {
    guest = smallGuest();
  });
  afterAll(() => guest[Symbol.dispose]());

  test("is provisioned, rebooted, shut down, and what was written is in its disk", async () => {
    const { run, machine } = await startBuild(host, linux());
    try {
      const { communicator } = machine;
      const lines: string[] = [];
      const ask = async (command: string) =>
        communicator.exec(command, { onOutput: ({ text }) => void lines.push(text) });
      expect(await ask("echo one >/one; uname -s; exit 3")).toEqual({ exitCode: 3 });
      expect(lines).toEqual(["Linux"]);
      writeFileSync(join(host.directory, "two"), "two\n");
      await communicator.upload(join(host.directory, "two"), "/two");
      await ask("touch /run/since; cp /proc/sys/kernel/random/boot_id /before");
      await communicator.exec("reboot; sleep 60", { expectDisconnect: true }).catch(() => {});
      await ask("cat /proc/sys/kernel/random/boot_id /before");
      expect(lines).toHaveLength(3);
      expect(lines[1]).not.toBe(lines[2]);
      expect(machine.exports).toMatchObject({ ConnType: "ssh", Host: "127.0.0.1", User: "root", ID: "packer-test" });
      const artifact = await machine.save(run);
      expect(artifact!.files).toEqual(["output-test/packer-test"]);
      expect(run.said).toContain("Gracefully halting virtual machine...");
    } finally {
      await run.close();
    }
    expect([fileIn("output-test/packer-test", "/one"), fileIn("output-test/packer-test", "/two")]).toEqual([
      "one\n",
      "two\n",
    ]);
  }, 300_000);

  test("loses nothing that it has not written yet, when there is no shutdown_command", async () => {
    const { run, machine } = await startBuild(host, linux({ shutdown_command: "" }));
    try {
      expect(await machine.communicator.exec("echo late >/late")).toEqual({ exitCode: 0 });
      await machine.save(run);
      expect(run.said).toContain("Halting the virtual machine...");
      expect(run.warned).toEqual([]);
    } finally {
      await run.close();
    }
    expect(fileIn("output-test/packer-test", "/late")).toBe("late\n");
  }, 300_000);

  test("says where it cannot know that all is written", async () => {
    const { run, machine } = await startBuild(host, linux({ shutdown_command: "" }));
    try {
      expect(await machine.communicator.exec("rm /bin/sh")).toEqual({ exitCode: 0 });
      await machine.save(run);
      expect(run.warned).toEqual([
        "The machine has not confirmed by sync that its disks are written: what it holds in memory may be lost. Set shutdown_command.",
      ]);
    } finally {
      await run.close();
    }
  }, 300_000);

  test("may be shut down by a command that is expected to disconnect, and is saved then", async () => {
    const { run, machine } = await startBuild(host, linux({ disk_compression: true }));
    try {
      await machine.communicator
        .exec("echo last >/last; poweroff; sleep 60", { expectDisconnect: true })
        .catch((error) => {
          expect(error).toMatchObject({ code: "COMMUNICATOR_LOST" });
        });
      await machine.communicator.exec("true").catch(() => {});
      await machine.save(run);
      expect(run.said).toContain("The machine has shut down already.");
    } finally {
      await run.close();
    }
    expect(fileIn("output-test/packer-test", "/last")).toBe("last\n");
  }, 300_000);

  test("says when its shutdown_command does nothing", async () => {
    const failing = linux({ shutdown_command: "exit 4", shutdown_timeout: "2s" });
    await expect(buildMachine(host, failing)).rejects.toMatchObject({
      code: "SHUTDOWN_TIMEOUT",
      message:
        "The machine has not shut down within 2s. The shutdown_command ended with exit code 4. Look at shutdown_command, or raise shutdown_timeout.",
    });
    expect(namesIn(host)).toEqual([]);
  }, 300_000);

  test("that dies is the reason, not the lost connection", async () => {
    const { run, machine } = await startBuild(host, linux());
    try {
      const { pid } = commandLinesOf(run)[0]!;
      const killed = machine.communicator.exec("echo ready; sleep 60", {
        onOutput: () => void process.kill(pid, "SIGKILL"),
      });
      await expect(killed).rejects.toMatchObject({
        code: "QEMU_ENDED",
        message: "QEMU ended before the build was done with it: it was killed by SIGKILL.",
      });
    } finally {
      await run.close();
    }
  }, 300_000);
});
