import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { testReadContext } from "@ingot/testing";
import { type FakeVault, fakeVault, rootToken } from "./fake-vault.test-fixtures.js";
import { vaultStore } from "./vault-store.js";

type Env = Readonly<Record<string, string>>;

/** Waits between attempts are skipped. */
async function read(path: string, vault: Pick<FakeVault, "url">, env: Env = {}, prepare = (_directory: string) => {}) {
  using context = testReadContext({ VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken, ...env });
  prepare(context.host.directory);
  const sleep = (time: number, signal?: AbortSignal) =>
    time > 1000 ? context.host.sleep(time, signal) : Promise.resolve();
  return await vaultStore.read(path, { ...context, host: { ...context.host, sleep } });
}

const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it did not fail",
    (error: Error) => error.message,
  );

test.each([
  ["secret/data/app", { password: "p4ss", port: 8080 }],
  ["/secret/data/app", { password: "p4ss", port: 8080 }],
  ["secret/data/a b/ü", { odd: "name" }],
  ["kv/app", { password: "one" }],
  ["secret/data/none", undefined],
])("%s", async (path, fields) => {
  using vault = await fakeVault();
  expect(await read(path, vault)).toEqual(fields);
});

test("a path leads nowhere else", async () => {
  using vault = await fakeVault();
  expect(await failureOf(read("secret/../../sys/seal", vault))).toContain("is no path");
  expect(vault.asked).toEqual([]);
});

test("a namespace is named", async () => {
  using vault = await fakeVault([], "team/a");
  expect(await read("kv/app", vault, { VAULT_NAMESPACE: "team/a" })).toEqual({ password: "one" });
  expect(await read("kv/app", vault)).toBeUndefined();
});

test("the token of `vault login` serves where the variable is not set, and is hidden", async () => {
  using vault = await fakeVault();
  using context = testReadContext({ VAULT_ADDR: vault.url });
  writeFileSync(join(context.host.directory, ".vault-token"), `${rootToken}\n`);
  expect(await vaultStore.read("kv/app", context)).toEqual({ password: "one" });
  expect(context.hidden).toEqual([rootToken]);
});

test("without a token nobody is asked", async () => {
  using vault = await fakeVault();
  expect(await failureOf(read("kv/app", vault, { VAULT_TOKEN: "" }))).toBe(
    "no token for Vault is known: set VAULT_TOKEN, or log in with `vault login`, which writes ~/.vault-token.",
  );
  expect(vault.asked).toEqual([]);
});

test.each([
  [
    "secret/data/forbidden",
    {},
    'Vault refuses to show "secret/data/forbidden" (status 403: 1 error occurred: * permission denied). The token may have expired, or its policies do not allow to read there; in another namespace, set VAULT_NAMESPACE.',
  ],
  [
    "kv/app",
    { VAULT_TOKEN: "wr0ng" },
    'Vault refuses to show "kv/app" (status 403: permission denied). The token may have expired, or its policies do not allow to read there; in another namespace, set VAULT_NAMESPACE.',
  ],
  [
    "secret/app",
    {},
    'Vault keeps versions of what is at "secret/app", so the path has "data" after the engine\'s own, perhaps "secret/data/app".',
  ],
  ["secret/data/deleted", {}, 'the newest version of "secret/data/deleted" in Vault is deleted.'],
  [
    "kv/app",
    { VAULT_ADDR: "vault.example.com:8200" },
    "VAULT_ADDR must be an address such as https://vault.example.com:8200.",
  ],
  [
    "kv/app",
    { VAULT_CACERT: "/no/such.pem" },
    "VAULT_CACERT names \"/no/such.pem\", which cannot be read: ENOENT: no such file or directory, open '/no/such.pem'.",
  ],
])("%s with %j is refused", async (path, env: Env, message) => {
  using vault = await fakeVault();
  const failure = await failureOf(read(path, vault, env));
  expect(failure).toBe(message);
  expect(failure).not.toContain("wr0ng");
});

