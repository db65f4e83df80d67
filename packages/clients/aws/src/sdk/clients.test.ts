import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { testHost } from "@ingot/testing";
import { type Answered, ec2Refusal, formOf, type LocalServer, serve } from "../local-server.test-fixtures.js";
import { openClients } from "./clients.js";
import { ec2Service } from "./services.js";
import { awsTransport } from "./transport.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

const started: Answered = {
  body: "<RunInstancesResponse><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></RunInstancesResponse>",
};

interface Opening {
  readonly retries?: number;
  readonly patience?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** EC2 at `url`; what was waited for between attempts is in `waits`. */
async function ec2At(url: string, { retries = 10, patience = 60_000, env = {} }: Opening = {}) {
  const host = testHost(env);
  const waits: number[] = [];
  const options = {
    host: {
      ...host,
      sleep: async (milliseconds: number) => void waits.push(milliseconds),
      randomBytes: () => Buffer.from("ffffffff", "hex"),
    },
    transport: awsTransport(host, { insecure: false, patience }),
    endpointOf: () => url,
    variants: { useDualstackEndpoint: false, useFipsEndpoint: false },
    retries,
  };
  const clients = openClients(options, async () => ({ accessKeyId: "AKID", secretAccessKey: "s3cret" }));
  return { ec2: await clients(ec2Service, "eu-west-1"), waits, [Symbol.dispose]: host[Symbol.dispose] };
}

/** Answers with each of `first`, and then with `started`. */
function serveAfter(...first: readonly ("silent" | "drop" | Answered)[]): Promise<LocalServer> {
  const left = [...first];
  return serve(() => left.shift() ?? started);
}

const throttled = ec2Refusal(503, "RequestLimitExceeded", "Request limit exceeded.");
const broken = ec2Refusal(500, "InternalError", "An internal error has occurred");
const run = { ImageId: "ami-1", MinCount: 1, MaxCount: 1 };

test.each([
  ["throttled", throttled, 1000],
  ["an error of the server", broken, 300],
  ["an answer that is no XML", { status: 502, body: "Bad gateway" }, 300],
  ["dropped", "drop" as const, 300],
  ["asked to wait", { ...throttled, headers: { "Retry-After": "7" } }, 7000],
])("a request that is %s is tried again, with the same client token", async (_what, fault, wait) => {
  await using server = await serveAfter(fault, fault);
  using opened = await ec2At(server.url);
  const { Instances } = await opened.ec2.runInstances(run);
  expect(Instances?.[0]?.InstanceId).toBe("i-1");
  expect(opened.waits).toEqual([wait, wait === 7000 ? wait : 2 * wait]);
  const tokens = server.asked.map((asked) => formOf(asked).ClientToken);
  expect(tokens).toEqual(Array(3).fill(expect.stringMatching(/^[-0-9a-f]{36}$/)));
  expect(new Set(tokens).size).toBe(1);
});

test("waits grow up to twenty seconds, and end after the last retry", async () => {
  await using server = await serve(() => throttled);
  using opened = await ec2At(server.url, { retries: 7 });
  await expect(opened.ec2.runInstances(run)).rejects.toMatchObject({
    name: "RequestLimitExceeded",
    $metadata: { attempts: 8, httpStatusCode: 503 },
  });
  expect(opened.waits).toEqual([1000, 2000, 4000, 8000, 16000, 20000, 20000]);
});

test("a refusal is not tried again", async () => {
  await using server = await serve(() => ec2Refusal(403, "UnauthorizedOperation", "You are not authorized"));
  using opened = await ec2At(server.url);
  await expect(opened.ec2.runInstances(run)).rejects.toMatchObject({ name: "UnauthorizedOperation" });
  expect(server.asked).toHaveLength(1);
});

test("a server that says nothing is left after a while", async () => {
  await using server = await serveAfter("silent");
  using opened = await ec2At(server.url, { patience: 100 });
  await opened.ec2.runInstances(run);
  expect(server.asked).toHaveLength(2);
});

test("where nothing listens it is tried again too", async () => {
  using opened = await ec2At("http://127.0.0.1:9", { retries: 2 });
  await expect(opened.ec2.runInstances(run)).rejects.toMatchObject({
    code: "ECONNREFUSED",
    $metadata: { attempts: 3 },
  });
});

test("a wrong clock is corrected", async () => {
  const late = {
    ...ec2Refusal(400, "RequestExpired", "Request has expired."),
    headers: { Date: "Fri, 01 Jan 2100 00:00:00 GMT" },
  };
  await using server = await serveAfter(late);
  using opened = await ec2At(server.url);
  await opened.ec2.runInstances(run);
  const years = server.asked.map(({ headers }) => String(headers["x-amz-date"]).slice(0, 4));
  expect(years[1]).toBe("2100");
});

test("what the process has in its environment is not looked at", async () => {
  const outer = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    AWS_REGION: "nowhere-1",
    AWS_PROFILE: "none",
    HTTP_PROXY: "http://127.0.0.1:9",
  });
  try {
    await using server = await serveAfter();
    using opened = await ec2At(server.url);
    await opened.ec2.runInstances(run);
    expect(server.asked[0]!.headers.authorization).toMatch(/Credential=AKID\/\d{8}\/eu-west-1\/ec2\/aws4_request/);
  } finally {
    process.env = outer;
  }
});

test("a proxy of the host's environment is used, and not for what it excepts", async () => {
  const proxied: string[] = [];
  const proxy = createServer((request, response) => {
    proxied.push(request.url!);
    response.end(started.body);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  await using server = await serveAfter();
  const env = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, NO_PROXY: "127.0.0.1" };
  using opened = await ec2At("http://ec2.example.com", { env });
  using direct = await ec2At(server.url, { env });
  await opened.ec2.runInstances(run);
  await direct.ec2.runInstances(run);
  expect(proxied).toEqual(["http://ec2.example.com/"]);
  expect(server.asked).toHaveLength(1);
  proxy.close();
  proxy.closeAllConnections();
});

test("HTTPS goes through a tunnel of the proxy", async () => {
  const tunnels: string[] = [];
  const proxy = createServer().listen(0, "127.0.0.1");
  proxy.on("connect", (request, socket) => {
    tunnels.push(request.url!);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await once(proxy, "listening");
  const env = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  using opened = await ec2At("https://ec2.eu-west-1.amazonaws.com", { env, retries: 0 });
  await expect(opened.ec2.runInstances(run)).rejects.toThrow();
  expect(tunnels).toEqual(["ec2.eu-west-1.amazonaws.com:443"]);
  proxy.close();
  proxy.closeAllConnections();
});

test("no notice of the SDK's is printed", async () => {
  const warnings: unknown[] = [];
  const note = (warning: unknown) => void warnings.push(warning);
  process.on("warning", note);
  using _opened = await ec2At("http://127.0.0.1:9");
  await new Promise((done) => setImmediate(done));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
