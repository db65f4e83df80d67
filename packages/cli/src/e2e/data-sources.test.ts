import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { isAlive, until } from "@ingot/testing";
import * as z from "zod";
import { readEventSchemas } from "./event-schema.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

async function serve(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const dispose = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, [Symbol.dispose]: dispose };
}

/** Two servers' worth: version numbers, and a Vault that knows one token. */
const answers: RequestListener = ({ url, headers }, response) => {
  if (url === "/version") response.end("1.2.3");
  else if (url === "/1.2.3/sum") response.end(JSON.stringify({ sum: "abc" }));
  else if (url === "/v1/secret/data/app" && headers["x-vault-token"] === "hvs.t0ken") {
    response.end(JSON.stringify({ data: { data: { password: "hunter-2-secret" }, metadata: { version: 1 } } }));
  } else response.writeHead(404).end("{}");
};

const template = (url: string) => `
variable "base" {
  default = "${url}"
}
data "http" "version" {
  url = "\${var.base}/version"
}
locals {
  version  = trimspace(data.http.version.body)
  password = vault("secret/data/app", "password")
}
data "http" "sum" {
  url = "\${var.base}/\${local.version}/sum"
}
data "external" "host" {
  program = ["/bin/sh", "-c", "read -r line; printf '{\\"said\\":\\"hello\\"}'"]
  query   = { version = local.version }
}
data "file" "scripts" {
  path    = "\${path.root}/scripts"
  pattern = "*.sh"
}
data "null" "joined" {
  input = join(" ", [local.version, jsondecode(data.http.sum.body).sum, data.external.host.result.said, join(",", data.file.scripts.files)])
}
source "file" "out" {
  content = "\${data.null.joined.output} \${local.password}"
  target  = "out.txt"
}
build {
  sources = ["file.out"]
  provisioner "shell-local" {
    inline = ["echo password is \${vault("secret/data/app", "password")}, of \${build.ID}"]
  }
}
`;

function place(url: string, files: Readonly<Record<string, string>> = {}): Workplace {
  return workplace({ "t.pkr.hcl": template(url), "scripts/b.sh": "", "scripts/a.sh": "", ...files });
}

const withVault = (at: Workplace, url: string, ...args: string[]) => {
  const env = { VAULT_ADDR: url, VAULT_TOKEN: "hvs.t0ken" };
  return at.start(process.execPath, [binary, ...args], env).ended;
};

/** A process that has ended may still wait for its parent to ask for its end. */
const readEventSchema = z.discriminatedUnion("type", [...readEventSchemas]);

const binary = require.resolve("../../bin/ingot.cjs");

test("build reads each once, in the order that they need, and shows no secret", async () => {
  using server = await serve(answers);
  using at = place(server.url);
  const { code, out, err } = await withVault(at, server.url, "build", "t.pkr.hcl");
  expect([err, code]).toEqual(["", 0]);
  expect(at.read("out.txt")).toBe("1.2.3 abc hello a.sh,b.sh hunter-2-secret");
  expect(server.asked.sort()).toEqual(["GET /1.2.3/sum", "GET /v1/secret/data/app", "GET /version"]);
  expect(out).toContain("password is <sensitive>, of ");
  expect(out).not.toContain("hunter-2-secret");
});

test("events tell of the reads, and of no value", async () => {
  using server = await serve(answers);
  using at = place(server.url);
  const { out } = await withVault(at, server.url, "build", "-json", "t.pkr.hcl");
  const events = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const event of events.filter(({ type }) => type.startsWith("read-"))) readEventSchema.parse(event);
  const read = events.filter(({ type }) => type === "read-finished").map(({ name, ok }) => `${name} ${ok}`);
  expect(read.sort()).toEqual([
    "data.external.host true",
    "data.file.scripts true",
    "data.http.sum true",
    "data.http.version true",
    "data.null.joined true",
    "vault() true",
  ]);
  expect(out).not.toMatch(/hunter-2-secret|hvs\.t0ken/);
});

