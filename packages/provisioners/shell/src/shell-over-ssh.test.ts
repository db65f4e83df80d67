import { type CommunicatorConfig, communicatorFields, openCommunicator } from "@ingot/communicator-config";
import type { OutputLine } from "@ingot/core/plugin";
import { isAlive, requiresSshd, type Sshd, startSshd, type TestHost, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { shellProvisioner } from "./index.js";

const configFor = ({ port, user, key }: Sshd): CommunicatorConfig =>
  z.object(communicatorFields).parse({ ssh_username: user, ssh_port: port, ssh_private_key_file: key });

/** A machine whose provisioners tell a test each line that they print. */
async function connect(sshd: Sshd, host: TestHost) {
  const heard: ((text: string) => unknown)[] = [];
  const context = testContext({ host });
  const output = (line: OutputLine) => {
    context.lines.push(line);
    for (const hear of heard) hear(line.text);
  };
  const run = { ...context, output };
  const communicator = await openCommunicator(configFor(sshd), { host: "127.0.0.1" }, run);
  const provision = (settings: object, signal = run.signal) =>
    shellProvisioner.provision(
      shellProvisioner.config.parse({ remote_folder: host.directory, ...settings }),
      { communicator, exports: {} },
      { ...run, signal },
    );
  const texts = () => run.lines.map(({ text }) => text);
  return { provision, texts, heard, run, [Symbol.asyncDispose]: () => context.close() };
}

requiresSshd()("the shell provisioner over SSH", () => {
  const cutOff = { inline: ["echo going", "exec sleep 4330"] };
  const restart = async (sshd: Sshd) => {
    await sshd.kill();
    sshd.changeHostKeys();
    await sshd.start();
  };

  it("a script may restart the machine: what is left of it is removed afterwards, and the next script runs", async () => {
    await using sshd = await startSshd();
    using host = testHost();
    await using machine = await connect(sshd, host);
    machine.heard.push((text) => text === "going" && restart(sshd));
    await machine.provision({ ...cutOff, expect_disconnect: true });
    await machine.provision({ inline: [`ls ${host.directory} | grep -c script_`, "echo back"] });
    expect(machine.texts()).toEqual(["going", "1", "back"]);
    expect(machine.run.warned).toEqual([]);
  });

  it("a connection that is lost unexpectedly is no success, and the machine may not show another key then", async () => {
    await using sshd = await startSshd();
    using host = testHost();
    await using machine = await connect(sshd, host);
    machine.heard.push((text) => text === "going" && restart(sshd));
    await expect(machine.provision(cutOff)).rejects.toThrow(
      "The connection was lost while the script ran (inline script), so nobody knows whether it succeeded. If the script restarts or shuts down the machine, or its network, set expect_disconnect = true.",
    );
    await expect(machine.provision({ inline: ["true"] })).rejects.toThrow(
      /^The host key of .* has changed during the build/,
    );
  });

  it("a machine that restarts only after the script gets a new upload of the next one", async () => {
    await using sshd = await startSshd();
    using host = testHost();
    await using machine = await connect(sshd, host);
    await machine.provision({ inline: ["echo soon"], expect_disconnect: true, pause_after: "10ms" });
    await restart(sshd);
    await machine.provision({ inline: ["echo back"] });
    expect(machine.texts()).toEqual(["soon", "back"]);
  });

  it("a script that is cancelled is dead also where no second session may end it", async () => {
    await using sshd = await startSshd({ config: ["MaxSessions 1"] });
    using host = testHost();
    await using machine = await connect(sshd, host);
    const cancelling = new AbortController();
    machine.heard.push(() => cancelling.abort(new Error("enough")));
    const inline = ["echo $$", "sleep 4331", "true"];
    await expect(machine.provision({ inline }, cancelling.signal)).rejects.toThrow("enough");
    expect(isAlive(Number(machine.texts()[0]))).toBe(false);
    expect(machine.run.warned).toEqual([]);
  });

  it("a machine that does not come back is given up when start_retry_timeout is over", async () => {
    await using sshd = await startSshd();
    using host = testHost();
    await using machine = await connect(sshd, host);
    await sshd.kill();
    await expect(machine.provision({ inline: ["true"], start_retry_timeout: "300ms" })).rejects.toThrow(
      "Could not start the script in one attempt: the machine did not answer within 300ms (start_retry_timeout)",
    );
  });
});
