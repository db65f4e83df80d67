import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localCommunicator, requires, requiresSshd, startSshd, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { communicatorFields } from "./communicator-fields.js";
import { openCommunicator } from "./open-communicator.js";
import { clearTemporaryKey, temporaryKey } from "./temporary-key.js";

const parse = (config: object) => z.object(communicatorFields).parse({ ssh_username: "me", ...config });

test("a key pair is made for the build, and its private half shown to nobody", async () => {
  using host = testHost();
  await using run = testContext({ host });
  const config = parse({ temporary_key_pair_type: "ed25519", temporary_key_pair_name: "mine" });
  const key = await temporaryKey(config, run);
  expect(key).toEqual({
    name: "mine",
    privateKey: expect.stringContaining("OPENSSH PRIVATE KEY"),
    publicKey: expect.stringMatching(/^ssh-ed25519 \S+ mine$/),
  });
  expect(run.hidden).toEqual([key!.privateKey]);
  expect(run.said).toEqual(["Creating a temporary ed25519 key pair..."]);
  expect((await temporaryKey(parse({ temporary_key_pair_type: "ed25519" }), run))!.name).toMatch(
    /^packer_[0-9a-f]{32}$/,
  );
});

test("with -debug the key is saved while the build lasts, readable by its user alone", async () => {
  using host = testHost();
  const run = testContext({ host, debug: true, build: { name: "a.qemu.vm", builderType: "qemu", sourceName: "vm" } });
  writeFileSync(join(host.directory, "qemu_vm.pem"), "old", { mode: 0o644 });
  const key = await temporaryKey(parse({ temporary_key_pair_type: "ed25519" }), run);
  const path = join(host.directory, "qemu_vm.pem");
  expect(readFileSync(path, "utf8")).toBe(key!.privateKey);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(run.said).toContain(`Saving key for debug purposes: ${path}`);
  await run.close();
  expect(existsSync(path)).toBe(false);
});

const takesKeyOut = (shell: string) => async () => {
  using host = testHost();
  await using run = testContext({ host });
  const home = join(host.directory, "home");
  mkdirSync(join(home, ".ssh"), { recursive: true });
  writeFileSync(join(home, "id"), "#!/bin/sh\necho 0\n", { mode: 0o755 }); // it shall not become root
  const file = join(home, ".ssh/authorized_keys");
  const key = { name: "n", privateKey: "", publicKey: "ssh-ed25519 AAAA+b/c== n" };
  writeFileSync(file, `ssh-rsa BBBB other\n${key.publicKey}\n# end\n`, { mode: 0o640 });
  const machine = localCommunicator(host, host.directory);
  const communicator = {
    ...machine,
    exec: (command: string) =>
      machine.exec(`HOME=${home} PATH=${home}:$PATH exec ${shell} -c '${command.replaceAll("'", `'\\''`)}'`),
  };
  const config = parse({ ssh_clear_authorized_keys: true });
  await clearTemporaryKey(parse({}), key, communicator, run);
  await clearTemporaryKey(config, undefined, communicator, run);
  expect(readFileSync(file, "utf8")).toContain("AAAA");
  await clearTemporaryKey(config, key, communicator, run);
  expect(readFileSync(file, "utf8")).toBe("ssh-rsa BBBB other\n# end\n");
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(run.said).toEqual(["Removing the temporary key from the machine's authorized_keys..."]);
  const failing = { ...communicator, exec: async () => ({ exitCode: 1 }) };
  await expect(clearTemporaryKey(config, key, failing, run)).rejects.toThrow(
    "The temporary key could not be taken out of the machine's authorized_keys (exit status 1): the machine does not say why. The image would let its owner in.",
  );
};

test("ssh_clear_authorized_keys takes the key out, and that alone; owner and mode stay", takesKeyOut("sh"));

describe.each(["tcsh", "fish"])("a login shell that is no POSIX shell: %s", (shell) =>
  requires(shell, shell)("is no obstacle", () => test("takes the key out too", takesKeyOut(shell))),
);

requiresSshd()("openCommunicator", () => {
  it("logs in by the temporary key, and transfers files", async () => {
    using host = testHost();
    await using run = testContext({ host });
    const pair = await temporaryKey(parse({ temporary_key_pair_type: "ed25519" }), run);
    await using sshd = await startSshd({ authorizedKeys: [pair!.publicKey] });
    const config = parse({ ssh_username: sshd.user });
    const communicator = await openCommunicator(config, { host: "127.0.0.1", port: sshd.port, key: pair! }, run);
    writeFileSync(join(host.directory, "a"), "content");
    await communicator.upload(join(host.directory, "a"), join(host.directory, "b"));
    expect(readFileSync(join(host.directory, "b"), "utf8")).toBe("content");
    expect(communicator.type).toBe("ssh");
    await communicator.close();
  });

  it("none is none, and winrm is not there yet", async () => {
    using host = testHost();
    await using run = testContext({ host });
    expect((await openCommunicator(parse({ communicator: "none" }), { host: "" }, run)).type).toBe("none");
    await expect(openCommunicator(parse({ communicator: "winrm" }), { host: "" }, run)).rejects.toThrow(
      'This version of Ingot has no winrm communicator yet, so it cannot contact the machine. Set communicator = "none" to run local provisioners only.',
    );
  });
});
