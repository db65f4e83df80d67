import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isIngotError } from "@ingot/core/plugin";
import { requiresAll, requiresRoot, requiresSshd, type Sshd, startSshd, testContext, testHost } from "@ingot/testing";
import ssh2 from "ssh2";
import { openSshMachine } from "./ssh-machine.js";
import type { SshKey, SshLogin, SshSettings } from "./ssh-settings.js";
import { temporaryKeyPair } from "./temporary-key-pair.js";
import { keyLogin, settingsFor } from "./test-settings.test-fixtures.js";

/** What a command says once somebody is in, or why nobody is. */
async function attempt(sshd: Sshd, login: Partial<SshLogin>, more: Partial<SshSettings> = {}): Promise<string> {
  using host = testHost();
  await using run = testContext({ host });
  const settings = settingsFor(sshd, { login: { username: sshd.user, keys: [], ...login }, attempts: 1, ...more });
  try {
    const { exec } = await openSshMachine(settings, run);
    const lines: string[] = [];
    await exec("echo in", { onOutput: ({ text }) => void lines.push(text) });
    return lines.join();
  } catch (error) {
    if (!isIngotError(error)) throw error;
    return `${error.code}: ${error.message.replaceAll(String(sshd.port), "PORT").replaceAll(sshd.user, "USER")}`;
  }
}

const keygen = (...args: string[]) => execFileSync("ssh-keygen", ["-q", ...args]);

function makeKey(directory: string, name: string, ...args: string[]): SshKey {
  const path = join(directory, name);
  keygen("-f", path, "-C", name, "-N", "", ...args);
  return { name, privateKey: readFileSync(path, "utf8") };
}

