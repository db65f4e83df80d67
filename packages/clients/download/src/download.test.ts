import { randomBytes, randomInt } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failureOf, testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { sha1 } from "./cache.js";
import { fetchIso } from "./fetch-iso.js";
import { cutAfter, digestOf, etagOf, fileServer } from "./file-server.test-fixtures.js";
import { isoFields } from "./iso-fields.js";
import { remoteIso } from "./remote-iso.js";

const schema = z.object(isoFields);

/** A machine on which waiting for another attempt takes no time. */
function place(env: Record<string, string> = {}) {
  const host = testHost(env);
  const cache = join(host.directory, ".cache/packer");
  const sleep = (time: number, signal?: AbortSignal) => host.sleep(time === 60_000 ? time : 0, signal);
  const run = testContext({ host: { ...host, sleep } });
  /** The SHA-256 of what is fetched. */
  const fetch = async (config: object) => digestOf(readFileSync(await fetchIso(schema.parse(config), run)));
  return { host, run, cache, fetch, [Symbol.dispose]: () => host[Symbol.dispose]() };
}

const rangesOf = ({ requests }: { readonly requests: readonly { readonly range: string | undefined }[] }) =>
  requests.map(({ range }) => range);

describe("a download", () => {
  it("goes into the cache under Packer's name, and happens once", async () => {
    using server = await fileServer();
    using here = place();
    const digest = digestOf(server.content);
    const config = { iso_url: server.url, iso_checksum: digest };
    const path = join(here.cache, `${sha1(`sha256:${digest}`)}.iso`);
    expect(await fetchIso(schema.parse(config), here.run)).toBe(path);
    expect(await here.fetch(config)).toBe(digestOf(server.content));
    expect(server.requests).toHaveLength(1);
    expect(readdirSync(here.cache)).toEqual([`${sha1(`sha256:${digest}`)}.iso`]);
    expect(here.run.said.slice(0, 3)).toEqual(["Retrieving ISO", `Trying ${server.url}`, `${server.url} => ${path}`]);
  });

  it("goes into the directory that the environment names, with the extension that is asked for", async () => {
    using server = await fileServer();
    using here = place({ INGOT_CACHE_DIR: "mine", PACKER_CACHE_DIR: "theirs" });
    const config = { iso_url: server.url, iso_checksum: "none", iso_target_extension: "img" };
    expect(await fetchIso(schema.parse(config), here.run)).toBe(
      join(here.host.directory, "mine", `${sha1(server.url)}.img`),
    );
  });

  it("goes where iso_target_path says, and stays when it is right", async () => {
    using server = await fileServer();
    using here = place();
    const config = {
      iso_url: server.url,
      iso_checksum: digestOf(server.content, "md5"),
      iso_target_path: "deep/a.iso",
    };
    for (let round = 0; round < 2; round++)
      expect(await fetchIso(schema.parse(config), here.run)).toBe(join(here.host.directory, "deep/a.iso"));
    expect(server.requests).toHaveLength(1);
    expect(readdirSync(here.cache)).toEqual([]);
  });

  it("goes to another file system too", async () => {
    using server = await fileServer();
    using memory = {
      path: mkdtempSync("/dev/shm/ingot-"),
      [Symbol.dispose]: () => rmSync(memory.path, { recursive: true }),
    };
    using here = place({ INGOT_CACHE_DIR: memory.path });
    const config = { iso_url: server.url, iso_checksum: "none", iso_target_path: "a.iso" };
    expect(await here.fetch(config)).toBe(digestOf(server.content));
    expect(readdirSync(memory.path)).toEqual([`${sha1(server.url)}.json`]);
  });

  it("is asked for again when nothing tells whether it is right, and sent when it has changed", async () => {
    using server = await fileServer();
    using here = place();
    const config = { iso_url: server.url, iso_checksum: "none" };
    const statuses: number[] = [];
    server.mischief = (_count, response) => {
      response.on("finish", () => statuses.push(response.statusCode));
      return false;
    };
    expect(await here.fetch(config)).toBe(digestOf(server.content));
    expect(await here.fetch(config)).toBe(digestOf(server.content));
    server.content = randomBytes(300_000);
    expect(await here.fetch(config)).toBe(digestOf(server.content));
    expect(statuses).toEqual([200, 304, 200]);
  });

  it("replaces a damaged file of the cache", async () => {
    using server = await fileServer();
    using here = place();
    const digest = digestOf(server.content);
    mkdirSync(here.cache, { recursive: true });
    writeFileSync(join(here.cache, `${sha1(`sha256:${digest}`)}.iso`), server.content.subarray(1));
    expect(await here.fetch({ iso_url: server.url, iso_checksum: digest })).toBe(digestOf(server.content));
  });

  it("is not hindered by the lock file that packer leaves", async () => {
    using server = await fileServer();
    using here = place();
    mkdirSync(here.cache, { recursive: true });
    writeFileSync(join(here.cache, `${sha1(server.url)}.iso.lock`), "");
    expect(await here.fetch({ iso_url: server.url, iso_checksum: "none" })).toBe(digestOf(server.content));
  });

  it("is shared by builds that run side by side", async () => {
    using server = await fileServer();
    using here = place();
    const config = { iso_url: server.url, iso_checksum: digestOf(server.content) };
    const images = await Promise.all(Array.from({ length: 8 }, () => here.fetch(config)));
    expect(new Set(images)).toEqual(new Set([digestOf(server.content)]));
    expect(server.requests).toHaveLength(1);
    expect(here.run.said).toContain("Waiting for another build, which downloads it already");
  });

  it("tells how far it is, at each tenth and not too often", async () => {
    using server = await fileServer(randomBytes(4_000_000));
    using here = place();
    let seconds = 0;
    const host = { ...here.host, now: () => new Date(seconds++ * 1000) };
    await using run = testContext({ host });
    await fetchIso(schema.parse({ iso_url: server.url, iso_checksum: "none" }), run);
    const reports = run.said.filter((line) => line.startsWith("Downloaded"));
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.length).toBeLessThanOrEqual(10);
    for (const line of reports) expect(line).toMatch(/^Downloaded \d+ % of 3\.8 MiB, at \d+\.\d KiB\/s$/);
  });
});

