import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Aws } from "@ingot/client-aws";
import { testContext, testHost } from "@ingot/testing";
import { launchConfig, messageOf } from "./launch-world.test-fixtures.js";
import { windowsPassword } from "./windows-password.js";

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { publicKey, privateKey: privateKey.export({ type: "pkcs1", format: "pem" }) as string };
};

const ours = pair();

const encrypted = publicEncrypt(
  { key: ours.publicKey, padding: constants.RSA_PKCS1_PADDING },
  Buffer.from("pässword"),
).toString("base64");

/** An instance that has no password for so many looks. */
function instanceWith(looks: number) {
  const answers = Array.from({ length: looks }, () => ({ PasswordData: "\r\n" }));
  const getPasswordData = async () => answers.shift() ?? { PasswordData: `\r\n${encrypted}\r\n` };
  return { ec2: async () => ({ getPasswordData }) } as unknown as Aws;
}

function setUp(config: object = {}) {
  const host = testHost();
  let now = 0;
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const run = testContext({ host: { ...host, ...clock } });
  const settings = launchConfig({ communicator: "winrm", winrm_username: "Administrator", ...config });
  return { run, settings, host, [Symbol.dispose]: () => host[Symbol.dispose]() };
}

test("the password is waited for, decrypted with the key pair's private half, and hidden", async () => {
  using it = setUp();
  const key = { name: "k", key: { name: "k", privateKey: ours.privateKey, publicKey: "" } };
  expect(await windowsPassword(it.settings, instanceWith(3), "i-1", key, it.run)).toBe("pässword");
  expect(it.run.hidden).toEqual(["pässword"]);
});

test("the user's own key does as well", async () => {
  using it = setUp({ ssh_keypair_name: "mine", ssh_private_key_file: "key.pem" });
  writeFileSync(join(it.host.cwd, "key.pem"), ours.privateKey);
  expect(await windowsPassword(it.settings, instanceWith(0), "i-1", { name: "mine" }, it.run)).toBe("pässword");
});

test("another key does not", async () => {
  using it = setUp({ ssh_private_key_file: "key.pem" });
  writeFileSync(join(it.host.cwd, "key.pem"), pair().privateKey);
  expect(await messageOf(windowsPassword(it.settings, instanceWith(0), "i-1", {}, it.run))).toMatch(
    /^The administrator's password cannot be had, since it cannot be decrypted with the key: .+\. ssh_private_key_file must be the RSA key of ssh_keypair_name; or set winrm_password\.$/,
  );
});

test("an instance that never makes one is given up", async () => {
  using it = setUp({ windows_password_timeout: "1m" });
  const key = { key: { name: "k", privateKey: ours.privateKey, publicKey: "" } };
  expect(await messageOf(windowsPassword(it.settings, instanceWith(100), "i-1", key, it.run))).toBe(
    "Instance i-1 has told no administrator's password within 1m0s. The image must make one at its start (EC2Launch); or set winrm_password, or raise windows_password_timeout.",
  );
});
