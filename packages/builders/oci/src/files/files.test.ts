import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { takeBaseline } from "@ingot/client-oci-image";
import { type TestHost, testHost } from "@ingot/testing";
import type { Rootfs } from "../rootfs.js";
import { downloadDirectory, downloadFile } from "./download.js";
import { uploadDirectory, uploadFile } from "./upload.js";

/** A root file system with links that would lead out of it, and a directory outside that nobody may touch. */
async function rootfsIn(
  host: TestHost,
): Promise<{ rootfs: Rootfs; outside: string; local: (path: string) => string; inside: (path: string) => string }> {
  const local = (path: string) => join(host.directory, path);
  const inside = (path: string) => join(host.directory, "root", path);
  for (const path of ["root/etc", "outside", "tree/sub"]) mkdirSync(local(path), { recursive: true });
  writeFileSync(local("outside/precious"), "precious");
  writeFileSync(local("tree/sub/f"), "f");
  chmodSync(local("tree/sub/f"), 0o751);
  symlinkSync("sub/f", local("tree/link"));
  symlinkSync(local("outside"), inside("absolute"));
  symlinkSync("../../../../../../../../etc", inside("climbing"));
  symlinkSync(local("outside/precious"), inside("file-link"));
  return {
    rootfs: { root: local("root"), baseline: await takeBaseline(local("root"), new Map(), false), mountPoints: [] },
    outside: local("outside"),
    local,
    inside,
  };
}

test("a file keeps its mode, a stream gets 0644, and either may be told another", async () => {
  using host = testHost();
  const { rootfs, local, inside } = await rootfsIn(host);
  await uploadFile(rootfs, local("tree/sub/f"), "/etc/");
  await uploadFile(rootfs, Readable.from(["text"]), "/etc/stream");
  await uploadFile(rootfs, Readable.from(["text"]), "etc/told", { mode: 0o600 });
  expect(["f", "stream", "told"].map((name) => statSync(inside(`etc/${name}`)).mode & 0o7777)).toEqual([
    0o751, 0o644, 0o600,
  ]);
  expect(readdirSync(inside("etc"))).toEqual(["f", "stream", "told"]);
});

test("links in the image are followed inside it", async () => {
  using host = testHost();
  const { rootfs, outside, local, inside } = await rootfsIn(host);
  await uploadFile(rootfs, local("tree/sub/f"), "/climbing/f");
  expect(readFileSync(inside("etc/f"), "utf8")).toBe("f");
  await expect(uploadFile(rootfs, local("tree/sub/f"), "/file-link")).rejects.toMatchObject({ code: "UPLOAD_FAILED" });
  await expect(uploadFile(rootfs, local("tree/sub/f"), "/absolute/f")).rejects.toMatchObject({ code: "UPLOAD_FAILED" });
  await expect(downloadFile(rootfs, "/absolute/precious", local("got"))).rejects.toMatchObject({
    code: "DOWNLOAD_FAILED",
    message: "Cannot download /absolute/precious from the image: there is no such file.",
  });
  await uploadFile(rootfs, local("tree/sub/f"), "/../../../up");
  expect(existsSync(inside("up"))).toBe(true);
  expect([readdirSync(outside), readFileSync(join(outside, "precious"), "utf8")]).toEqual([["precious"], "precious"]);
});

test("what is in the way is said, with what to do", async () => {
  using host = testHost();
  const { rootfs, local } = await rootfsIn(host);
  const f = local("tree/sub/f");
  const cases: [() => Promise<unknown>, string][] = [
    [
      () => uploadFile(rootfs, f, "/etc"),
      'Cannot upload a file to /etc, because a directory of that name is in the image. Write "/etc/" to put the file into it.',
    ],
    [
      () => uploadFile(rootfs, f, "/no/f"),
      "Cannot upload to /no/f, because there is no directory /no in the image. Create it first, for example with a shell provisioner: mkdir -p /no.",
    ],
    [
      () => uploadFile(rootfs, Readable.from(["x"]), "/etc/"),
      '"/etc/" ends in "/", but what is uploaded has no name of its own. Name the file.',
    ],
    [() => uploadFile(rootfs, "/absent", "/etc/x"), "Cannot upload /absent: there is no such file."],
    [() => uploadFile(rootfs, local("tree"), "/etc/x"), `Cannot upload ${local("tree")}, because it is not a file.`],
    [() => uploadDirectory(rootfs, f, "/etc"), `Cannot upload ${f} as a directory, because it is none.`],
    [
      () => downloadFile(rootfs, "/etc", local("x")),
      'Cannot download /etc from the image: it is a directory; write "/etc/" to download it.',
    ],
    [
      () => downloadDirectory(rootfs, "/nowhere/", local("x")),
      "Cannot download /nowhere/ from the image as a directory: it is none.",
    ],
  ];
  for (const [work, message] of cases) await expect(work()).rejects.toThrow(message);
});

test("a directory goes up and comes down like rsync's, links as links", async () => {
  using host = testHost();
  const { rootfs, local, inside } = await rootfsIn(host);
  await uploadDirectory(rootfs, local("tree"), "/etc");
  await uploadDirectory(rootfs, `${local("tree")}/`, "/new");
  for (const path of ["etc/tree", "new"]) {
    expect(readlinkSync(inside(`${path}/link`))).toBe("sub/f");
    expect(statSync(inside(`${path}/sub/f`)).mode & 0o777).toBe(0o751);
  }
  await downloadDirectory(rootfs, "/etc/tree", local("down"));
  await downloadDirectory(rootfs, "/etc/tree/", local("down"));
  expect(readdirSync(local("down"))).toEqual(["link", "sub", "tree"]);
  expect(lstatSync(local("down/tree/link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(local("down/sub/f"), "utf8")).toBe("f");
});

test("sealed directories and files are read all the same, and stay sealed", async () => {
  using host = testHost();
  const { rootfs, local, inside } = await rootfsIn(host);
  await uploadDirectory(rootfs, `${local("tree")}/`, "/sealed");
  chmodSync(inside("sealed/sub/f"), 0);
  chmodSync(inside("sealed/sub"), 0);
  await downloadDirectory(rootfs, "/sealed/", local("down"));
  expect(existsSync(local("down/sub/f"))).toBe(true);
  expect(statSync(inside("sealed/sub")).mode & 0o777).toBe(0);
});

test("what fails half-way leaves the old file and nothing beside it", async () => {
  using host = testHost();
  const { rootfs, inside, local } = await rootfsIn(host);
  await uploadFile(rootfs, Readable.from(["old"]), "/etc/f");
  async function* broken() {
    yield "half";
    throw new Error("the stream broke");
  }
  await expect(uploadFile(rootfs, Readable.from(broken()), "/etc/f")).rejects.toThrow("the stream broke");
  const reason = new Error("cancelled");
  const aborted = { signal: AbortSignal.abort(reason) };
  await expect(uploadFile(rootfs, Readable.from(["new"]), "/etc/f", aborted)).rejects.toBe(reason);
  await expect(downloadFile(rootfs, "/etc/f", local("down"), aborted)).rejects.toBe(reason);
  expect([readFileSync(inside("etc/f"), "utf8"), readdirSync(inside("etc")), existsSync(local("down"))]).toEqual([
    "old",
    ["f"],
    false,
  ]);
});
