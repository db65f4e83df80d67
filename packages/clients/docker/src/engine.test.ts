import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { testHost } from "@ingot/testing";
import { dockerAddressOf, findDockerAddress } from "./address.js";
import { putArchive } from "./archive.js";
import { listContainers, removeContainer } from "./containers.js";
import { connectDocker } from "./engine.js";
import { fakeEngine, json } from "./fake-engine.test-fixtures.js";
import { commitContainer } from "./images.js";

async function connected(engine: { url: string }) {
  const host = testHost({ DOCKER_HOST: engine.url });
  return connectDocker(host);
}

describe("the address", () => {
  test.each([
    ["unix:///run/d.sock", { socketPath: "/run/d.sock" }],
    ["tcp://box:1234", { host: "box", port: 1234 }],
    ["tcp://box", { host: "box", port: 2375 }],
    ["http://box:80", { host: "box", port: 80 }],
    ["tcp://[::1]:2375", { host: "::1", port: 2375 }],
    ["https://box", { host: "box", port: 2376, tls: {} }],
  ])("%s is read", async (url, expected) => {
    using host = testHost({ DOCKER_HOST: url });
    expect(await findDockerAddress(host)).toEqual({ url, ...expected });
  });

  test("takes certificates where DOCKER_TLS_VERIFY asks for them", async () => {
    using host = testHost({ DOCKER_TLS_VERIFY: "1" });
    const certificates = join(host.directory, "certs");
    await mkdir(certificates);
    for (const name of ["ca", "cert", "key"]) await writeFile(join(certificates, `${name}.pem`), name.toUpperCase());
    const withPath = { ...host, env: { ...host.env, DOCKER_CERT_PATH: certificates } };
    expect(await dockerAddressOf("tcp://box", withPath)).toMatchObject({
      port: 2376,
      tls: { ca: "CA", cert: "CERT", key: "KEY" },
    });
  });

  test("is the default socket's when nothing is set", async () => {
    using host = testHost();
    expect((await findDockerAddress(host)).url).toBe("unix:///var/run/docker.sock");
  });

  test("is the context's that Docker's configuration names", async () => {
    using host = testHost();
    const docker = join(host.directory, ".docker");
    const meta = join(docker, "contexts/meta", createHash("sha256").update("far").digest("hex"));
    await mkdir(meta, { recursive: true });
    await writeFile(join(docker, "config.json"), JSON.stringify({ currentContext: "far" }));
    await writeFile(join(meta, "meta.json"), JSON.stringify({ Endpoints: { docker: { Host: "tcp://far:2375" } } }));
    expect((await findDockerAddress(host)).url).toBe("tcp://far:2375");
  });

  test("of an unknown context is an error that names it", async () => {
    using host = testHost({ DOCKER_CONTEXT: "gone" });
    await expect(findDockerAddress(host)).rejects.toThrow(
      'The Docker context "gone" is chosen by DOCKER_CONTEXT or Docker\'s config.json, but it names no engine. ' +
        'List the contexts with "docker context ls", or set DOCKER_HOST.',
    );
  });

  test.each([
    ["ssh://box", "Forward the socket instead: ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock HOST"],
    ["box", "Write unix:///path/to/docker.sock, tcp://host:port or https://host:port."],
  ])("%s cannot be used", async (url, hint) => {
    using host = testHost({ DOCKER_HOST: url });
    const failure = findDockerAddress(host);
    await expect(failure).rejects.toMatchObject({ code: "DOCKER_ADDRESS", source: "user" });
    await expect(findDockerAddress(host)).rejects.toThrow(hint);
  });
});

