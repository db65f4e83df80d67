import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { requires, type TestHost, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { fetchIso } from "./fetch-iso.js";
import { digestOf, fileServer } from "./file-server.test-fixtures.js";
import { isoFields } from "./iso-fields.js";

interface Image {
  readonly iso_url: string;
  readonly iso_checksum: string;
}

/** What packer's qemu builder says of its download. No machine starts: QEMU is a program that fails. */
async function packerSays({ directory }: TestHost, image: Image): Promise<string[]> {
  const source = { ...image, qemu_binary: "/bin/false", communicator: "none", disk_size: "1M", disable_vnc: true };
  const template = { source: { qemu: { one: source } }, build: { sources: ["source.qemu.one"] } };
  writeFileSync(join(directory, "one.pkr.json"), JSON.stringify(template));
  const env = { PATH: process.env.PATH, HOME: directory, CHECKPOINT_DISABLE: "1", PACKER_CACHE_DIR: "cache" };
  const child = spawn("packer", ["build", "-color=false", "-force", "one.pkr.json"], { cwd: directory, env });
  const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
  const lines = output.split("\n").map((line) => line.replace(/^==> qemu\.one: /, ""));
  return lines.filter((line) => /^Retrieving|^Trying| => /.test(line));
}

const imagesIn = (host: TestHost) => readdirSync(join(host.directory, "cache")).filter((name) => name.endsWith(".iso"));

requires("packer", "packer")("beside packer", () => {
  it.each([
    ["none", () => "none"],
    ["digits alone", (content: Buffer) => digestOf(content)],
    ["a named type in capitals", (content: Buffer) => `SHA256:${digestOf(content).toUpperCase()}`],
    ["sha512", (content: Buffer) => `sha512:${digestOf(content, "sha512")}`],
    ["md5", (content: Buffer) => `md5:${digestOf(content, "md5")}`],
    ["a checksum file", () => "file:SUMS"],
  ])("the file in the cache has the same name, and packer's is used: %s", async (_name, checksumOf) => {
    using server = await fileServer();
    using host = testHost({ PACKER_CACHE_DIR: "cache" });
    writeFileSync(join(host.directory, "SUMS"), `${digestOf(server.content)}  image.iso\n`);
    const image = { iso_url: server.url, iso_checksum: checksumOf(server.content) };
    const theirs = await packerSays(host, image);
    const requests = server.requests.length;
    expect(imagesIn(host)).toHaveLength(1);

    await using run = testContext({ host });
    const path = await fetchIso(z.object(isoFields).parse(image), run);
    expect(imagesIn(host)).toEqual([path.slice(path.lastIndexOf("/") + 1)]);
    expect(run.said[0]).toBe(theirs[0]);
    expect(run.said[1]).toBe(theirs[1]);
    expect(run.said.at(-1)).toBe(theirs.at(-1)!.replace(/\?checksum=\S+/, ""));
    expect(server.requests.length - requests).toBe(image.iso_checksum === "none" ? 1 : 0); // its size alone tells nothing
  });
});
