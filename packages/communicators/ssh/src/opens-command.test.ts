import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requiresSshd, startSshd, testContext, testHost } from "@ingot/testing";
import ssh2 from "ssh2";
import { openSshMachine } from "./ssh-machine.js";
import { settingsFor } from "./test-settings.test-fixtures.js";

requiresSshd()("a server that starts no commands", () => {
  test("is asked once, and what it was asked is told", async () => {
    await using sshd = await startSshd();
    const hostKeys = [readFileSync(join(sshd.directory, "host_ed25519"))];
    const asked: string[] = [];
    const server = new ssh2.Server({ hostKeys }, (client) => {
      client.on("authentication", (context) => context.accept());
      client.on("session", (accept) =>
        accept().on("exec", (_accept, reject, { command }) => {
          asked.push(command);
          reject();
        }),
      );
      client.on("error", () => {}); // we leave
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    using host = testHost();
    {
      await using run = testContext({ host });
      const { exec } = await openSshMachine(settingsFor({ ...sshd, port }), run);
      await expect(exec("echo started")).rejects.toMatchObject({
        code: "SSH_COMMAND_REFUSED",
        message:
          "The machine's SSH server has opened a session, but not confirmed that it runs this command: echo started (Unable to exec). Perhaps it has no memory or no processes left, or does not let this user run commands.",
      });
    }
    expect(asked).toEqual(["echo started"]);
    await new Promise((settle) => server.close(settle));
  });
});
