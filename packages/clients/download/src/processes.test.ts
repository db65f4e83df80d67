import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { type TestHost, testHost, until } from "@ingot/testing";
import { build } from "esbuild";
import { sha1 } from "./cache.js";
import { digestOf, etagOf, fileServer } from "./file-server.test-fixtures.js";

const packages = resolve(__dirname, "../../..");

/** The child, bundled from the sources: the test needs no build. */
async function bundleChild(outfile: string): Promise<void> {
  const sources = {
    "@ingot/core": "core/src/index.ts",
    "@ingot/core/node-host": "core/src/node-host.ts",
    "@ingot/core/plugin": "core/src/plugin.ts",
    "@ingot/hcl": "hcl/src/index.ts",
    "@ingot/hcl/duration": "hcl/src/functions/duration.ts",
    "@ingot/hcl/reason": "hcl/src/reason.ts",
    "@ingot/testing": "testing/src/index.ts",
    "@ingot/client-http": "clients/http/src/index.ts",
  };
  const alias = Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, join(packages, path)]));
  const entryPoints = [join(__dirname, "fetch-child.test-fixtures.ts")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "cjs", logLevel: "silent", alias });
}

function fetching({ directory }: TestHost, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(directory, "child.cjs"), directory, ...args]);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { child, ended: ended.then(([stdout, stderr]) => ({ stdout, stderr })) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "close");
}

test("processes side by side share one download", async () => {
  using host = testHost();
  using server = await fileServer(randomBytes(5_000_000));
  await bundleChild(join(host.directory, "child.cjs"));
  const digest = digestOf(server.content);
  const children = Array.from({ length: 4 }, () => fetching(host, server.url, digest));
  const path = join(host.directory, ".cache/packer", `${sha1(`sha256:${digest}`)}.iso`);
  for (const { ended } of children) expect(await ended).toEqual({ stdout: path, stderr: "" });
  expect(digestOf(readFileSync(path))).toBe(digest);
  expect(server.requests).toHaveLength(1);
});

test("a killed process frees the lock, and the next one goes on from where it was", async () => {
  using host = testHost();
  using server = await fileServer(randomBytes(5_000_000));
  await bundleChild(join(host.directory, "child.cjs"));
  const { content } = server;
  const half = new Promise<void>((halfSent) => {
    server.mischief = (count, response) => {
      if (count > 1) return false;
      response.writeHead(200, { ETag: etagOf(content), "Content-Length": content.length });
      response.write(content.subarray(0, 2_500_000), () => halfSent());
      return true;
    };
  });
  const first = fetching(host, server.url, digestOf(content));
  await half;
  const cache = join(host.directory, ".cache/packer");
  const partial = join(cache, `${sha1(server.url)}.partial`);
  await until(() => readFileSync(partial).length >= 2_500_000, first.ended);
  await kill(first.child);
  expect(readdirSync(cache).some((name) => name.endsWith(".lock"))).toBe(true);

  const { stdout, stderr } = await fetching(host, server.url, digestOf(content)).ended;
  expect([digestOf(readFileSync(stdout)), stderr]).toEqual([digestOf(content), ""]);
  expect(server.requests.map(({ range }) => range)).toEqual([undefined, "bytes=2500000-"]);
  expect(readdirSync(cache).some((name) => name.endsWith(".partial") || name.endsWith(".lock"))).toBe(false);
});