requiresSshd()("logging in over SSH", () => {
  it.each([
    ["ed25519", undefined],
    ["rsa", 2048],
    ["ecdsa", 256],
    ["ecdsa", undefined],
  ])("by a temporary key pair of the type %s and size %s", async (type, bits) => {
    const pair = await temporaryKeyPair(type, bits, "packer_1234");
    expect(pair.publicKey).toMatch(/ packer_1234$/);
    await using sshd = await startSshd({ authorizedKeys: [pair.publicKey] });
    expect(await attempt(sshd, { keys: [{ name: "it", privateKey: pair.privateKey }] })).toBe("in");
  });

  it("makes no DSA keys, which no server takes any more", async () => {
    await expect(temporaryKeyPair("dsa", 1024, "")).rejects.toThrow(
      "No key pair of the type dsa can be made: choose ed25519, rsa or ecdsa.",
    );
  });

  it("by a key with a passphrase, in OpenSSH's format and in the older one, and says what is wrong without", async () => {
    await using sshd = await startSshd();
    const login = keyLogin(sshd);
    for (const format of [[], ["-m", "PEM"]]) {
      const path = join(sshd.directory, `locked${format.length}`);
      execFileSync("ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", ...format, "-N", "se cret", "-f", path]);
      const privateKey = readFileSync(path, "utf8");
      writeFileSync(join(sshd.directory, "authorized_keys"), readFileSync(`${path}.pub`));
      expect(await attempt(sshd, { keys: [{ name: "k", privateKey, passphrase: "se cret" }] })).toBe("in");
      expect(await attempt(sshd, { keys: [{ name: "k", privateKey }] })).toEqual(
        expect.stringMatching(/^SSH_KEY: Cannot read k as a private key: Encrypted .* no passphrase given$/),
      );
      expect(await attempt(sshd, { keys: [{ name: "k", privateKey, passphrase: "other" }] })).toEqual(
        expect.stringMatching(/^SSH_KEY: Cannot read k as a private key: /),
      );
    }
    expect(await attempt(sshd, { keys: [{ name: "k", privateKey: "nonsense" }] })).toBe(
      "SSH_KEY: Cannot read k as a private key: Unsupported key format",
    );
    const publicKey = readFileSync(`${sshd.key}.pub`, "utf8");
    expect(await attempt(sshd, { keys: [{ name: "k", privateKey: publicKey }] })).toBe(
      "SSH_KEY: Cannot log in with k: it is a public key, not a private one.",
    );
    expect(login.keys).toHaveLength(1);
  });

  it.each([
    ["ed25519", []],
    ["rsa", ["-b", "2048"]],
    ["ecdsa", ["-b", "256"]],
    ["ecdsa", ["-b", "521"]],
  ])("by a certificate of an %s key %j, where the server knows its authority alone", async (type, size) => {
    using host = testHost();
    makeKey(host.directory, "ca", "-t", "ed25519");
    makeKey(host.directory, "other", "-t", "ed25519");
    const key = makeKey(host.directory, "user", "-t", type, ...size);
    await using sshd = await startSshd({
      config: [`TrustedUserCAKeys ${host.directory}/ca.pub`, "AuthorizedPrincipalsFile none"],
    });
    execFileSync("chmod", ["0755", host.directory]);
    const sign = (authority: string) => {
      keygen("-s", join(host.directory, authority), "-I", "test", "-n", sshd.user, join(host.directory, "user.pub"));
      return readFileSync(join(host.directory, "user-cert.pub"), "utf8");
    };
    expect(await attempt(sshd, { keys: [{ ...key, certificate: sign("ca") }] })).toBe("in");
    expect(sshd.log()).toContain("Accepted publickey");
    expect(await attempt(sshd, { keys: [key] })).toMatch(/^SSH_AUTHENTICATION/);
    const certificate = sign("other");
    expect(await attempt(sshd, { keys: [{ ...key, certificate }] })).toMatch(/^SSH_AUTHENTICATION/);
    const stranger = readFileSync(sshd.key, "utf8");
    expect(await attempt(sshd, { keys: [{ name: "id", privateKey: stranger, certificate }] })).toBe(
      "SSH_CERTIFICATE: The certificate is not one of id: it certifies another key.",
    );
    expect(await attempt(sshd, { keys: [{ ...key, certificate: "ssh-ed25519 AAAA" }] })).toBe(
      "SSH_CERTIFICATE: The certificate of user is not an OpenSSH certificate.",
    );
  });

  it("by the local agent, which the machine then sees too unless it does not want to", async () => {
    await using sshd = await startSshd();
    const socket = join(sshd.directory, "agent");
    const [, pid] = /SSH_AGENT_PID=(\d+)/.exec(execFileSync("ssh-agent", ["-s", "-a", socket], { encoding: "utf8" }))!;
    try {
      execFileSync("ssh-add", ["-q", sshd.key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
      expect(await attempt(sshd, { agent: socket })).toBe("in");
      using host = testHost();
      await using run = testContext({ host });
      const login = { username: sshd.user, keys: [], agent: socket };
      const { exec } = await openSshMachine(settingsFor(sshd, { login, forwardedAgent: socket }), run);
      expect(await exec("ssh-add -l && ssh-add -l")).toEqual({ exitCode: 0 });
      expect(await exec("ssh-add -l")).toEqual({ exitCode: 0 });
    } finally {
      process.kill(Number(pid));
    }
    expect(await attempt(sshd, { agent: socket })).toBe(
      "SSH_AUTHENTICATION: Error waiting for SSH: 127.0.0.1:PORT does not let USER in with the keys of the agent (once).",
    );
  });

  it("commands run also where the server forwards no agent", async () => {
    await using sshd = await startSshd({ config: ["AllowAgentForwarding no"] });
    const login = keyLogin(sshd);
    expect(await attempt(sshd, login, { forwardedAgent: join(sshd.directory, "none") })).toBe("in");
  });

  it("tries what the server takes, and says what was tried and what it takes", async () => {
    await using sshd = await startSshd({ config: ["PasswordAuthentication no", "KbdInteractiveAuthentication no"] });
    const wrong = makeKey(sshd.directory, "wrong", "-t", "ed25519");
    expect(await attempt(sshd, { keys: [wrong], password: "x" })).toBe(
      "SSH_AUTHENTICATION: Error waiting for SSH: 127.0.0.1:PORT does not let USER in with wrong, the password, the password as an answer; it takes publickey (once).",
    );
    expect(await attempt(sshd, {})).toBe(
      "SSH_AUTHENTICATION: Error waiting for SSH: 127.0.0.1:PORT does not let USER in without a password or a key (once).",
    );
    expect(await attempt(sshd, { keys: [wrong, ...keyLogin(sshd).keys] })).toBe("in");
  });

  it("a wrong key is final after the third refusal, and then at once", async () => {
    await using sshd = await startSshd();
    const wrong = makeKey(sshd.directory, "wrong", "-t", "ed25519");
    const said = await attempt(sshd, { keys: [wrong] }, { attempts: 3, timeout: 600_000 });
    expect(said).toMatch(/^SSH_AUTHENTICATION: Error waiting for SSH: .* with wrong; it takes .* \(3 times\)\.$/);
    expect(sshd.connections()).toBe(3);
  });

  it("a server that wants another password is not waited for", async () => {
    await using sshd = await startSshd();
    const hostKeys = [readFileSync(join(sshd.directory, "host_ed25519"))];
    const server = new ssh2.Server({ hostKeys }, (client) => {
      client.on("authentication", (context) => {
        if (context.method === "password") context.requestChange("It has expired.", () => {});
        else context.reject(["password"]);
      });
      client.on("error", () => {}); // we leave
    });
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    const { port } = server.address() as { port: number };
    expect(await attempt({ ...sshd, port }, { password: "old" })).toBe(
      "SSH_PASSWORD_EXPIRED: The password of USER has expired, and 127.0.0.1:PORT wants another one. Change it on the machine, or in what makes it.",
    );
    await new Promise((settle) => server.close(settle));
  });

  it("offers the algorithms that are asked for", async () => {
    await using sshd = await startSshd({
      config: ["Ciphers aes256-ctr", "KexAlgorithms diffie-hellman-group14-sha256"],
    });
    const login = keyLogin(sshd);
    expect(await attempt(sshd, login)).toBe("in");
    expect(
      await attempt(sshd, login, { ciphers: ["aes256-ctr"], keyExchanges: ["diffie-hellman-group14-sha256"] }),
    ).toBe("in");
    expect(await attempt(sshd, login, { ciphers: ["aes128-gcm@openssh.com"] })).toBe(
      "SSH_ALGORITHMS: 127.0.0.1:PORT and we know no cipher in common. It offers aes256-ctr; we offer aes128-gcm@openssh.com. Change ssh_ciphers, or what the server offers.",
    );
    expect(await attempt(sshd, login, { keyExchanges: ["curve25519-sha256"] })).toMatch(
      /^SSH_ALGORITHMS: .* we know no way to exchange keys in common\. It offers diffie-hellman-group14-sha256\b.*; we offer curve25519-sha256\b.*\. Change ssh_key_exchange_algorithms, or what the server offers\.$/,
    );
  });
});

requiresAll(requiresRoot(), requiresSshd())("logging in over SSH with a password", () => {
  it.each([
    ["the password", "PasswordAuthentication yes", "KbdInteractiveAuthentication no"],
    ["an answer to what the server asks", "PasswordAuthentication no", "KbdInteractiveAuthentication yes"],
    ["a key and then the password", "AuthenticationMethods publickey,password", "PasswordAuthentication yes"],
    ["the password and then a key", "AuthenticationMethods password,publickey", "PasswordAuthentication yes"],
  ])("by %s", async (_name, ...config) => {
    await using sshd = await startSshd({ config, withPassword: true });
    const keys = keyLogin(sshd).keys.filter(() => config[0]!.startsWith("AuthenticationMethods"));
    expect(await attempt(sshd, { keys, password: sshd.password })).toBe("in");
    expect(await attempt(sshd, { keys, password: "wrong" })).toMatch(
      /^SSH_AUTHENTICATION: .* it takes [a-z -]+ \(once\)\.$/,
    );
  });

  it("by answers that a person gives", async () => {
    const config = ["PasswordAuthentication no", "KbdInteractiveAuthentication yes"];
    await using sshd = await startSshd({ config, withPassword: true });
    const asked: unknown[] = [];
    const answer: SshLogin["answer"] = async (question) => {
      asked.push(question);
      return sshd.password;
    };
    expect(await attempt(sshd, { answer })).toBe("in");
    expect(asked).toEqual([{ text: expect.stringContaining("assword: "), isSecret: true }]);
    const silent: SshLogin["answer"] = () => Promise.reject(new Error("nobody is there"));
    await expect(attempt(sshd, { answer: silent })).rejects.toThrow("nobody is there");
  });
});