describe("a server that cannot serve at the moment", () => {
  const sealed = [503, { errors: ["Vault is sealed"] }] as const;

  test("is asked again", async () => {
    using vault = await fakeVault([[500, { errors: ["internal error"] }], sealed]);
    expect(await read("kv/app", vault)).toEqual({ password: "one" });
    expect(vault.asked).toHaveLength(3);
  });

  test("is asked three times in all", async () => {
    using vault = await fakeVault([sealed, sealed, sealed]);
    expect(await failureOf(read("kv/app", vault))).toBe(
      `Vault at ${vault.url} cannot serve at the moment (status 503: Vault is sealed). It may be sealed, or under maintenance.`,
    );
    expect(vault.asked).toHaveLength(3);
  });

  test("and one that is not there", async () => {
    const vault = await fakeVault();
    vault[Symbol.dispose]();
    expect(await failureOf(read("kv/app", vault))).toBe(
      `${vault.url} cannot be reached: nothing listens there. Vault's address is taken from VAULT_ADDR.`,
    );
  });
});

test("a standby server's redirect is followed, with the token", async () => {
  using vault = await fakeVault();
  using standby = await fakeVault([[307, {}, { Location: `${vault.url}/v1/kv/app` }]]);
  expect(await read("kv/app", standby)).toEqual({ password: "one" });
  expect(vault.asked).toEqual(["GET /v1/kv/app"]);
});

test("what answers and is no Vault", async () => {
  using vault = await fakeVault([[200, ["hello"]]]);
  expect(await failureOf(read("kv/app", vault))).toBe(
    "Vault's answer has no data. Check that VAULT_ADDR is the address of a Vault.",
  );
});

describe("over TLS", () => {
  async function secureVault(answer: readonly [number, Readonly<Record<string, string>>, unknown]) {
    using context = testReadContext();
    const { directory } = context.host;
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", join(directory, "key"), "-out", join(directory, "cert")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        ...files,
        ...subject,
      ],
      { stdio: "ignore" },
    );
    const [key, cert] = [readFileSync(join(directory, "key"), "utf8"), readFileSync(join(directory, "cert"), "utf8")];
    const server = createSecureServer({ key, cert }, (_request, response) => {
      const [status, headers, json] = answer;
      response.writeHead(status, headers).end(JSON.stringify(json));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const dispose = () => {
      server.closeAllConnections();
      server.close();
    };
    return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, cert, [Symbol.dispose]: dispose };
  }

  const good = [200, {}, { data: { password: "one" } }] as const;

  test("an unknown authority is refused, and may be named or waived", async () => {
    using vault = await secureVault(good);
    const failure = await failureOf(read("kv/app", vault));
    expect(failure).toMatch(
      /^No secure connection to https:\/\/127\.0\.0\.1:\d+ could be made: self-signed certificate\. If its certificate is of an authority of your own, name that in VAULT_CACERT; VAULT_SKIP_VERIFY trusts any\.$/,
    );
    const named = await read("kv/app", vault, { VAULT_CACERT: "ca.pem" }, (directory) =>
      writeFileSync(join(directory, "ca.pem"), vault.cert),
    );
    const given = await read("kv/app", vault, { VAULT_CACERT_BYTES: vault.cert });
    const waived = await read("kv/app", vault, { VAULT_SKIP_VERIFY: "true" });
    expect([named, given, waived]).toEqual([{ password: "one" }, { password: "one" }, { password: "one" }]);
  });

  test("a redirect to plain HTTP is not followed", async () => {
    using plain = await fakeVault();
    using vault = await secureVault([307, { Location: `${plain.url}/v1/kv/app` }, {}]);
    expect(await failureOf(read("kv/app", vault, { VAULT_SKIP_VERIFY: "1" }))).toBe(
      `Vault sends us from HTTPS to ${plain.url}, which would show the token to others. Set VAULT_ADDR to the active server.`,
    );
    expect(plain.asked).toEqual([]);
  });
});
