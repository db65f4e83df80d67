import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AskOptions } from "@ingot/core/plugin";
import { testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { algorithmNames } from "./algorithm-names.js";
import { communicatorFields } from "./communicator-fields.js";
import { filePublicKey, sshSettings } from "./ssh-settings.js";
import { temporaryKey } from "./temporary-key.js";

async function settingsOf(
  config: object,
  { env = {}, place = {} }: { env?: Record<string, string>; place?: object } = {},
) {
  using host = testHost(env);
  await using run = testContext({ host });
  for (const name of ["key", "cert", "bastion-key"]) writeFileSync(join(host.directory, name), name.toUpperCase());
  const parsed = z.object(communicatorFields).parse({ ssh_username: "me", ...config });
  return await sshSettings(parsed, { host: "h", ...place }, run);
}

test("a template that says nothing more is patient for five minutes, or three refusals", async () => {
  const { address, ...settings } = await settingsOf({});
  expect(settings).toEqual({
    login: { username: "me", keys: [] },
    knownHostKeys: [],
    timeout: 300_000,
    attempts: 3,
    pauseBeforeConnecting: 0,
    keepAliveInterval: 5000,
    readWriteTimeout: 0,
    pty: false,
    localTunnels: [],
    remoteTunnels: [],
  });
  expect(await settingsOf({ ssh_timeout: "0", ssh_handshake_attempts: 0 })).toMatchObject(settings);
  expect(await address()).toEqual({ host: "h", port: 22 });
});

test.each([
  [{ ssh_timeout: "20m" }, { timeout: 1_200_000, attempts: 0 }],
  [{ ssh_wait_timeout: "20m" }, { timeout: 1_200_000, attempts: 0 }],
  [{ ssh_handshake_attempts: 7 }, { attempts: 7 }],
  [
    { ssh_timeout: "1m", ssh_handshake_attempts: 7 },
    { timeout: 60_000, attempts: 7 },
  ],
  [
    { ssh_timeout: "0", ssh_wait_timeout: "20m" },
    { timeout: 1_200_000, attempts: 0 },
  ],
  [{ ssh_timeout: "0", ssh_handshake_attempts: 7 }, { attempts: 7 }],
])("%j is as patient as Packer", async (config, expected) => {
  const { timeout, attempts } = await settingsOf(config);
  expect({ attempts, ...(timeout !== undefined && { timeout }) }).toEqual(expected);
});

test.each([
  ["-1s", 0],
  ["0s", 5000],
  ["2s", 2000],
])("a keep-alive interval of %s", async (ssh_keep_alive_interval, expected) => {
  expect((await settingsOf({ ssh_keep_alive_interval })).keepAliveInterval).toBe(expected);
});

test("the key and its certificate are read; what the builder knows comes after the template", async () => {
  const config = {
    ssh_private_key_file: "key",
    ssh_certificate_file: "cert",
    ssh_private_key_passphrase: "p",
    ssh_password: "mine",
  };
  const key = { name: "n", privateKey: "TEMPORARY", publicKey: "" };
  const { login, address } = await settingsOf(config, {
    place: { key, password: "found", port: 7, host: async () => "later" },
  });
  expect(login).toEqual({
    username: "me",
    password: "mine",
    keys: [
      { name: "the key key", privateKey: "KEY", certificate: "CERT", passphrase: "p" },
      { name: "the temporary key", privateKey: "TEMPORARY" },
    ],
  });
  expect(await address()).toEqual({ host: "later", port: 7 });
  expect((await settingsOf({}, { place: { password: "found" } })).login.password).toBe("found");
  await expect(settingsOf({ ssh_private_key_file: "none" })).rejects.toThrow(/^Cannot read none: ENOENT/);
});

test("the agent logs in where it is asked to, and is forwarded unless that is not wanted", async () => {
  const env = { SSH_AUTH_SOCK: "/agent" };
  expect(await settingsOf({ ssh_agent_auth: true }, { env })).toMatchObject({
    login: { agent: "/agent" },
    forwardedAgent: "/agent",
  });
  const { forwardedAgent, login } = await settingsOf({ ssh_disable_agent_forwarding: true }, { env });
  expect([forwardedAgent, login.agent]).toEqual([undefined, undefined]);
  await expect(settingsOf({ ssh_agent_auth: true })).rejects.toThrow(
    'ssh_agent_auth is set, but no agent runs: SSH_AUTH_SOCK is not set. Start one (eval "$(ssh-agent)" and ssh-add), or log in by other means.',
  );
});

test("the bastion inherits the machine's key and user, and nothing else", async () => {
  const machine = {
    ssh_private_key_file: "key",
    ssh_certificate_file: "cert",
    ssh_password: "p",
    ssh_bastion_host: "b",
  };
  expect((await settingsOf(machine)).bastion).toEqual({
    host: "b",
    port: 22,
    login: { username: "me", keys: [{ name: "the key key", privateKey: "KEY", certificate: "CERT" }] },
    knownHostKeys: [],
  });
  const own = {
    ssh_bastion_port: 2222,
    ssh_bastion_username: "you",
    ssh_bastion_private_key_file: "bastion-key",
    ssh_bastion_private_key_passphrase: "s",
    ssh_bastion_password: "bp",
    ssh_bastion_host_key: "# comment\nssh-ed25519 AAAA\n\nSHA256:x\n",
  };
  expect((await settingsOf({ ...machine, ...own })).bastion).toEqual({
    host: "b",
    port: 2222,
    login: {
      username: "you",
      password: "bp",
      keys: [{ name: "the key bastion-key", privateKey: "BASTION-KEY", passphrase: "s" }],
    },
    knownHostKeys: ["ssh-ed25519 AAAA", "SHA256:x"],
  });
});

test("what an interactive bastion asks is asked at the terminal, and what is secret is asked as such", async () => {
  using host = testHost();
  const context = testContext({ host });
  const questions: unknown[] = [];
  const answers = ["1234", "yes", undefined];
  const ask = async (question: string, options?: AskOptions) => {
    questions.push([question, options]);
    return answers.shift();
  };
  const config = z.object(communicatorFields).parse({ ssh_bastion_host: "b", ssh_bastion_interactive: true });
  const { bastion } = await sshSettings(config, { host: "h" }, { ...context, ask });
  const answer = bastion!.login.answer!;
  expect(await answer({ text: "Code: ", isSecret: true })).toBe("1234");
  expect(await answer({ text: "Sure?", isSecret: false })).toBe("yes");
  expect(questions).toEqual([
    ["The bastion b asks: Code:", { isSecret: true }],
    ["The bastion b asks: Sure?", { isSecret: false }],
  ]);
  await expect(answer({ text: "Code: ", isSecret: true })).rejects.toThrow(
    'The bastion b asks "Code:", and there is no terminal at which somebody could answer. Set ssh_bastion_password instead of ssh_bastion_interactive, or log in by a key or an agent.',
  );
  await context.close();
});

test("tunnels, proxies and algorithms arrive as they are written", async () => {
  const config = {
    ssh_local_tunnels: ["8080:host:80"],
    ssh_remote_tunnels: ["8081:[::1]:81"],
    ssh_proxy_host: "p",
    ssh_proxy_type: "http",
    ssh_proxy_username: "u",
    ssh_proxy_password: "s",
    ssh_ciphers: ["aes128-ctr"],
    ssh_key_exchange_algorithms: ["curve25519-sha256"],
    ssh_file_transfer_method: "sftp",
    ssh_pty: true,
    ssh_read_write_timeout: "3m",
    pause_before_connecting: "4s",
  };
  expect(await settingsOf(config)).toMatchObject({
    localTunnels: [{ port: 8080, host: "host", hostPort: 80 }],
    remoteTunnels: [{ port: 8081, host: "::1", hostPort: 81 }],
    proxy: { type: "http", host: "p", port: 1080, username: "u", password: "s" },
    ciphers: ["aes128-ctr"],
    keyExchanges: ["curve25519-sha256"],
    transferMethod: "sftp",
    pty: true,
    readWriteTimeout: 180_000,
    pauseBeforeConnecting: 4000,
  });
});

test("the names of algorithms are those that the library knows", () => {
  const { SUPPORTED_CIPHER, SUPPORTED_KEX } = jest.requireActual("ssh2/lib/protocol/constants.js");
  expect(algorithmNames).toEqual({ ssh_ciphers: SUPPORTED_CIPHER, ssh_key_exchange_algorithms: SUPPORTED_KEX });
});

test("no key pair is made where there is another way to log in", async () => {
  using host = testHost();
  await using run = testContext({ host });
  const parse = (config: object) => z.object(communicatorFields).parse(config);
  for (const config of [
    { ssh_password: "p" },
    { ssh_private_key_file: "k" },
    { ssh_agent_auth: true },
    { communicator: "none" },
  ])
    expect(await temporaryKey(parse(config), run)).toBeUndefined();
  expect(run.said).toEqual([]);
});

test("a login is hidden as an HTTP proxy gets it", async () => {
  using host = testHost();
  await using run = testContext({ host });
  const config = {
    ssh_password: "a",
    ssh_private_key_passphrase: "b",
    ssh_bastion_password: "c",
    ssh_bastion_private_key_passphrase: "d",
    ssh_proxy_username: "me",
    ssh_proxy_password: "e",
  };
  await sshSettings(z.object(communicatorFields).parse(config), { host: "h" }, run);
  expect(run.hidden).toEqual(["me:e"]);
});

test("the public half of a key file is known, also of one with a passphrase", async () => {
  using host = testHost();
  await using run = testContext({ host });
  const file = join(host.directory, "id");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "words", "-C", "", "-f", file]);
  const parse = (config: object) => z.object(communicatorFields).parse(config);
  const config = parse({ ssh_private_key_file: file, ssh_private_key_passphrase: "words" });
  expect(await filePublicKey(config, run)).toBe(readFileSync(`${file}.pub`, "utf8").trim());
  expect(await filePublicKey(parse({}), run)).toBeUndefined();
});
