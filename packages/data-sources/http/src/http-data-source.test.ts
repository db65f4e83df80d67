import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { testReadContext } from "@ingot/testing";
import { httpDataSource } from "./http-data-source.js";

async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: close };
}

async function read(config: Readonly<Record<string, unknown>>) {
  using context = testReadContext();
  return await httpDataSource.read(httpDataSource.config.parse(config), context);
}

const echo: RequestListener = async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  response.setHeader("Content-Type", "text/plain");
  response.setHeader("Date", "then");
  response.setHeader("x-rate-limit", "5");
  response.setHeader("Connection", "close");
  response.end(`${request.method} ${request.headers["x-token"]} ${Buffer.concat(chunks)}`);
};

test("the answer, with its headers under both names", async () => {
  using server = await serve(echo);
  const headers = {
    Connection: "close",
    "Content-Length": "11",
    "Content-Type": "text/plain",
    Date: "then",
    "X-Rate-Limit": "5",
  };
  const given = { url: server.url, method: "PUT", request_headers: { "X-Token": "t" }, request_body: "hello" };
  const { body, ...rest } = await read(given);
  expect(body).toBe("PUT t hello");
  expect(rest).toEqual({ url: server.url, status_code: 200, response_headers: headers, request_headers: headers });
});

test.each(["HEAD", "GET", "POST", "DELETE", "OPTIONS", "PATCH", ""])("method %j", async (method) => {
  using server = await serve(echo);
  const { body } = await read({ url: server.url, method });
  expect(body).toBe(method === "HEAD" ? "" : `${method || "GET"} undefined `);
});

test.each([404, 500, 304])("status %i is an error, and is not tried again", async (status) => {
  let asked = 0;
  using server = await serve((_request, response) => {
    asked += 1;
    response.writeHead(status).end();
  });
  await expect(read({ url: `${server.url}/path` })).rejects.toThrow(
    `${server.url} answered with the status ${status}.`,
  );
  expect(asked).toBe(1);
});

test("bytes that are no text are an error, and so is a server that keeps silent", async () => {
  using binary = await serve((_request, response) => response.end(Buffer.from([0xff])));
  await expect(read({ url: binary.url })).rejects.toThrow("is not UTF-8 text.");
  using silent = await serve(() => {});
  await expect(read({ url: silent.url, timeout: "50ms" })).rejects.toThrow(
    "did not answer in full within 0.05 seconds.",
  );
});

test.each(["", "example.com", "ftp://example.com", "file:///etc/passwd"])("the URL %j is refused", (url) => {
  const host = { cwd: "/", env: {}, kindOf: () => undefined };
  expect(httpDataSource.check!(httpDataSource.config.parse({ url }), host)).toEqual([
    {
      path: ["url"],
      summary: "Invalid URL",
      detail: "The address must be written in full, as in https://example.com/version.txt.",
    },
  ]);
});

test("a URL in full is accepted", () => {
  const host = { cwd: "/", env: {}, kindOf: () => undefined };
  expect(httpDataSource.check!(httpDataSource.config.parse({ url: "https://example.com/a?b#c" }), host)).toEqual([]);
});
