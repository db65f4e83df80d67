import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createPlainServer, type Socket } from "node:net";
import { failureOf, testHost } from "@ingot/testing";
import { type HttpRequest, httpRequest, textOf, withResponse } from "./http-request.js";
import { pathOf } from "./path.js";
import { withRetries } from "./retries.js";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.dispose]: close };
}

const bounds = { timeout: 60_000, mostBytes: 1000 };

async function ask(request: Partial<HttpRequest> & { url: string }, env = {}, signal = new AbortController().signal) {
  using host = testHost(env);
  return await httpRequest({ ...bounds, ...request }, host, signal);
}

test("method, headers and body go out; status, headers and body come back", async () => {
  using server = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.setHeader("X-Twice", ["a", "b"]);
    response.writeHead(201);
    response.end(`${request.method} ${request.headers["x-mine"]} ${Buffer.concat(chunks)}`);
  });
  const { status, headers, body } = await ask({
    url: server.url,
    method: "POST",
    headers: { "X-Mine": "1" },
    body: "hallo",
  });
  expect([status, headers["x-twice"], textOf({ body }, server)]).toEqual([201, "a, b", "POST 1 hallo"]);
});

test("redirects are followed; another server gets no credentials", async () => {
  using second = await serve((request, response) =>
    response.end(`${request.headers.authorization} ${request.headers.cookie}`),
  );
  using first = await serve((request, response) => {
    if (request.url === "/in") response.writeHead(302, { Location: "/here" }).end();
    else if (request.url === "/out") response.writeHead(307, { Location: second.url }).end();
    else response.end(`${request.headers.authorization}`);
  });
  const headers = { Authorization: "Bearer t0ken", Cookie: "c=1" };
  const texts = ["/in", "/out"].map(async (path) => textOf(await ask({ url: first.url + path, headers }), first));
  expect(await Promise.all(texts)).toEqual(["Bearer t0ken", "undefined undefined"]);
  expect((await ask({ url: `${first.url}/out`, followRedirects: false })).status).toBe(307);
});

test.each([
  [301, "POST", "GET "],
  [302, "POST", "GET "],
  [303, "PUT", "GET "],
  [307, "POST", "POST x"],
  [308, "PUT", "PUT x"],
  [302, "PUT", "PUT x"],
])("after %i a %s goes on as %s", async (status, method, expected) => {
  using server = await serve(async (request, response) => {
    if (request.url === "/") return void response.writeHead(status, { Location: "/next" }).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end(`${request.method} ${Buffer.concat(chunks)}`);
  });
  expect(textOf(await ask({ url: server.url, method, body: "x" }), server)).toBe(expected);
});

test.each([
  [{}, "Basic bWU6cDRzcy93MHJk"],
  [{ authorization: "Bearer x" }, "Bearer x"],
])("a login in the address is sent, with the headers %j", async (headers, expected) => {
  using server = await serve((request, response) => response.end(request.headers.authorization));
  const url = server.url.replace("http://", "http://me:p4ss%2Fw0rd@");
  expect(textOf(await ask({ url, headers }), server)).toBe(expected);
  expect(await failureOf(ask({ url, mostBytes: 1 }))).not.toContain("p4ss");
});

test("a redirect to something other than HTTP is not followed", async () => {
  using server = await serve((_request, response) => response.writeHead(302, { Location: "file:///etc/passwd" }).end());
  expect(await failureOf(ask(server))).toBe(
    `HTTP_REDIRECTS: ${server.url} redirects to an address that is not of HTTP.`,
  );
});

test("a circle of redirects ends", async () => {
  using server = await serve((_request, response) => response.writeHead(302, { Location: "/" }).end());
  expect(await failureOf(ask({ url: server.url }))).toBe(
    `HTTP_REDIRECTS: ${server.url} redirected the request more than 10 times.`,
  );
});

test("a server that hangs, before and within its answer", async () => {
  using silent = await serve(() => {});
  using slow = await serve((_request, response) => void response.write("a"));
  for (const { url } of [silent, slow]) {
    expect(await failureOf(ask({ url, timeout: 50 }))).toBe(
      `HTTP_TIMEOUT: ${url} did not answer in full within 0.05 seconds.`,
    );
  }
});

test("half a body is no body", async () => {
  using server = await serve((_request, response) => {
    response.writeHead(200, { "Content-Length": "100" });
    response.write("half");
    response.socket!.end();
  });
  expect(await failureOf(ask(server))).toMatch(/^HTTP_INCOMPLETE: http:\/\/127\.0\.0\.1:\d+ ended its answer early: /);
});

test("too large a body is not read on", async () => {
  using server = await serve((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", more);
    more();
  });
  expect(await failureOf(ask({ url: server.url, mostBytes: 100_000 }))).toBe(
    `HTTP_TOO_LARGE: The answer of ${server.url} is larger than 97 KiB.`,
  );
});

test("an abort's reason comes out, and the connection is closed", async () => {
  const controller = new AbortController();
  let closed: Promise<unknown> | undefined;
  using server = await serve((_request, response) => {
    closed = new Promise((resolve) => response.on("close", resolve));
    controller.abort(new Error("Enough."));
  });
  await expect(ask(server, {}, controller.signal)).rejects.toThrow("Enough.");
  await closed;
});

