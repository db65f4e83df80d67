import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort, requires, requiresAll, requiresRoot, testContext, testHost } from "@ingot/testing";
import { openSshMachine } from "./ssh-machine.js";
import { settingsFor } from "./test-settings.test-fixtures.js";

jest.setTimeout(90_000); // servers and keys are made for each test

interface Dropbear extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  readonly key: string;
}

/** Its users keep their keys at home, so a private mount shows it another one. */
async function startDropbear(): Promise<Dropbear> {
  const directory = mkdtempSync(join(tmpdir(), "ingot-dropbear-"));
  const key = join(directory, "id");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  execFileSync("dropbearkey", ["-t", "ed25519", "-f", join(directory, "host")], { stdio: "ignore" });
  const home = join(directory, "home");
  mkdirSync(join(home, ".ssh"), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, ".ssh/authorized_keys"), execFileSync("cat", [`${key}.pub`]), { mode: 0o600 });
  const port = await freePort();
  const { homedir, username } = userInfo();
  const server = `exec dropbear -F -E -p 127.0.0.1:${port} -r ${directory}/host`;
  const args = ["--mount", "sh", "-c", `mount --bind ${home} ${homedir} && ${server}`];
  const child = spawn("unshare", args, { stdio: ["ignore", "ignore", "pipe"] });
  await listening(child);
  return {
    port,
    user: username,
    key,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function listening(child: ChildProcess): Promise<void> {
  let log = "";
  for await (const chunk of child.stderr!.iterator({ destroyOnReturn: false })) {
    log += chunk;
    if (log.includes("Not backgrounding")) break;
  }
  if (!log.includes("Not backgrounding")) throw new Error(log);
  child.stderr!.resume();
}

const suite = requiresAll(requiresRoot(), requires("dropbear", "dropbear-bin", ["/usr/sbin"]));

suite("a machine with dropbear", () => {
  it("runs commands, tells how they end, and a cancelled one is dead with its children", async () => {
    await using dropbear = await startDropbear();
    using host = testHost();
    await using run = testContext({ host });
    const { exec } = await openSshMachine(settingsFor(dropbear), run);
    const lines: string[] = [];
    expect(await exec("echo here; exit 7", { onOutput: ({ text }) => void lines.push(text) })).toEqual({ exitCode: 7 });
    expect(await exec("kill -KILL $$")).toEqual({ exitCode: 137 });
    for (const command of ["sleep 4331; true", "trap '' TERM; sleep 4331 & sleep 4331; true", "exec sleep 4331"]) {
      const cancel = new AbortController();
      const onOutput = () => cancel.abort(new Error("enough"));
      const running = exec(`echo ready; ${command}`, { signal: cancel.signal, onOutput });
      await expect(running).rejects.toThrow("enough");
      expect(await exec("pgrep -f '[s]leep 4331'")).toEqual({ exitCode: 1 });
    }
    expect({ lines, warned: run.warned }).toEqual({ lines: ["here"], warned: [] });
  });

  it("runs many commands that are wanted at once, though this version cannot do so", async () => {
    await using dropbear = await startDropbear();
    using host = testHost();
    await using run = testContext({ host });
    const { exec, connections } = await openSshMachine(settingsFor(dropbear), run);
    const all = await Promise.all(Array.from({ length: 100 }, (_, each) => exec(`exit ${each}`)));
    expect(all.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 100 }, (_, each) => each));
    await connections.use(async (client) => expect(connections.sessions(client)).toBe(0));
  });

  it("is told to be lost when the server dies with a command", async () => {
    await using dropbear = await startDropbear();
    using host = testHost();
    await using run = testContext({ host });
    const { exec } = await openSshMachine(settingsFor(dropbear), run);
    const running = exec("echo ready; kill -KILL $(cut -d' ' -f4 /proc/$$/stat); sleep 1", {});
    await expect(running).rejects.toThrow(
      /^The connection was lost while a command ran, and whether it succeeded is not known: /,
    );
  });
});