describe("the connection", () => {
  test.each([
    ["1.41", "1.41"],
    ["1.43", "1.43"],
    ["1.99", "1.44"],
    ["2.0", "1.44"],
  ])("to an engine of API %s speaks %s", async (apiVersion, spoken) => {
    await using engine = await fakeEngine({ apiVersion });
    expect((await connected(engine)).apiVersion).toBe(spoken);
  });

  test("to an engine that is too old says what is needed", async () => {
    await using engine = await fakeEngine({ apiVersion: "1.9" });
    await expect(connected(engine)).rejects.toMatchObject({
      code: "DOCKER_API_VERSION",
      message: `The Docker engine at ${engine.url} speaks API version 1.9, but Ingot needs 1.41 (Docker 20.10) or newer. Update the engine.`,
    });
  });

  test("to something that only accepts and closes is no engine", async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    using host = testHost({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    await expect(connectDocker(host)).rejects.toMatchObject({ code: "DOCKER_CONNECTION_LOST" });
    await new Promise((resolve) => server.close(resolve));
    await expect(connectDocker(host)).rejects.toThrow(
      `No Docker engine answers at tcp://127.0.0.1:${port}: nothing listens there. ` +
        "Check that the engine runs (on Linux: systemctl start docker); or set DOCKER_HOST",
    );
  });

  test("is closed after each call, and on an abort, which gives the signal's reason", async () => {
    const controller = new AbortController();
    await using fake = await fakeEngine({
      answers: { "GET /containers/json": () => controller.abort(new Error("enough")) },
    });
    const engine = await connected(fake);
    await fake.idle();
    const listing = listContainers(engine, { label: ["a=b"] }, controller.signal);
    await expect(listing).rejects.toThrow("enough");
    await fake.idle();
    expect(fake.requests.at(-1)).toBe("GET /containers/json?all=1&filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D");
  });

  test("that breaks in the middle of an answer is not an empty answer", async () => {
    await using fake = await fakeEngine({
      answers: {
        "GET /containers/json": (_request, response) => {
          response.writeHead(200, { "Content-Length": "1000" });
          response.write("[", () => response.destroy());
        },
      },
    });
    await expect(listContainers(await connected(fake), {})).rejects.toMatchObject({ code: "DOCKER_CONNECTION_LOST" });
  });

  test("that a proxy answers in the engine's place is said to be no JSON", async () => {
    await using fake = await fakeEngine({
      answers: { "GET /containers/json": (_request, response) => void response.end("<html>Welcome</html>") },
    });
    await expect(listContainers(await connected(fake), {})).rejects.toMatchObject({
      code: "DOCKER_ANSWER",
      message:
        'The Docker engine\'s answer to "GET /containers/json" is not JSON; it begins with "<html>Welcome</html>". Look for a proxy between Ingot and the engine.',
    });
  });
});

test("a commit repeats its changes, in order", async () => {
  await using fake = await fakeEngine({ answers: { "POST /commit": json({ Id: "sha256:1" }) } });
  const id = await commitContainer(await connected(fake), "c", { changes: ["ENV A=1", "CMD x"], author: "me" });
  expect(id).toBe("sha256:1");
  expect(fake.requests.at(-1)).toBe("POST /commit?container=c&author=me&changes=ENV+A%3D1&changes=CMD+x&pause=1");
});

test("removing waits for a removal that is under way", async () => {
  await using fake = await fakeEngine({
    answers: {
      "DELETE /containers/c": (_request, response) => {
        response.writeHead(409).end(JSON.stringify({ message: "removal of container c is already in progress" }));
      },
      "POST /containers/c/wait": json({ StatusCode: 137 }),
    },
  });
  expect(await removeContainer(await connected(fake), "c")).toBe(true);
  expect(fake.requests.at(-1)).toBe("POST /containers/c/wait?condition=removed");
});

test("an archive that is refused before its end gives the engine's reason", async () => {
  await using fake = await fakeEngine({
    answers: {
      "PUT /containers/c/archive": (_request, response) => {
        response.writeHead(500).end(JSON.stringify({ message: "no space left on device" }));
      },
    },
  });
  const archive = Readable.from([Buffer.alloc(1024), Buffer.alloc(1024)]);
  await expect(putArchive(await connected(fake), "c", "/", archive)).rejects.toThrow(
    'Docker refused "PUT /containers/c/archive" (status 500): no space left on device',
  );
});
