import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { httpFields } from "./http-fields.js";
import { serveHttp } from "./serve-http.js";

const schema = z.object(httpFields);

/** A directory `web` with all that matters, served. */
async function serveDirectory() {
  const host = testHost();
  const web = join(host.directory, "web");
  mkdirSync(join(web, "with-index"), { recursive: true });
  mkdirSync(join(web, "plain/deep"), { recursive: true });
  writeFileSync(join(host.directory, "outside.txt"), "outside");
  writeFileSync(join(web, "preseed.cfg"), "d-i preseed\n");
  writeFileSync(join(web, "with-index/index.html"), "<b>index</b>");
  writeFileSync(join(web, "plain/a & b.txt"), "a");
  writeFileSync(join(web, "plain/100%?#.txt"), "odd");
  writeFileSync(join(web, ".hidden"), "h");
  writeFileSync(join(web, "blob.bin"), randomBytes(200_000));
  symlinkSync("../outside.txt", join(web, "link"));
  return { host, ...(await serve(host, { http_directory: "web" })) };
}

async function serve(host: ReturnType<typeof testHost>, config: object) {
  const run = testContext({ host });
  const server = await serveHttp(schema.parse(config), run);
  const close = async () => {
    await run.close();
    host[Symbol.dispose]();
  };
  return { run, port: server!.port, [Symbol.asyncDispose]: close };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: Buffer;
}

