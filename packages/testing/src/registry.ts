import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { requires } from "./requires.js";

/** An image registry on 127.0.0.1, with storage of its own; Docker engines speak plain HTTP with it. */
export interface TestRegistry extends AsyncDisposable {
  /** "127.0.0.1:PORT": what image names begin with. */
  readonly address: string;
  /** The digest that a tag leads to; undefined when there is none. */
  digestOf(repository: string, tag: string): Promise<string | undefined>;
}

/** Who may use a registry that was started with `withLogin`. */
export const registryUser = { username: "ann", password: "s3cret word" } as const;

/** `registryUser` as htpasswd writes it. */
const passwords = "ann:$2y$05$t6WtUJlkA8NyXV58rfFVG.pqP4PJAbh10j0yb8i4nk/8aQy4Xk/d6\n";

/** `describe` where Debian's registry is installed; elsewhere a suite that is skipped. */
export const requiresRegistry = (): typeof describe => requires("docker-registry", "docker-registry");

export async function startRegistry({ withLogin = false } = {}): Promise<TestRegistry> {
  const directory = mkdtempSync(join(tmpdir(), "ingot-registry-"));
  const file = join(directory, "config.json");
  writeFileSync(join(directory, "htpasswd"), passwords);
  writeFileSync(file, JSON.stringify(configIn(directory, withLogin))); // JSON is YAML
  const server = spawn("docker-registry", ["serve", file], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(server, "exit");
  const address = await addressOf(server);
  return {
    address,
    digestOf: (repository, tag) => digestOf(address, repository, tag),
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const configIn = (directory: string, withLogin: boolean) => ({
  version: "0.1",
  storage: { filesystem: { rootdirectory: join(directory, "storage") } },
  http: { addr: "127.0.0.1:0" },
  ...(withLogin && { auth: { htpasswd: { realm: "test", path: join(directory, "htpasswd") } } }),
});

/** It says where it listens, and then must go on being read. */
async function addressOf(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr! })) {
    said.push(line);
    const address = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (address === undefined) continue;
    server.stderr!.resume();
    return address;
  }
  throw new Error(`docker-registry does not start: ${said.join("\n")}`);
}

async function digestOf(address: string, repository: string, tag: string): Promise<string | undefined> {
  const pair = Buffer.from(`${registryUser.username}:${registryUser.password}`).toString("base64");
  const response = await fetch(`http://${address}/v2/${repository}/manifests/${tag}`, {
    method: "HEAD",
    headers: { Accept: "application/vnd.docker.distribution.manifest.v2+json", Authorization: `Basic ${pair}` },
  });
  return response.headers.get("docker-content-digest") ?? undefined;
}
