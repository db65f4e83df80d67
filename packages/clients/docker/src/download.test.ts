import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { type Header, type Pack, pack } from "tar-stream";
import { downloadDirectory, downloadFile } from "./download.js";
import { connectDocker } from "./engine.js";
import { fakeEngine } from "./fake-engine.test-fixtures.js";

type Entry = readonly [header: Partial<Header> & { name: string }, content?: string];

const directoryMode = 2_147_484_141;
const fileMode = 420;

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
  const archive = await bytesOf(entries.map(([header, content = ""]): Entry => [resolved(header, outside), content]));
  const stat = { name: "d", mode, size: 1, linkTarget: "" };
  await using fake = await fakeEngine({
    answers: {
      "HEAD /containers/c/archive": (_request, response) => {
        response.setHeader("X-Docker-Container-Path-Stat", Buffer.from(JSON.stringify(stat)).toString("base64")).end();
      },
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

const resolved = (header: Entry[0], outside: string): Entry[0] =>
  header.linkname ? { ...header, linkname: header.linkname.replace("OUTSIDE", outside) } : header;

async function bytesOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar: Pack = pack();
  for (const [header, content = ""] of entries) tar.entry(header, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const top: Entry = [{ name: "d/", type: "directory" }];

test.each<[string, Entry[], string]>([
  ["a name with ..", [top, [{ name: "d/../../outside/secret" }, "x"]], "its name leads out of the directory"],
  ["an absolute name", [top, [{ name: "/etc/x" }, "x"]], "its name leads out of the directory"],
  [
    "a file below a link that came before it",
    [top, [{ name: "d/l", type: "symlink", linkname: "OUTSIDE" }], [{ name: "d/l/secret" }, "x"]],
    "on its way is not a directory",
  ],
  [
    "a directory in a link's place, then a file in it",
    [top, [{ name: "d/l", type: "symlink", linkname: "OUTSIDE" }], [{ name: "d/l/sub/", type: "directory" }]],
    "on its way is not a directory",
  ],
  [
    "a hard link that leads out",
    [top, [{ name: "d/h", type: "link", linkname: "d/../../outside/secret" }]],
    "its name leads out of the directory",
  ],
  [
    "a hard link to a link",
    [
      top,
      [{ name: "d/l", type: "symlink", linkname: "OUTSIDE/secret" }],
      [{ name: "d/h", type: "link", linkname: "d/l" }],
    ],
    "a hard link leads to it, but it is not a file of the same directory",
  ],
  [
    "a device",
    [top, [{ name: "d/null", type: "character-device", devmajor: 1, devminor: 3 }]],
    "it is a character-device",
  ],
])("%s is refused, and nothing outside is touched", async (_name, entries, why) => {
  const { failure } = await download(directoryMode, entries);
  expect(failure).toMatchObject({ code: "UNSAFE_ARCHIVE", source: "outside" });
  expect(failure.message).toContain(why);
});

test("a file takes the place of a link, without following it", async () => {
  const { failure, names } = await download(directoryMode, [top, [{ name: "d/f" }, "new"]], {
    links: [["f", "OUTSIDE/secret"]],
  });
  expect(failure).toBeUndefined();
  expect(names).toEqual(["f"]);
});

test("a directory that is a link on this side is not written through", async () => {
  const { failure } = await download(directoryMode, [top, [{ name: "d/sub/f" }, "new"]], {
    links: [["sub", "OUTSIDE"]],
  });
  expect(failure).toMatchObject({ code: "UNSAFE_ARCHIVE" });
});

test("one file is one file", async () => {
  const two: Entry[] = [
    [{ name: "d" }, "1"],
    [{ name: "e" }, "2"],
  ];
  const { failure, names } = await download(fileMode, two);
  expect(failure.message).toBe("Cannot download /d: it is not one file.");
  expect(names).toEqual([]);
});

test.each([0, 100, 512, 515, 600])("an archive that is cut after %d bytes leaves no file", async (cutTo) => {
  const { failure, names } = await download(fileMode, [[{ name: "d" }, "content"]], { cutTo });
  expect(failure.code).toMatch(/^(DOCKER_CONNECTION_LOST|DOWNLOAD_FAILED)$/);
  expect(names).toEqual([]);
});

test.each([fileMode, directoryMode])(
  "a cancelled download (mode %d) gives the signal's reason and leaves nothing open",
  async (mode) => {
    using host = testHost();
    const controller = new AbortController();
    const stat = { name: "d", mode, size: 1, linkTarget: "" };
    const archive = await bytesOf([[{ name: mode === fileMode ? "d" : "d/f" }, "x".repeat(10_000)]]);
    await using fake = await fakeEngine({
      answers: {
        "HEAD /containers/c/archive": (_request, response) => {
          response
            .setHeader("X-Docker-Container-Path-Stat", Buffer.from(JSON.stringify(stat)).toString("base64"))
            .end();
        },
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