describe("a server that fails", () => {
  it("may cut the connection anywhere: the download goes on from there, and no byte comes twice", async () => {
    using server = await fileServer();
    using here = place();
    const offset = randomInt(1, server.content.length);
    server.mischief = (count, response) => count === 1 && cutAfter(offset, server.content, response);
    expect(await here.fetch({ iso_url: server.url, iso_checksum: digestOf(server.content) })).toBe(
      digestOf(server.content),
    );
    const [, second] = rangesOf(server);
    const start = Number(/^bytes=(\d+)-$/.exec(second ?? "bytes=0-")![1]);
    expect(server.requests).toHaveLength(2);
    expect(start).toBeLessThanOrEqual(offset);
  });

  it("may refuse for a while", async () => {
    using server = await fileServer();
    using here = place();
    server.mischief = (count, response) => count <= 2 && !!response.writeHead(503).end();
    expect(await here.fetch({ iso_url: server.url, iso_checksum: "none" })).toBe(digestOf(server.content));
    expect(here.run.said.slice(2, 4)).toEqual([
      `${server.url} was answered with the status 503. Trying again in 1 s`,
      `${server.url} was answered with the status 503. Trying again in 2 s`,
    ]);
  });

  it("may say how long it is to be left alone, in seconds or by a date, within reason", async () => {
    using server = await fileServer();
    using here = place();
    const wishes = ["7", new Date(Date.now() + 3_600_000).toUTCString(), "soon"];
    server.mischief = (count, response) =>
      count <= wishes.length && !!response.writeHead(429, { "Retry-After": wishes[count - 1] }).end();
    expect(await here.fetch({ iso_url: server.url, iso_checksum: "none" })).toBe(digestOf(server.content));
    expect(here.run.said.slice(2, 5)).toEqual(
      [7, 300, 4].map((wait) => `${server.url} was answered with the status 429. Trying again in ${wait} s`),
    );
  });

  it("may ignore Range: the whole comes again, and replaces what was there", async () => {
    using server = await fileServer();
    using here = place();
    server.mischief = (count, response) => {
      if (count === 1) return cutAfter(1000, server.content, response);
      response.writeHead(200, { "Content-Length": server.content.length }).end(server.content);
      return true;
    };
    expect(await here.fetch({ iso_url: server.url, iso_checksum: "none" })).toBe(digestOf(server.content));
  });

  it("may have another file by then: nothing is mixed, even if it ignores If-Range", async () => {
    using server = await fileServer();
    using here = place();
    const other = randomBytes(server.content.length);
    server.mischief = (count, response) => {
      if (count === 1) return cutAfter(200_000, server.content, response);
      server.content = other;
      if (count > 2) return false;
      const range = `bytes 200000-${other.length - 1}/${other.length}`;
      response.writeHead(206, { ETag: etagOf(other), "Content-Range": range }).end(other.subarray(200_000));
      return true;
    };
    expect(await here.fetch({ iso_url: server.url, iso_checksum: "none" })).toBe(digestOf(other));
  });

  it("may send less than it announces, always: then the download fails, and names no file", async () => {
    using server = await fileServer();
    using here = place();
    server.mischief = (_count, response) => cutAfter(1000, server.content, response);
    const { origin } = new URL(server.url);
    expect(await failureOf(here.fetch({ iso_url: server.url, iso_checksum: "none" }))).toBe(
      `DOWNLOAD_FAILED: ${origin} ended its answer early: it closed the connection.`,
    );
    expect(server.requests).toHaveLength(5);
    expect(readdirSync(here.cache).filter((name) => name.endsWith(".iso"))).toEqual([]);
  });

  it("is not asked again where that is of no use", async () => {
    using server = await fileServer();
    using here = place();
    server.mischief = (_count, response) => !!response.writeHead(404).end();
    expect(await failureOf(here.fetch({ iso_url: server.url, iso_checksum: "none" }))).toBe(
      `DOWNLOAD_FAILED: ${server.url} was answered with the status 404.`,
    );
    expect(server.requests).toHaveLength(1);
  });

  it("may be cut again and again as long as something comes", async () => {
    using server = await fileServer(randomBytes(12 << 20));
    using here = place();
    server.mischief = (count, response, { headers }) => {
      const start = Number(/\d+/.exec(headers.range ?? "0")![0]);
      const { content } = server;
      if (count > 8) return false;
      if (count > 1)
        response.writeHead(206, {
          ETag: etagOf(content),
          "Content-Length": content.length - start,
          "Content-Range": `bytes ${start}-${content.length - 1}/${content.length}`,
        });
      else response.writeHead(200, { ETag: etagOf(content), "Content-Length": content.length });
      response.write(content.subarray(start, start + (5 << 18)), () => response.destroy());
      return true;
    };
    expect(await here.fetch({ iso_url: server.url, iso_checksum: "none" })).toBe(digestOf(server.content));
    expect(server.requests).toHaveLength(9);
  });

  it("loses nothing to a cancellation, whose reason is thrown", async () => {
    using server = await fileServer();
    using here = place();
    const abort = new AbortController();
    server.mischief = (_count, response) => {
      response.writeHead(200, { ETag: etagOf(server.content), "Content-Length": server.content.length });
      response.write(server.content.subarray(0, 100_000), () => abort.abort(new Error("enough")));
      return true;
    };
    const run = testContext({ host: here.host, signal: abort.signal });
    const config = schema.parse({ iso_url: server.url, iso_checksum: "none" });
    await expect(fetchIso(config, run)).rejects.toThrow("enough");
    await run.close();
    server.mischief = () => false;
    expect(await here.fetch(config)).toBe(digestOf(server.content));
    expect(existsSync(join(here.cache, `${sha1(server.url)}.partial.lock`))).toBe(false);
  });
});

