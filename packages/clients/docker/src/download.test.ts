import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { archiveOf, type TestEntry as Entry } from "../../transfer/src/tar/archive.test-fixtures.js";
import { downloadDirectory, downloadFile } from "./download.js";
import { connectDocker } from "./engine.js";
import { fakeEngine, json } from "./fake-engine.test-fixtures.js";

const directoryMode = 2_147_484_141;
const fileMode = 420;

const containerOfImage = json({ HostConfig: { Binds: null }, Mounts: [] });

/** Downloads what a hostile engine sends, into a directory beside which a secret lies. */
async function download(
  mode: number,
  entries: readonly Entry[],
  options: { cutTo?: number; links?: [string, string][] } = {},
) {
  using host = testHost();
  const outside = join(host.directory, "outside");
  const into = join(host.directory, "into");
  await mkdir(into);
  await mkdir(outside);
  await writeFile(join(outside, "secret"), "untouched");
  for (const [name, target] of options.links ?? []) await symlink(target.replace("OUTSIDE", outside), join(into, name));
  const archive = archiveOf(...entries.map((entry) => resolved(entry, outside)));
  const stat = { name: "d", mode, size: 1, linkTarget: "" };
  await using fake = await fakeEngine({
    answers: {
      "HEAD /containers/c/archive": (_request, response) => {
        response.setHeader("X-Docker-Container-Path-Stat", Buffer.from(JSON.stringify(stat)).toString("base64")).end();
      },
      "GET /containers/c/json": containerOfImage,
      "GET /containers/c/archive": (_request, response) => void response.end(archive.subarray(0, options.cutTo)),
    },
  });
  const engine = await connectDocker({ ...host, env: { DOCKER_HOST: fake.url } });
  const from = { engine, container: "c", host };
  const work = mode === fileMode ? downloadFile(from, "/d", join(into, "d")) : downloadDirectory(from, "/d/", into);
  const failure = await work.then(
    () => undefined,
    (error) => error,
  );
  await fake.idle();
  expect(await readFile(join(outside, "secret"), "utf8")).toBe("untouched");
  expect(await readdir(outside)).toEqual(["secret"]);
  return { failure, names: (await readdir(into)).sort() };
}

const resolved = (entry: Entry, outside: string): Entry =>
  entry.linkPath ? { ...entry, linkPath: entry.linkPath.replace("OUTSIDE", outside) } : entry;

const top: Entry = { path: "d", kind: "directory" };

test.each<[string, Entry[], string]>([
  ["a name with ..", [top, { path: "d/../../outside/secret", content: "x" }], "its name leads out of the directory"],
  ["an absolute name", [top, { path: "/etc/x", content: "x" }], "its name leads out of the directory"],
  [
    "a file below a link that came before it",
    [top, { path: "d/l", kind: "symlink", linkPath: "OUTSIDE" }, { path: "d/l/secret", content: "x" }],
    "on its way is not a directory",
  ],
  [
    "a directory in a link's place, then a file in it",
    [top, { path: "d/l", kind: "symlink", linkPath: "OUTSIDE" }, { path: "d/l/sub", kind: "directory" }],
    "on its way is not a directory",
  ],
  [
    "a hard link that leads out",
    [top, { path: "d/h", kind: "link", linkPath: "d/../../outside/secret" }],
    "its name leads out of the directory",
  ],
  [
    "a hard link to a link",
    [top, { path: "d/l", kind: "symlink", linkPath: "OUTSIDE/secret" }, { path: "d/h", kind: "link", linkPath: "d/l" }],
    "a hard link leads to it, but it is not a file of the same directory",
  ],
])("%s is refused, and nothing outside is touched", async (_name, entries, why) => {
  const { failure } = await download(directoryMode, entries);
  expect(failure).toMatchObject({ code: "UNSAFE_ARCHIVE", source: "outside" });
  expect(failure.message).toContain(why);
});

test("a device is left out", async () => {
  const device: Entry = { path: "d/null", kind: "character" };
  const { failure, names } = await download(directoryMode, [top, device, { path: "d/f", content: "x" }]);
  expect(failure).toBeUndefined();
  expect(names).toEqual(["f"]);
});

test("a file takes the place of a link, without following it", async () => {
  const { failure, names } = await download(directoryMode, [top, { path: "d/f", content: "new" }], {
    links: [["f", "OUTSIDE/secret"]],
  });
  expect(failure).toBeUndefined();
  expect(names).toEqual(["f"]);
});

test("a directory that is a link on this side is not written through", async () => {
  const { failure } = await download(directoryMode, [top, { path: "d/sub/f", content: "new" }], {
    links: [["sub", "OUTSIDE"]],
  });
  expect(failure).toMatchObject({ code: "UNSAFE_ARCHIVE" });
});

test("one file is one file", async () => {
  const two: Entry[] = [
    { path: "d", content: "1" },
    { path: "e", content: "2" },
  ];
  const { failure, names } = await download(fileMode, two);
  expect(failure.message).toBe("Cannot download /d: it is not one file.");
  expect(names).toEqual([]);
});

test.each([0, 100, 512, 515, 600])("an archive that is cut after %d bytes leaves no file", async (cutTo) => {
  const { failure, names } = await download(fileMode, [{ path: "d", content: "content" }], { cutTo });
  expect(failure.code).toMatch(/^(DOCKER_CONNECTION_LOST|DOWNLOAD_FAILED)$/);
  expect(names).toEqual([]);
});

test.each([fileMode, directoryMode])(
  "a cancelled download (mode %d) gives the signal's reason and leaves nothing open",
  async (mode) => {
    using host = testHost();
    const controller = new AbortController();
    const stat = { name: "d", mode, size: 1, linkTarget: "" };
    const archive = archiveOf({ path: mode === fileMode ? "d" : "d/f", content: "x".repeat(10_000) });
    await using fake = await fakeEngine({
      answers: {
        "HEAD /containers/c/archive": (_request, response) => {
          response
            .setHeader("X-Docker-Container-Path-Stat", Buffer.from(JSON.stringify(stat)).toString("base64"))
            .end();
        },
        "GET /containers/c/json": containerOfImage,
        "GET /containers/c/archive": (_request, response) => {
          response.write(archive.subarray(0, 5000), () => controller.abort(new Error("enough")));
        },
      },
    });
    const from = { engine: await connectDocker({ ...host, env: { DOCKER_HOST: fake.url } }), container: "c", host };
    const into = join(host.directory, "into");
    await mkdir(into);
    const { signal } = controller;
    const work =
      mode === fileMode
        ? downloadFile(from, "/d", join(into, "d"), { signal })
        : downloadDirectory(from, "/d/", into, { signal });
    await expect(work).rejects.toThrow("enough");
    await fake.idle();
    if (mode === fileMode) expect(await readdir(into)).toEqual([]);
  },
);
