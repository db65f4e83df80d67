import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requiresSshd, type Sshd, startSshd, testContext, testHost } from "@ingot/testing";
import ssh2 from "ssh2";
import { openSshMachine } from "../ssh-machine.js";
import { settingsFor } from "../test-settings.test-fixtures.js";
import { sshTransfers } from "./ssh-transfers.js";

/** How an upload fails for one who has no patience at all. */
async function failedUpload(sshd: Pick<Sshd, "port" | "user" | "key">) {
  using host = testHost();
  await using run = testContext({ host });
  const { connections } = await openSshMachine(settingsFor(sshd), run);
  const hasty = { host: { ...host, sleep: async () => {} }, signal: run.signal, tempDirectory: run.tempDirectory };
  writeFileSync(join(host.directory, "f"), "1");
  const upload = sshTransfers(connections, {}, hasty).upload(join(host.directory, "f"), "/tmp/f");
  return await upload.catch((error: unknown) => error);
}

requiresSshd()("a machine that stays silent", () => {
  test("says so of its login shell", async () => {
    await using sshd = await startSshd({ config: ["ForceCommand sleep 1000"] });
    expect(await failedUpload(sshd)).toMatchObject({
      code: "SSH_SILENT",
      message:
        "The machine's login shell has not answered for 60 s, so no files can be transferred. Look there at ForceCommand in sshd_config, command= in authorized_keys, and what the shell reads when it starts (.bashrc): one of them waits for something, or runs another program in place of the shell.",
    });
  });

  test("says so of its SFTP server, where no commands run", async () => {
    await using sshd = await startSshd();
    const hostKeys = [readFileSync(join(sshd.directory, "host_ed25519"))];
    const server = new ssh2.Server({ hostKeys }, (client) => {
      client.on("authentication", (context) => context.accept());
      client.on("session", (accept) => {
        const session = accept();
        session.on("exec", (_accept, reject) => reject());
        session.on("subsystem", (acceptSubsystem) => acceptSubsystem());
      });
      client.on("error", () => {}); // we leave
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    expect(await failedUpload({ ...sshd, port })).toMatchObject({
      code: "SSH_SILENT",
      message:
        "The machine's SFTP server has not answered for 60 s, so no files can be transferred. Look there at Subsystem sftp and ForceCommand in sshd_config, and what the login shell reads when it starts (.bashrc).",
    });
    await new Promise((settle) => server.close(settle));
  });
});
