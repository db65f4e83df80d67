import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { requires, type TestHost, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { httpFields } from "./http-fields.js";
import { serveHttp } from "./serve-http.js";

function fill({ directory }: TestHost): void {
  const web = join(directory, "web");
  for (const folder of ["index", "plain/deep"]) mkdirSync(join(web, folder), { recursive: true });
  const files = {
    "a.cfg": "text\n",
    "b.html": "<b>",
    "c.xml": "<c/>",
    "d.json": "{}",
    "index/index.html": "<i>",
    "plain/x:y.txt": "",
    "plain/q?.txt": "q",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(web, name), text);
  writeFileSync(join(web, "blob"), randomBytes(5000));
  symlinkSync("/etc", join(web, "etc"));
}

/** Packer with a machine that does nothing, until both are killed. */
async function packerServing({ directory, spawn }: TestHost) {
  const qemu = join(directory, "qemu");
  writeFileSync(qemu, '#!/bin/sh\n[ "$1" = -version ] && echo "QEMU emulator version 7.2.0" && exit\nexec sleep 600\n');
  chmodSync(qemu, 0o755);
  writeFileSync(join(directory, "a.iso"), "");
  const machine = { qemu_binary: qemu, communicator: "none", disk_size: "1M", disable_vnc: true };
  const source = { ...machine, iso_url: "a.iso", iso_checksum: "none", http_directory: "web" };
  const template = { source: { qemu: { one: source } }, build: { sources: ["source.qemu.one"] } };
  writeFileSync(join(directory, "one.pkr.json"), JSON.stringify(template));
  const env = { PATH: process.env.PATH, HOME: directory, CHECKPOINT_DISABLE: "1" };
  const child = spawn("packer", ["build", "-color=false", "one.pkr.json"], { env });
  for await (const line of createInterface(child.stdout)) {
    const port = /Starting HTTP server on port (\d+)/.exec(line)?.[1];
    if (port) return { child, port: Number(port) };
  }
  throw new Error("packer ended");
}

async function shortAnswer(port: number, path: string, method: string, headers: Record<string, string>) {
  const request = httpRequest({ port, path, method, headers, agent: false }).end();
  const [response] = await once(request, "response");
  const body = (await buffer(response)).toString("latin1");
  const { "content-type": type, "content-length": length, "content-range": range, location } = response.headers;
  const { statusCode: status = 0 } = response;
  return { status, range, location, ...(status !== 416 && { type, body }), ...(status < 300 && { length }) };
}

requires("packer", "packer")("beside packer", () => {
  it("the machine gets the same answers", async () => {
    using host = testHost();
    fill(host);
    const { child, port } = await packerServing(host);
    await using run = testContext({ host });
    const ours = await serveHttp(z.object(httpFields).parse({ http_directory: "web" }), run);
    const paths = ["/", "/a.cfg", "//a.cfg", "/a.cfg?x", "/a.cfg/", "/b.html", "/c.xml", "/d.json", "/blob", "/none"];
    const more = ["/index", "/index/", "/index/index.html", "/plain", "/plain/", "/plain/deep/", "/plain/q%3F.txt"];
    const links = ["/etc/hostname", "/../one.pkr.json", "/%2e%2e/one.pkr.json", "/plain/../a.cfg", "/plain/./x:y.txt"];
    const range = { Range: "bytes=1-2" };
    try {
      for (const path of [...paths, ...more, ...links]) {
        for (const [method, headers] of [
          ["GET", {}],
          ["HEAD", {}],
          ["POST", {}],
          ["GET", range],
        ] as const) {
          const theirs = await shortAnswer(port, path, method, headers);
          expect([path, method, await shortAnswer(ours!.port, path, method, headers)]).toEqual([path, method, theirs]);
        }
      }
    } finally {
      child.kill("SIGKILL");
      await child.exit;
    }
  });
});
