import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecOptions } from "@ingot/core/plugin";
import { requiresSshd, startSshd, testContext, testHost } from "@ingot/testing";
import ssh2, { type Session } from "ssh2";
import { openSshMachine } from "./ssh-machine.js";
import { settingsFor } from "./test-settings.test-fixtures.js";

/** Runs one command at a server that does with sessions what `serve` says. */
async function execAt(serve: (session: Session) => void, forwardedAgent?: string, options: ExecOptions = {}) {
  await using sshd = await startSshd();
  const hostKeys = [readFileSync(join(sshd.directory, "host_ed25519"))];
  const server = new ssh2.Server({ hostKeys }, (client) => {
    client.on("authentication", (context) => context.accept());
    client.on("session", (accept) => serve(accept()));
    client.on("error", () => {}); // we leave
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  using host = testHost();
  try {
    await using run = testContext({ host });
    const settings = { ...settingsFor({ ...sshd, port }), ...(forwardedAgent !== undefined && { forwardedAgent }) };
    return await (await openSshMachine(settings, run)).exec("echo started", options);
  } finally {
    await new Promise((settle) => server.close(settle));
  }
}

requiresSshd()("a server that starts no commands", () => {
  test.each([
    ["", undefined],
    [", also where it has taken the agent", "/no/agent"],
  ])("is asked once, and what it was asked is told%s", async (_also, agent) => {
    const asked: string[] = [];
    const running = execAt((session) => {
      session.on("auth-agent", (accept) => accept?.());
      session.on("exec", (_accept, reject, { command }) => {
        asked.push(command);
        reject();
      });
    }, agent);
    await expect(running).rejects.toMatchObject({
      code: "SSH_COMMAND_REFUSED",
      message:
        "The machine's SSH server has opened a session, but not confirmed that it runs this command: echo started (Unable to exec). Perhaps it has no memory or no processes left, or does not let this user run commands.",
    });
    expect(asked).toEqual(["echo started"]);
  });

  test("is left at once when the command is cancelled before it has answered", async () => {
    const cancel = new AbortController();
    const running = execAt(
      (session) => session.on("exec", () => cancel.abort(new Error("enough"))), // and no answer
      undefined,
      { signal: cancel.signal },
    );
    await expect(running).rejects.toThrow("enough");
  });
});
