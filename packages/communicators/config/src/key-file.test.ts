import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckHost } from "@ingot/core/plugin";
import { requires, testHost } from "@ingot/testing";
import * as z from "zod";
import { checkCommunicator } from "./check-communicator.js";
import { communicatorFields } from "./communicator-fields.js";
import { isEncrypted, isPrivateKey } from "./key-file.js";

requires("ssh-keygen", "openssh-client")("key files", () => {
  it.each([
    ["ed25519", []],
    ["rsa", ["-m", "PEM"]],
    ["rsa", ["-m", "PKCS8"]],
    ["ecdsa", ["-m", "PEM"]],
  ])("%s %j: whether a passphrase protects them is seen", (type, format) => {
    using host = testHost();
    for (const passphrase of ["", "se cret"]) {
      const path = join(host.directory, `key${passphrase.length}`);
      execFileSync("ssh-keygen", ["-q", "-t", type, ...format, "-N", passphrase, "-f", path]);
      const text = readFileSync(path, "utf8");
      expect([isPrivateKey(text), isEncrypted(text)]).toEqual([true, passphrase !== ""]);
      expect(isPrivateKey(readFileSync(`${path}.pub`, "utf8"))).toBe(false);
    }
  });

  it("validate says what is wrong with them, before any machine is started", () => {
    using host = testHost();
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "se cret", "-f", join(host.directory, "key")]);
    const looking: CheckHost = {
      ...host,
      kindOf: () => "file",
      textOf: (path) => readFileSync(host.resolve(path), "utf8"),
    };
    const check = (config: object) =>
      checkCommunicator(z.object(communicatorFields).parse({ ssh_username: "u", ...config }), looking).map(
        ({ detail }) => detail,
      );
    expect(check({ ssh_private_key_file: "~/key" })).toEqual([
      'The key "~/key" is protected by a passphrase: set ssh_private_key_passphrase, or add the key to an agent (ssh-add) and set ssh_agent_auth = true in its place.',
    ]);
    expect(check({ ssh_private_key_file: "key", ssh_private_key_passphrase: "se cret" })).toEqual([]);
    expect(check({ ssh_bastion_host: "b", ssh_bastion_private_key_file: "key" })).toEqual([
      'The key "key" is protected by a passphrase: set ssh_bastion_private_key_passphrase, or add the key to an agent (ssh-add) and set ssh_bastion_agent_auth = true in its place.',
    ]);
    expect(check({ ssh_private_key_file: "key.pub" })).toEqual([
      'The file "key.pub" holds no private key; ssh_private_key_file must name one.',
    ]);
  });
});