test("nothing listens, no HTTP, no TLS, a name that is not known: each is said without what was asked", async () => {
  const gone = await serve(() => {});
  gone[Symbol.dispose]();
  expect(await failureOf(ask({ url: `${gone.url}/s3cret?k=v` }))).toBe(
    `HTTP_UNREACHABLE: ${gone.url} cannot be reached: nothing listens there.`,
  );
  using plain = await serve((_request, response) => response.end());
  const secure = plain.url.replace("http", "https");
  expect(await failureOf(ask({ url: `${secure}/s3cret` }))).toMatch(
    /^HTTP_TLS: No secure connection to https:\/\/127\.0\.0\.1:\d+ could be made: /,
  );
  const rude = createPlainServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(rude, "listening");
  const url = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`;
  expect(await failureOf(ask({ url }))).toMatch(/^HTTP_UNREACHABLE: .* cannot be reached: it closed the connection/);
  rude.close();
});

test("the environment's proxy is used, but for servers that it excepts", async () => {
  using server = await serve((_request, response) => response.end("reached"));
  using proxy = await serve((request, response) => response.end(`by way of the proxy: ${request.url}`));
  const via = async (env: Record<string, string>) => textOf(await ask(server, env), server);
  const { host } = new URL(server.url);
  const port = host.split(":")[1];
  for (const no_proxy of ["*", "127.0.0.1", `localhost, .0.0.1:${port}`, "example.com 127.0.0.1"])
    expect(await via({ http_proxy: proxy.url, no_proxy })).toBe("reached");
  for (const no_proxy of ["", "27.0.0.1", "127.0.0.1:1", "example.com"])
    expect(await via({ HTTP_PROXY: proxy.url, NO_PROXY: no_proxy })).toBe(`by way of the proxy: ${server.url}/`);
  expect(await via({ https_proxy: "http://127.0.0.1:1" })).toBe("reached");
});

test("a secure server is reached through a tunnel of the proxy", async () => {
  const tunnels: (string | undefined)[] = [];
  const proxy = createServer().on("connect", (request, socket: Socket) => {
    tunnels.push(request.url);
    socket.end("HTTP/1.1 200 OK\r\n\r\n");
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const https_proxy = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  expect(await failureOf(ask({ url: "https://example.invalid/s3cret" }, { https_proxy }))).toMatch(
    /^HTTP_(?:TLS|UNREACHABLE): .*https:\/\/example\.invalid/,
  );
  expect(tunnels).toEqual(["example.invalid:443"]);
  proxy.close();
});

test("a server that ends the connection with its answer may be read slowly", async () => {
  using host = testHost();
  const body = Buffer.alloc(3_000_000, "x");
  const server = createPlainServer((socket) => {
    socket
      .on("error", () => {})
      .once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`);
        socket.end(body);
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { signal: new AbortController().signal, patience: 60_000 };
  const size = await withResponse({ url }, host, options, async (answer) => {
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      await host.sleep(1);
    }
    return size;
  });
  expect(size).toBe(body.length);
  server.close();
});

test("what is not UTF-8 is no text", () => {
  expect(() => textOf({ body: Buffer.from([0xff, 0xfe]) }, { url: "http://a.example/x" })).toThrow(
    "The answer of http://a.example is not UTF-8 text.",
  );
});

test("names become paths, and lead nowhere else", () => {
  expect(pathOf("/secret/data/a b/ü?x#y")).toBe("secret/data/a%20b/%C3%BC%3Fx%23y");
  expect(() => pathOf("secret/../sys")).toThrow('"secret/../sys" is no path: "." and ".." cannot be parts of it.');
});

describe("retries", () => {
  const quick = { sleep: async () => {} };
  const { signal } = new AbortController();
  const failing = (statuses: readonly number[]) => {
    let at = 0;
    return { ask: async () => statuses[at++]!, asked: () => at };
  };

  test.each([
    [[200], 200, 1],
    [[500, 200], 200, 2],
    [[500, 503, 200], 200, 3],
    [[500, 500, 500, 200], 500, 3],
    [[404, 200], 404, 1],
  ])("of %j the answer is %i after %i", async (statuses, answer, count) => {
    const { ask, asked } = failing(statuses);
    expect([await withRetries(ask, (status) => status >= 500, quick, signal), asked()]).toEqual([answer, count]);
  });

  test("a failure that lasts has all attempts, and one that will not pass is not repeated", async () => {
    using host = testHost();
    const gone = await serve(() => {});
    gone[Symbol.dispose]();
    const ask = () => httpRequest({ ...bounds, url: gone.url }, host, signal);
    const error = await withRetries(ask, () => false, quick, signal).catch((each) => each);
    expect([error.code, error.attempts.length]).toEqual(["HTTP_UNREACHABLE", 3]);
    let count = 0;
    const refuse = async () => {
      count += 1;
      throw new Error("no");
    };
    await expect(withRetries(refuse, () => true, quick, signal)).rejects.toThrow("no");
    expect(count).toBe(1);
  });
});

test("an answer that is used as it comes may take long, but not stop", async () => {
  using host = testHost();
  using silent = await serve(() => {});
  using stopping = await serve((_request, response) => void response.write("a"));
  const options = { signal: new AbortController().signal, patience: 100 };
  const read = ({ url }: { readonly url: string }) =>
    withResponse({ url }, host, options, async ({ body }) => {
      for await (const chunk of body) expect(`${chunk}`).toBe("a");
    });
  expect(await failureOf(read(silent))).toBe(`HTTP_UNREACHABLE: ${silent.url} cannot be reached: it does not answer.`);
  expect(await failureOf(read(stopping))).toBe(
    `HTTP_INCOMPLETE: ${stopping.url} ended its answer early: it sent nothing more.`,
  );
});

test("what its user throws is not taken for the server's fault", async () => {
  using host = testHost();
  using server = await serve((_request, response) => response.end("a"));
  const options = { signal: new AbortController().signal, patience: 0 };
  const mine = new Error("mine");
  const using = withResponse({ url: server.url }, host, options, async ({ body }) => {
    for await (const _chunk of body) throw mine;
  });
  await expect(using).rejects.toBe(mine);
});
