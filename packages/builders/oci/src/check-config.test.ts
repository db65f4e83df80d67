import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { checkConfig } from "./check-config.js";
import { ociConfigSchema } from "./config.js";
import { parseBaseReference } from "./image-reference.js";

function check(config: object) {
  using host = testHost();
  writeFileSync(join(host.directory, "base.tar"), "");
  mkdirSync(join(host.directory, "layout"));
  const kindOf = (path: string) => {
    const found = statSync(host.resolve(path), { throwIfNoEntry: false });
    return found && (found.isDirectory() ? "directory" : "file");
  };
  const parsed = ociConfigSchema.parse({ from: "scratch", output: "out.tar", ...config });
  return checkConfig(parsed, { cwd: host.directory, env: {}, kindOf });
}

test.each([
  { from: "scratch" },
  { from: "base.tar" },
  { from: "layout" },
  { from: "layout:1.0" },
  { copy: [{ programs: ["sh"], destination: "/bin/" }] },
])("%j is right", (config) => {
  expect(check(config)).toEqual([]);
});

test("a registry's image is not pulled, and the message says how to get it", () => {
  expect(check({ from: "debian:12" })).toEqual([
    {
      path: ["from"],
      summary: "Base image not found",
      detail:
        'There is nothing at "debian:12", and images are not pulled from registries: `from` is "scratch" or the path of an image on this machine. ' +
        'Make one with: docker save -o base.tar debian:12, or: skopeo copy docker://debian:12 oci-archive:base.tar; then write from = "base.tar".',
    },
  ]);
});

test("a path that leads nowhere is just that", () => {
  expect(check({ from: "./absent.tar:1" })).toMatchObject([{ detail: 'There is nothing at "./absent.tar:1".' }]);
});

test("files that are not there, empty copies and a tag without a name", () => {
  const copy = [
    { destination: "/x" },
    { source: "absent", destination: "/x" },
    { sources: ["layout", "gone"], destination: "/x" },
  ];
  expect(check({ copy, mount: [{ source: "no", destination: "/m" }], tag: "2" })).toEqual([
    { path: ["tag"], summary: "Tag without a name", detail: 'A tag belongs to a name. Add one, as in name = "app".' },
    { path: ["copy", 0], summary: "Nothing to copy", detail: "A copy block needs a source, sources or programs." },
    { path: ["copy", 1, "source"], summary: "File not found", detail: 'There is nothing at "absent".' },
    { path: ["copy", 2, "sources", 1], summary: "File not found", detail: 'There is nothing at "gone".' },
    { path: ["mount", 0, "source"], summary: "File not found", detail: 'There is nothing at "no".' },
  ]);
});

test.each([
  [{ name: "Upper" }, "An image name has lower-case letters, digits and . _ - / only."],
  [{ tag: "a b" }, "A tag has letters, digits and . _ - only, 128 at most."],
  [{ platform: "linux" }, 'A platform is written as in "linux/amd64" or "linux/arm/v7".'],
  [{ expose: ["http"] }, 'A port is written as in "80" or "53/udp".'],
  [{ workdir: "app" }, 'workdir must be an absolute path in the image: it must begin with "/".'],
  [
    { copy: [{ source: "a", destination: "b" }] },
    'The destination must be an absolute path in the image: it must begin with "/".',
  ],
  [{ copy: [{ source: "a", destination: "/b", mode: "rwx" }] }, 'A mode is written in octal digits, as in "0755".'],
  [
    { copy: [{ source: "a", destination: "/b", owner: "me" }] },
    'An owner is written in numbers, as in "1000" or "1000:1000".',
  ],
])("%j is refused by the schema", (config, message) => {
  const result = ociConfigSchema.safeParse({ from: "scratch", output: "o", ...config });
  expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
});

test("a path may hold colons, and the longest that exists is not cut", () => {
  const there =
    (...paths: string[]) =>
    (path: string) =>
      paths.includes(path);
  expect(parseBaseReference("a:b.tar", there("a:b.tar", "a"))).toEqual({ kind: "path", path: "a:b.tar" });
  expect(parseBaseReference("a.tar:app:1", there("a.tar"))).toEqual({ kind: "path", path: "a.tar", tag: "app:1" });
  expect(parseBaseReference("a:b.tar:1", there("a:b.tar"))).toEqual({ kind: "path", path: "a:b.tar", tag: "1" });
});

test("every argument is described", () => {
  const shapes = [
    ociConfigSchema.shape,
    ociConfigSchema.shape.copy.unwrap().element.shape,
    ociConfigSchema.shape.mount.unwrap().element.shape,
  ];
  const undescribed = shapes.flatMap((shape) => Object.entries(shape)).filter(([, field]) => !field.description);
  expect(undescribed.map(([name]) => name)).toEqual([]);
});