test("validate and inspect read nothing, and find mistakes by the outputs' types", async () => {
  using server = await serve(answers);
  const wrong =
    'locals {\n  a = data.http.version.bdy\n  b = data.http.version.status_code.x\n  c = data.external.host.result["any"]\n}\n';
  using at = place(server.url, { "wrong/t.pkr.hcl": `${template(server.url)}${wrong}` });
  const good = await at.ingot("validate", "t.pkr.hcl");
  expect([good.out, good.err, good.code]).toEqual(["The configuration is valid.\n", "", 0]);
  const bad = await at.ingot("validate", "wrong");
  expect(bad.code).toBe(1);
  expect(bad.err).toContain('This object has no attribute "bdy". Did you mean "body"?');
  expect(bad.err).toContain("This value is a number, which has no attributes.");
  const inspected = await at.ingot("inspect", "t.pkr.hcl");
  expect(inspected.out).toContain('local.version: "<unknown>"');
  expect(inspected.code).toBe(0);
  expect(server.asked).toEqual([]);
});

test("validate -evaluate-datasources reads", async () => {
  using server = await serve(answers);
  using at = place(server.url);
  const { out, code } = await withVault(at, server.url, "validate", "-evaluate-datasources", "t.pkr.hcl");
  expect([out, code]).toEqual(["The configuration is valid.\n", 0]);
  expect(server.asked).toHaveLength(3);
});

test("a failure is shown at the block, and at the call; nothing is built", async () => {
  using server = await serve((_request, response) => response.writeHead(500).end("hunter-2-secret"));
  using at = place(server.url);
  const { err, code } = await at.ingot("build", "t.pkr.hcl");
  expect([code, at.exists("out.txt")]).toEqual([1, false]);
  expect(err.replace(server.url, "URL")).toBe(`Error: Data source not read

  on t.pkr.hcl line 5:
   5: data "http" "version" {
      ^^^^^^^^^^^^^^^^^^^^^

data.http.version could not be read: URL answered with the
status 500.

Error: Error in function call

  on t.pkr.hcl line 10, in locals:
  10:   password = vault("secret/data/app", "password")
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

The function vault failed: no token for Vault is known: set VAULT_TOKEN, or log
in with \`vault login\`, which writes ~/.vault-token.

Error: Error in function call

  on t.pkr.hcl line 33, in provisioner "shell-local":
  33: … = ["echo password is \${vault("secret/data/app", "password")}, of \${buil…
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

The function vault failed: no token for Vault is known: set VAULT_TOKEN, or log
in with \`vault login\`, which writes ~/.vault-token.

`);
});

const slow = {
  "t.pkr.hcl": `data "external" "slow" {
  program = ["/bin/sh", "-c", "trap '' TERM HUP; sleep 1000 & echo $! > pid; mv pid started; wait"]
}
source "null" "x" {
  communicator = "none"
}
build {
  sources = ["null.x"]
}
`,
};

async function startSlow(at: Workplace) {
  const running = at.startIngot("build", "-json", "t.pkr.hcl");
  await running.printed(/read-started/);
  await until(() => at.exists("started"), running.ended);
  return running;
}

test("Ctrl-C while something is read ends it, and what it started", async () => {
  using at = workplace(slow);
  const running = await startSlow(at);
  running.process.kill("SIGINT");
  const { code, err } = await running.ended;
  expect([code, err]).toEqual([1, "Cancelled while the template was read: interrupt\n"]);
  expect(isAlive(Number(at.read("started")))).toBe(false);
});

test("what a data source started ends with us even when we are killed", async () => {
  using at = workplace(slow);
  const running = await startSlow(at);
  running.process.kill("SIGKILL");
  await until(() => !isAlive(Number(at.read("started"))));
  expect((await running.ended).signal).toBe("SIGKILL");
});
