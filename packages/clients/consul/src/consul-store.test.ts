import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { testReadContext } from "@ingot/testing";
import { consulStore } from "./consul-store.js";

type Env = Readonly<Record<string, string>>;

/** The key/value endpoint of Consul's published API: raw values, 404 for none, plain text for what is wrong. */
async function fakeConsul(statuses: readonly number[] = []) {
  const early = [...statuses];
  const asked: string[] = [];
  const server = createServer(({ url = "", headers }, response) => {
    asked.push(url);
    const { pathname, searchParams } = new URL(url, "http://consul");
    const said = headers.authorization ?? headers["x-consul-token"] ?? "nobody";
    const early_ = early.shift();
    if (early_ !== undefined) response.writeHead(early_).end("rpc error: No cluster leader");
    else if (pathname === "/v1/kv/secret" && said !== "t0ken")
      response.writeHead(403).end("Permission denied: token lacks permission 'key:read' on \"secret\"");
    else if (pathname === "/v1/kv/bytes") response.end(Buffer.from([0xff]));
    else if (/^\/v1\/kv\/(app\/version|a%20b|secret|empty)$/.test(pathname) && searchParams.has("raw")) {
      response.end(pathname.endsWith("empty") ? "" : `${said} ${searchParams.get("ns")}`);
    } else response.writeHead(404).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const dispose = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, [Symbol.dispose]: dispose };
}

async function read(key: string, address: string, env: Env = {}, prepare = (_directory: string) => {}) {
  using context = testReadContext({ CONSUL_HTTP_ADDR: address, ...env });
  prepare(context.host.directory);
  const sleep = (time: number, signal?: AbortSignal) =>
    time > 1000 ? context.host.sleep(time, signal) : Promise.resolve();
  const value = await consulStore.read(key, { ...context, host: { ...context.host, sleep } });
  return { value, hidden: context.hidden };
}

test.each([
  ["app/version", {}, "nobody null"],
  ["/a b", {}, "nobody null"],
  ["secret", { CONSUL_HTTP_TOKEN: "t0ken" }, "t0ken null"],
  ["app/version", { CONSUL_NAMESPACE: "team" }, "nobody team"],
  ["app/version", { CONSUL_HTTP_AUTH: "me:p4ss" }, "Basic bWU6cDRzcw== null"],
  ["empty", {}, ""],
  ["none", {}, undefined],
])("%s with %j is %j", async (key, env: Env, value) => {
  using consul = await fakeConsul();
  expect((await read(key, consul.address, env)).value).toBe(value);
  expect((await read(key, `http://${consul.address}/`, env)).value).toBe(value);
});

test("tokens and passwords are hidden; a token may be in a file", async () => {
  using consul = await fakeConsul();
  const env = { CONSUL_HTTP_TOKEN_FILE: "token", CONSUL_HTTP_AUTH: "me:p4ss" };
  const { hidden } = await read("none", consul.address, env, (directory) =>
    writeFileSync(join(directory, "token"), "t0ken\n"),
  );
  expect(hidden).toEqual(["t0ken", "p4ss"]);
});

test("a server that has no leader is asked again", async () => {
  using consul = await fakeConsul([500, 503]);
  expect((await read("app/version", consul.address)).value).toBe("nobody null");
  expect(consul.asked).toHaveLength(3);
});

test.each([
  [
    "secret",
    {},
    [],
    'Consul refuses to show "secret" (status 403: Permission denied: token lacks permission \'key:read\' on "secret"). Set CONSUL_HTTP_TOKEN to a token that may read it.',
  ],
  ["x", {}, [500, 500, 500], 'Consul does not answer for "x" (status 500: rpc error: No cluster leader).'],
  ["../agent/self", {}, [], '"../agent/self" is no path: "." and ".." cannot be parts of it.'],
  [
    "x",
    { CONSUL_HTTP_ADDR: "unix:///run/consul.sock" },
    [],
    "CONSUL_HTTP_ADDR must be an address such as consul.example.com:8500 or https://consul.example.com.",
  ],
  [
    "x",
    { CONSUL_HTTP_TOKEN_FILE: "/no/such" },
    [],
    "CONSUL_HTTP_TOKEN_FILE names \"/no/such\", which cannot be read: ENOENT: no such file or directory, open '/no/such'.",
  ],
])("%s with %j is refused", async (key, env: Env, statuses, message) => {
  using consul = await fakeConsul(statuses);
  await expect(read(key, consul.address, env)).rejects.toMatchObject({ message });
});

test("what is no text, what does not speak TLS, and what is not there", async () => {
  const consul = await fakeConsul();
  await expect(read("bytes", consul.address)).rejects.toThrow("is not UTF-8 text.");
  await expect(read("x", consul.address, { CONSUL_HTTP_SSL: "true" })).rejects.toThrow(
    `No secure connection to https://${consul.address} could be made: it does not speak TLS. If its certificate is of an authority of your own, name that in CONSUL_CACERT.`,
  );
  consul[Symbol.dispose]();
  await expect(read("x", consul.address)).rejects.toThrow(
    `http://${consul.address} cannot be reached: nothing listens there. Consul's address is taken from CONSUL_HTTP_ADDR.`,
  );
});