describe("a wrong checksum", () => {
  it("is told, and what came is used when the checksum is mended, without a second transfer", async () => {
    using server = await fileServer();
    using here = place();
    const wrong = "0".repeat(64);
    const digest = digestOf(server.content);
    expect(await failureOf(here.fetch({ iso_url: server.url, iso_checksum: wrong }))).toBe(
      `DOWNLOAD_FAILED: ${server.url} has the checksum sha256:${digest}, and sha256:${wrong} is asked for.`,
    );
    expect(readdirSync(here.cache).filter((name) => name.endsWith(".iso"))).toEqual([]);
    expect(
      await here.fetch({ iso_url: server.url, iso_checksum: `sha512:${digestOf(server.content, "sha512")}` }),
    ).toBe(digestOf(server.content));
    expect(server.requests).toHaveLength(1);
  });

  it("makes it come again when it is asked for again, for it may have been damaged on its way", async () => {
    using server = await fileServer();
    using here = place();
    const { content } = server;
    server.content = Buffer.from(content).fill(0, 5, 6);
    const config = { iso_url: server.url, iso_checksum: digestOf(content) };
    await failureOf(here.fetch(config));
    server.content = content;
    expect(await here.fetch(config)).toBe(digestOf(content));
  });

  it("leads to the next address; at the end each is told", async () => {
    using server = await fileServer();
    using here = place();
    server.mischief = (_count, response, { url }) => url === "/none.iso" && !!response.writeHead(404).end();
    const { origin } = new URL(server.url);
    const iso_urls = [`${origin}/none.iso`, server.url, "gone.iso"];
    const digest = digestOf(server.content);
    expect(await failureOf(here.fetch({ iso_urls, iso_checksum: "1".repeat(32) }))).toBe(
      `DOWNLOAD_FAILED: None of the addresses gave the image:
- ${origin}/none.iso: ${origin}/none.iso was answered with the status 404.
- ${server.url}: ${server.url} has the checksum md5:${digestOf(server.content, "md5")}, and md5:${"1".repeat(32)} is asked for.
- gone.iso: There is no file "${here.host.directory}/gone.iso".`,
    );
    expect(await here.fetch({ iso_urls, iso_checksum: digest })).toBe(digestOf(server.content));
  });
});

