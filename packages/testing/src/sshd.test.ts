import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { requires, requiresAll, requiresRoot } from "./requires.js";
import { requiresSshd, type Sshd, startSshd } from "./sshd.js";

const options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];

const ssh = ({ key, port, user }: Sshd, ...command: string[]) =>
  promisify(execFile)("ssh", [...options, "-i", key, "-p", String(port), `${user}@127.0.0.1`, ...command]);

requiresSshd()("startSshd", () => {
  it("runs commands, can be killed with all that runs in it, and comes back on its port with other host keys", async () => {
    await using sshd = await startSshd();
    expect((await ssh(sshd, "echo here")).stdout).toBe("here\n");
    const lost = ssh(sshd, "echo $$; exec sleep 1000").then(
      () => undefined,
      (error: { stdout: string; code: number }) => error,
    );
    await sshd.logged(/(?:Starting session: command[\s\S]*){2}/);
    const before = sshd.hostKeys();
    await sshd.kill();
    expect((await lost)?.code).toBe(255);
    sshd.changeHostKeys();
    await sshd.start();
    expect(sshd.hostKeys()).not.toEqual(before);
    expect((await ssh(sshd, "echo again")).stdout).toBe("again\n");
    expect(sshd.connections()).toBe(3);
    expect(readFileSync(`${sshd.key}.pub`, "utf8")).toMatch(/^ssh-ed25519 /);
  });
});

requiresAll(
  requiresRoot(),
  requiresSshd(),
  requires("sshpass", "sshpass"),
)("startSshd as root", () => {
  it("lets a system user of its own log in with a password", async () => {
    await using sshd = await startSshd({ withPassword: true });
    const args = ["-e", "ssh", ...options.slice(2), "-o", "PubkeyAuthentication=no", "-p", String(sshd.port)];
    const { stdout } = spawnSync("sshpass", [...args, `${sshd.user}@127.0.0.1`, "id -un"], {
      env: { ...process.env, SSHPASS: sshd.password },
      encoding: "utf8",
    });
    expect(stdout.trim()).toBe(sshd.user);
  });
});
