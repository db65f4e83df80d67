import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { testHost } from "@ingot/testing";
import { connectDocker } from "./engine.js";
import { fakeEngine, json } from "./fake-engine.test-fixtures.js";
import { importImage, loadImage, pullImage, pushImage, saveImage } from "./image-transfer.js";

async function connected(engine: { url: string }) {
  using host = testHost({ DOCKER_HOST: engine.url });
  return await connectDocker(host);
}

const id = `sha256:${"1".repeat(64)}`;

const lines =
  (...events: object[]) =>
  (_request: unknown, response: { end(text: string): void }) =>
    response.end(events.map((event) => JSON.stringify(event)).join("\n"));

describe("a pull", () => {
  const pulling = (...lines: string[]) => ({
    answers: {
      "POST /images/create": (_request: unknown, response: { end(text: string): void }) =>
        response.end(lines.join("\n")),
    },
  });

  test("asks for one tag, with credentials in a header", async () => {
    const auths: unknown[] = [];
    await using fake = await fakeEngine({
      answers: {
        "POST /images/create": ({ headers }, response) => {
          const header = headers["x-registry-auth"] as string | undefined;
          auths.push(header && JSON.parse(Buffer.from(header, "base64url").toString()));
          response.end("{}");
        },
      },
    });
    const engine = await connected(fake);
    await pullImage(engine, "box:5000/a/b", { auth: { username: "ü", password: "p" }, platform: "linux/arm64" });
    await pullImage(engine, "a@sha256:abc");
    expect(auths).toEqual([{ username: "ü", password: "p" }, undefined]);
    expect(fake.requests.slice(1)).toEqual([
      "POST /images/create?fromImage=box%3A5000%2Fa%2Fb&tag=latest&platform=linux%2Farm64",
      "POST /images/create?fromImage=a&tag=sha256%3Aabc",
    ]);
  });

  test("whose progress is cut in a line is no success", async () => {
    await using fake = await fakeEngine(pulling('{"status":"Pulling"}', '{"status":'));
    await expect(pullImage(await connected(fake), "a")).rejects.toMatchObject({ code: "DOCKER_ANSWER" });
  });

  test("that fails after it began gives the engine's message", async () => {
    await using fake = await fakeEngine(
      pulling('{"status":"Pulling"}', '{"errorDetail":{"message":"manifest unknown"},"error":"x"}'),
    );
    const seen: unknown[] = [];
    const pull = pullImage(await connected(fake), "a", { onProgress: (event) => void seen.push(event.status) });
    await expect(pull).rejects.toMatchObject({
      code: "IMAGE_PULL",
      message: "The image a cannot be pulled: manifest unknown",
    });
    expect(seen).toEqual(["Pulling"]);
  });
});

describe("a push", () => {
  test("asks for one name, always with a header, whose base64 has its padding", async () => {
    const headers: unknown[] = [];
    await using fake = await fakeEngine({
      answers: {
        "POST /images/box%3A5000/a/b/push": (request, response) => {
          headers.push(request.headers["x-registry-auth"]);
          lines({ status: "Pushed" }, { aux: { Tag: "1", Digest: "sha256:9" } })(request, response);
        },
      },
    });
    const engine = await connected(fake);
    expect(await pushImage(engine, "box:5000/a/b:1")).toBe("sha256:9");
    await pushImage(engine, "box:5000/a/b", { auth: { username: "??>" } });
    expect(headers).toEqual(["e30=", "eyJ1c2VybmFtZSI6Ij8_PiJ9"]);
    expect(fake.requests.slice(1)).toEqual([
      "POST /images/box%3A5000/a/b/push?tag=1",
      "POST /images/box%3A5000/a/b/push?tag=latest",
    ]);
  });

  test("of one platform is for engines that can", async () => {
    const answers = { "POST /images/a/push": lines({ status: "Pushed" }) };
    await using old = await fakeEngine({ answers, apiVersion: "1.45" });
    await expect(pushImage(await connected(old), "a", { platform: "linux/arm/v7" })).rejects.toThrow(
      `The Docker engine at ${old.url} speaks API version 1.45, but Ingot needs 1.46 (Docker 27) or newer to push one platform of an image. Update the engine.`,
    );
    await using fresh = await fakeEngine({ answers, apiVersion: "1.51" });
    await pushImage(await connected(fresh), "a", { platform: "linux/arm/v7" });
    const { searchParams } = new URL(fresh.requests.at(-1)!.split(" ")[1]!, "http://docker");
    expect(JSON.parse(searchParams.get("platform")!)).toEqual({ os: "linux", architecture: "arm", variant: "v7" });
  });

  test.each([
    [lines({ errorDetail: { message: "denied" }, error: "x" }), "denied"],
    [
      (_request: unknown, response: Parameters<ReturnType<typeof json>>[1]) => {
        response.writeHead(500).end(JSON.stringify({ message: "no such tag" }));
      },
      "no such tag",
    ],
  ])("that fails at once or later gives the engine's message", async (answer, message) => {
    await using fake = await fakeEngine({ answers: { "POST /images/a/push": answer } });
    await expect(pushImage(await connected(fake), "a:1")).rejects.toMatchObject({
      code: "IMAGE_PUSH",
      message: `The image a:1 cannot be pushed: ${message}`,
    });
  });
});