/** The path goes out as it is, also where a browser would tidy it. */
async function ask(port: number, path: string, headers = {}, method = "GET"): Promise<Answer> {
  const request = httpRequest({ port, path, method, headers, agent: false }).end();
  const [response] = await once(request, "response");
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

const shortly = async (answer: Promise<Answer>) => {
  const { status, headers, body } = await answer;
  return [status, headers["content-type"] ?? headers.location, body.toString()];
};

const plain = "text/plain; charset=utf-8";

test("files, by their paths and by odd ones", async () => {
  await using web = await serveDirectory();
  const of = (path: string) => shortly(ask(web.port, path));
  expect(await of("/preseed.cfg")).toEqual([200, plain, "d-i preseed\n"]);
  expect(await of("//preseed.cfg")).toEqual([200, plain, "d-i preseed\n"]);
  expect(await of("/preseed.cfg?host=a")).toEqual([200, plain, "d-i preseed\n"]);
  expect(await of("/plain/a%20&%20b.txt")).toEqual([200, plain, "a"]);
  expect(await of("/plain/100%25%3f%23.txt")).toEqual([200, plain, "odd"]);
  expect(await of("/.hidden")).toEqual([200, plain, "h"]);
  expect(await of("/link")).toEqual([200, plain, "outside"]);
  expect((await ask(web.port, "/blob.bin")).headers["content-type"]).toBe("application/octet-stream");
});

test("directories: an index, a list, and redirects", async () => {
  await using web = await serveDirectory();
  const of = (path: string) => shortly(ask(web.port, path));
  const html = "text/html; charset=utf-8";
  expect(await of("/with-index/")).toEqual([200, html, "<b>index</b>"]);
  expect(await of("/with-index/index.html")).toEqual([301, "./", ""]);
  expect(await of("/with-index")).toEqual([301, "with-index/", ""]);
  expect(await of("/preseed.cfg/")).toEqual([301, "../preseed.cfg", ""]);
  const links = `<a href="100%25%3F%23.txt">100%?#.txt</a>\n<a href="a%20&%20b.txt">a &amp; b.txt</a>\n<a href="deep/">deep/</a>\n`;
  expect(await of("/plain/")).toEqual([200, html, `<pre>\n${links}</pre>\n`]);
});

test.each(["/../outside.txt", "/%2e%2e/outside.txt", "/plain/../../outside.txt", "/..%2foutside.txt", "/%00", "/%ff"])(
  "%s leads nowhere",
  async (path) => {
    await using web = await serveDirectory();
    expect((await ask(web.port, path)).status).toBe(404);
  },
);

test("HEAD, and parts of files", async () => {
  await using web = await serveDirectory();
  const head = await ask(web.port, "/preseed.cfg", {}, "HEAD");
  expect([head.status, head.headers["content-length"], head.headers["accept-ranges"], head.body.length]).toEqual([
    ...[200, "12", "bytes", 0],
  ]);
  const part = await ask(web.port, "/preseed.cfg", { Range: "bytes=4-6" });
  expect([part.status, part.headers["content-range"], part.body.toString()]).toEqual([206, "bytes 4-6/12", "pre"]);
  expect((await ask(web.port, "/preseed.cfg", { Range: "bytes=90-" })).status).toBe(416);
});

test("what the machine fetches is told once, and what it misses with what it may have meant", async () => {
  await using web = await serveDirectory();
  for (const path of ["/preseed.cfg", "/preseed.cfg", "/presed.cfg", "/plain/nothing-like-it", "/with-index"])
    await ask(web.port, path);
  expect(web.run.said.slice(1)).toEqual([
    "The machine fetched /preseed.cfg, 12 bytes",
    "The machine asked for /presed.cfg, and there is no such file. Did you mean /preseed.cfg?",
    "The machine asked for /plain/nothing-like-it, and there is no such file.",
  ]);
  expect((await ask(web.port, "/presed.cfg")).body.toString()).toBe("404 page not found. Did you mean /preseed.cfg?\n");
});

test("a machine that fetches very much does not flood the output", async () => {
  await using web = await serveDirectory();
  for (let count = 0; count < 120; count++) await ask(web.port, `/package-${count}-of-many`);
  expect(web.run.said).toHaveLength(1 + 100 + 1);
  expect(web.run.said.at(-1)).toBe("The machine asks for more; that is not told");
});

test("texts of the template, at exactly their paths", async () => {
  const http_content = { "/a/user-data": "#cloud-config\n", "meta-data": "{}", "/page.html": "<i>" };
  await using web = await serve(testHost(), { http_content });
  const of = (path: string) => shortly(ask(web.port, path));
  expect(await of("/a/user-data")).toEqual([200, plain, "#cloud-config\n"]);
  expect(await of("/meta-data")).toEqual([200, plain, "{}"]);
  expect(await of("/page.html")).toEqual([200, "text/html; charset=utf-8", "<i>"]);
  expect(await of("/a/userdata")).toEqual([404, plain, "404 page not found. Did you mean /a/user-data?\n"]);
  expect((await ask(web.port, "/meta-data", {}, "HEAD")).headers["content-length"]).toBe("2");
});

test("nothing to serve, no server", async () => {
  using host = testHost();
  expect(await serveHttp(schema.parse({}), testContext({ host }))).toBeUndefined();
});

test("each server has a port of its own, until none is left", async () => {
  using host = testHost();
  await using run = testContext({ host });
  const config = { http_content: {}, http_bind_address: "127.0.0.1", http_port_min: 18_310, http_port_max: 18_312 };
  const taken = createServer().listen(18_311, "127.0.0.1");
  await once(taken, "listening");
  const servers = [await serveHttp(schema.parse(config), run), await serveHttp(schema.parse(config), run)];
  expect(servers.map((server) => server!.port).sort()).toEqual([18_310, 18_312]);
  await expect(serveHttp(schema.parse(config), run)).rejects.toThrow(
    "No port from 18310 to 18312 is free for the HTTP server. Widen the range with http_port_min and http_port_max.",
  );
  taken.close();
});

test("the build's end closes the port and every connection", async () => {
  using host = testHost();
  const run = testContext({ host });
  const server = await serveHttp(schema.parse({ http_content: {} }), run);
  const connection = connect(server!.port, "127.0.0.1");
  await once(connection, "connect");
  await run.close();
  await once(connection.resume(), "close");
  const again = connect(server!.port, "127.0.0.1");
  expect((await once(again, "error"))[0].code).toBe("ECONNREFUSED");
});

test("it listens where it is told to, and says why it cannot", async () => {
  using real = testHost();
  const networkAddresses = () => [
    { interface: "lo", address: "127.0.0.1", family: "IPv4", internal: true } as const,
    { interface: "vmnet", address: "127.0.0.2", family: "IPv4", internal: false } as const,
  ];
  const host = { ...real, networkAddresses };
  await using run = testContext({ host });
  const listen = (config: object) => serveHttp(schema.parse({ http_content: { "/a": "a" }, ...config }), run);
  const { port } = (await listen({ http_interface: "vmnet" }))!;
  const request = httpRequest({ host: "127.0.0.2", port, path: "/a" }).end();
  expect((await once(request, "response"))[0].statusCode).toBe(200);
  await expect(listen({ http_interface: "eth7" })).rejects.toThrow(
    'The network interface "eth7" has no IPv4 address. Its interfaces are lo, vmnet.',
  );
  await expect(listen({ http_bind_address: "192.0.2.1" })).rejects.toThrow(
    /^The HTTP server cannot listen on 192\.0\.2\.1: .+EADDRNOTAVAIL.+\. http_bind_address and http_interface say where it listens\.$/,
  );
});