describe("a checksum file", () => {
  it.each(["SHA256SUMS", "file:///DIRECTORY/SHA256SUMS", "http"])("may be %s", async (where) => {
    using server = await fileServer();
    using here = place();
    const sums = `${"a".repeat(64)}  other.iso\n${digestOf(server.content)} *image.iso\n`;
    server.mischief = (_count, response, { url }) => url === "/SUMS" && !!response.end(sums);
    writeFileSync(join(here.host.directory, "SHA256SUMS"), sums);
    const location = where
      .replace("/DIRECTORY", here.host.directory)
      .replace("http", new URL("/SUMS", server.url).href);
    expect(await here.fetch({ iso_url: server.url, iso_checksum: `file:${location}` })).toBe(digestOf(server.content));
  });

  it("that lacks the image or cannot be read is told", async () => {
    using server = await fileServer();
    using here = place();
    writeFileSync(join(here.host.directory, "SUMS"), `${"a".repeat(64)}  other.iso\n${"b".repeat(64)}  more.iso\n`);
    expect(await failureOf(here.fetch({ iso_url: server.url, iso_checksum: "file:SUMS" }))).toBe(
      'DOWNLOAD_FAILED: The checksum file SUMS has no checksum of "image.iso".',
    );
    expect(await failureOf(here.fetch({ iso_url: server.url, iso_checksum: "file:none" }))).toMatch(
      /^DOWNLOAD_FAILED: The checksum file none cannot be read: .+\.$/,
    );
    server.mischief = (_count, response) => !!response.writeHead(403).end();
    expect(await failureOf(here.fetch({ iso_url: "x.iso", iso_checksum: `file:${server.url}` }))).toBe(
      `DOWNLOAD_FAILED: The checksum file ${server.url} cannot be read: the server answered with the status 403.`,
    );
  });
});

describe("a file of this machine", () => {
  it.each(["my image.iso", "./my image.iso", "DIRECTORY/my image.iso", "file://DIRECTORY/my%20image.iso"])(
    "%s is used in place",
    async (written) => {
      using here = place();
      const path = join(here.host.directory, "my image.iso");
      writeFileSync(path, "image");
      const iso_url = written.replace("DIRECTORY", here.host.directory);
      const checksums = [digestOf(Buffer.from("image")), "none"];
      for (const iso_checksum of checksums)
        expect(await fetchIso(schema.parse({ iso_url, iso_checksum }), here.run)).toBe(path);
      expect(existsSync(here.cache)).toBe(false);
    },
  );

  it("must have the checksum", async () => {
    using here = place();
    writeFileSync(join(here.host.directory, "a.iso"), "image");
    expect(await failureOf(here.fetch({ iso_url: "a.iso", iso_checksum: `md5:${"0".repeat(32)}` }))).toBe(
      `DOWNLOAD_FAILED: a.iso has the checksum md5:${digestOf(Buffer.from("image"), "md5")}, and md5:${"0".repeat(32)} is asked for.`,
    );
    expect(existsSync(join(here.host.directory, "a.iso"))).toBe(true);
  });
});

test("a login in the address is sent and never shown, and neither is a signature", async () => {
  using server = await fileServer();
  using here = place();
  let login: string | undefined;
  server.mischief = (_count, _response, { headers }) => {
    login = headers.authorization;
    return false;
  };
  const iso_url = `${server.url.replace("http://", "http://me:p4ss%2Fw0rd@")}?signature=s3cret&checksum=md5:${digestOf(server.content, "md5")}`;
  expect(await here.fetch({ iso_url, iso_checksum: "none" })).toBe(digestOf(server.content));
  expect(login).toBe(`Basic ${Buffer.from("me:p4ss/w0rd").toString("base64")}`);
  expect(server.requests[0]!.path).toBe("/image.iso?signature=s3cret");
  expect(here.run.said[1]).toBe(`Trying ${server.url}?…`);
  expect(here.run.said.join()).not.toMatch(/p4ss|s3cret/);
  expect(here.run.hidden).toEqual(["p4ss%2Fw0rd", "p4ss/w0rd"]);
});

test("an image that is read in place needs a server that gives parts of it", async () => {
  using server = await fileServer();
  using here = place();
  const config = schema.parse({ iso_url: server.url, iso_checksum: "none" });
  expect(await remoteIso(config, here.run)).toBe(server.url);
  server.headers = { "Accept-Ranges": "none" };
  expect(await failureOf(remoteIso(config, here.run))).toBe(
    `DOWNLOAD_FAILED: The server does not say that it gives parts of ${server.url} (Accept-Ranges: bytes), so the image cannot be read in place. Remove iso_skip_cache.`,
  );
  expect(server.requests.map(({ method }) => method)).toEqual(["HEAD", "HEAD"]);
});