test("an image is saved under its name and tag, or its id", async () => {
  using host = testHost();
  await using fake = await fakeEngine({
    answers: {
      "GET /images/a/b%3Alatest/get": (_request, response) => response.end("named"),
      [`GET /images/${encodeURIComponent(id)}/get`]: (_request, response) => response.end("by id"),
    },
  });
  const engine = await connected(fake);
  const file = join(host.directory, "image.tar");
  await saveImage(engine, "a/b", file);
  expect(await readFile(file, "utf8")).toBe("named");
  await saveImage(engine, id, file);
  expect(await readFile(file, "utf8")).toBe("by id");
});

test("an engine that breaks while it saves has not saved", async () => {
  using host = testHost();
  await using fake = await fakeEngine({
    answers: {
      "GET /images/a%3Alatest/get": (_request, response) => {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write("part", () => response.destroy());
      },
    },
  });
  const saving = saveImage(await connected(fake), "a", join(host.directory, "image.tar"));
  await expect(saving).rejects.toMatchObject({ code: "DOCKER_CONNECTION_LOST" });
});

test("an import sends the archive, the name and the changes", async () => {
  const bodies: string[] = [];
  await using fake = await fakeEngine({
    answers: {
      "POST /images/create": (request, response) => {
        bodies.push(request.body);
        lines({ status: "Importing" }, { status: id })(request, response);
      },
    },
  });
  const options = { repository: "a/b", tag: "1", changes: ["ENV A=b", "CMD x"], platform: "linux/arm64" };
  expect(await importImage(await connected(fake), Readable.from(["archive"]), options)).toBe(id);
  expect(bodies).toEqual(["archive"]);
  expect(fake.requests.at(-1)).toBe(
    "POST /images/create?fromSrc=-&repo=a%2Fb&tag=1&changes=ENV+A%3Db&changes=CMD+x&platform=linux%2Farm64",
  );
});

test("an import that names no image has failed", async () => {
  await using fake = await fakeEngine({ answers: { "POST /images/create": lines({ status: "Importing" }) } });
  await expect(importImage(await connected(fake), Readable.from(["x"]))).rejects.toMatchObject({
    code: "IMAGE_IMPORT",
    message: "The archive cannot be imported: the engine names no image",
  });
});

test.each([
  ["Loaded image: a/b:1\n", "a/b:1"],
  [`Loaded image ID: ${id}\n`, id],
])("%j names what a load has loaded", async (stream, name) => {
  await using fake = await fakeEngine({
    answers: {
      "POST /images/load": lines({ stream }),
      [`GET /images/${encodeURIComponent(name).replace("%2F", "/")}/json`]: json({ Id: id }),
    },
  });
  expect(await loadImage(await connected(fake), Readable.from(["x"]))).toBe(id);
});
