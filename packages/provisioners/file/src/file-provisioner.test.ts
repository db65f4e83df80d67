import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { IngotError } from "@ingot/core/plugin";
import {
  type LocalCommunicator,
  localCommunicator,
  requires,
  type TestHost,
  testContext,
  testHost,
} from "@ingot/testing";
import { fileProvisioner } from "./index.js";

interface Setting extends Disposable {
  readonly host: TestHost;
  readonly machine: LocalCommunicator;
}

function setUp(): Setting {
  const host = testHost();
  const root = join(host.directory, "machine");
  mkdirSync(root);
  return { host, machine: localCommunicator(host, root), [Symbol.dispose]: () => host[Symbol.dispose]() };
}

function write(directory: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

const read = (...parts: string[]) => readFileSync(join(...parts), "utf8");
const parse = (settings: object) => fileProvisioner.config.parse(settings);

async function copy(
  { host, machine }: Omit<Setting, typeof Symbol.dispose>,
  settings: object,
  signal = new AbortController().signal,
) {
  const run = testContext({ host, signal });
  try {
    await fileProvisioner.provision(parse(settings), { communicator: machine, exports: {} }, run);
  } finally {
    await run.close();
  }
  return run;
}

test("files go to the name, or into the directory, that the destination says", async () => {
  using setting = setUp();
  write(setting.host.directory, { "it's a.txt": "a", "sub/-b\n.txt": "b" });
  mkdirSync(join(setting.machine.root, "d"));
  const { said } = await copy(setting, { sources: ["it's a.txt"], source: "sub/-b\n.txt", destination: "d/" });
  expect(said).toEqual(["Uploading it's a.txt => d/it's a.txt", "Uploading sub/-b\n.txt => d/-b\n.txt"]);
  expect(read(setting.machine.root, "d/-b\n.txt")).toBe("b");
  await copy(setting, { source: "it's a.txt", destination: "d/c" });
  expect(read(setting.machine.root, "d/c")).toBe("a");
});

test("a directory goes as a whole, or with a slash its contents", async () => {
  using setting = setUp();
  write(setting.host.directory, { "tree/a": "a", "tree/sub/b": "b" });
  mkdirSync(join(setting.machine.root, "whole"));
  mkdirSync(join(setting.machine.root, "contents"));
  const whole = await copy(setting, { source: "tree", destination: "whole" });
  const contents = await copy(setting, { source: "tree/", destination: "contents" });
  expect(read(setting.machine.root, "whole/tree/sub/b")).toBe("b");
  expect(read(setting.machine.root, "contents/sub/b")).toBe("b");
  expect([...whole.said, ...contents.said]).toEqual(["Uploading tree => whole", "Uploading tree/ => contents"]);
});

test("a directory takes the name of what is not there, and goes into what is", async () => {
  using setting = setUp();
  write(setting.host.directory, { "tree/a": "a", "more/b": "b" });
  await copy(setting, { sources: ["tree", "more"], destination: "it's new" });
  expect(read(setting.machine.root, "it's new/a")).toBe("a");
  expect(read(setting.machine.root, "it's new/more/b")).toBe("b");
});

test("what is a directory is known without a shell where the communicator can tell, and else taken to be one", async () => {
  using setting = setUp();
  write(setting.host.directory, { "tree/a": "a" });
  const machine = { ...setting.machine, exec: () => Promise.reject(new Error("no shell")) };
  await copy(
    { ...setting, machine: { ...machine, isDirectory: async () => false } },
    { source: "tree", destination: "b" },
  );
  await copy({ ...setting, machine }, { source: "tree", destination: "c" });
  expect(read(setting.machine.root, "b/a")).toBe("a");
  expect(read(setting.machine.root, "c/tree/a")).toBe("a");
});

test("a connection that is lost tells nothing of directories", async () => {
  using setting = setUp();
  write(setting.host.directory, { "tree/a": "a" });
  const lost = new IngotError({ code: "COMMUNICATOR_LOST", source: "outside", message: "lost" });
  const machine = { ...setting.machine, exec: () => Promise.reject(lost) };
  await expect(copy({ ...setting, machine }, { source: "tree", destination: "b" })).rejects.toBe(lost);
  expect(existsSync(join(setting.machine.root, "b"))).toBe(false);
});

test("content reaches the machine and no other disk, even when it is empty", async () => {
  using setting = setUp();
  const run = await copy(setting, { content: "ä {{ .ID }}\r\n", destination: "c" });
  expect(read(setting.machine.root, "c")).toBe("ä {{ .ID }}\r\n");
  expect(run.said).toEqual(["Uploading content => c"]);
  expect(run.resources).toEqual([]);
  await copy(setting, { content: "", destination: "empty" });
  expect(read(setting.machine.root, "empty")).toBe("");
});

test("what generated promised must be there when its turn comes", async () => {
  using setting = setUp();
  await expect(copy(setting, { source: "later", destination: "x", generated: true })).rejects.toMatchObject({
    code: "SOURCE_UNREADABLE",
    message: `Cannot upload "later": ENOENT: no such file or directory, stat '${setting.host.directory}/later'`,
  });
});

test("downloads make their directories, and the list goes on after a directory", async () => {
  using setting = setUp();
  write(setting.machine.root, { "etc/a": "a", "etc/sub/b": "b", last: "c" });
  const run = await copy(setting, {
    direction: "download",
    sources: ["etc/", "etc/a", "last"],
    destination: "got/deep/",
  });
  expect(read(setting.host.directory, "got/deep/etc/sub/b")).toBe("b");
  expect(read(setting.host.directory, "got/deep/last")).toBe("c");
  expect(run.said).toEqual([
    "Downloading etc/ => got/deep/",
    "Downloading etc/a => got/deep/a",
    "Downloading last => got/deep/last",
  ]);
  expect(run.resources.map(({ intent, state }) => [intent.kind, state])).toEqual([
    ["local.file", "kept"],
    ["local.file", "kept"],
  ]);
  expect(statSync(join(setting.host.directory, "got/deep/last")).mode & 0o777).toBe(0o644);
});

test("patterns are the machine's, and its names may hold anything", async () => {
  using setting = setUp();
  write(setting.machine.root, {
    "log/it's $(touch hacked) 1.log": "1",
    "log/b.log": "2",
    "log/c\n\r.log": "5",
    "log/dir.log/x": "3",
    "log/no": "4",
  });
  const run = await copy(setting, { direction: "download", source: "log/*.log", destination: "logs" });
  expect(readdirSync(join(setting.host.directory, "logs")).sort()).toEqual([
    "b.log",
    "c\n\r.log",
    "dir.log",
    "it's $(touch hacked) 1.log",
  ]);
  expect(run.said).toContain("Downloading log/b.log => logs/b.log");
  expect(existsSync(join(setting.machine.root, "hacked"))).toBe(false);
  await copy(setting, { direction: "download", source: "log/it's $(touch hacked) ?.log", destination: "one/" });
  expect(readdirSync(join(setting.host.directory, "one"))).toEqual(["it's $(touch hacked) 1.log"]);
  expect(existsSync(join(setting.machine.root, "hacked"))).toBe(false);
});

requires("fish", "fish")("a login shell that is no POSIX shell", () => {
  test("expands no patterns: a POSIX shell does", async () => {
    using setting = setUp();
    const { host, machine } = setting;
    write(machine.root, { "log/it's ä!\\1.log": "1", "log/b.log": "2" });
    const inFish: LocalCommunicator["exec"] = (command, options) =>
      machine.exec(`fish -c '${command.replaceAll("'", "'\\''")}'`, options);
    const fishy = { host, machine: { ...machine, exec: inFish } };
    await copy(fishy, { direction: "download", source: "log/*.log", destination: "logs" });
    await copy(fishy, { direction: "download", source: "log/it's ä!\\*", destination: "two" });
    expect(readdirSync(join(host.directory, "logs")).sort()).toEqual(["b.log", "it's ä!\\1.log"]);
    expect(readdirSync(join(host.directory, "two"))).toEqual(["it's ä!\\1.log"]);
  });
});

test("what a login shell prints is no name", async () => {
  using setting = setUp();
  const { host, machine } = setting;
  write(machine.root, { "log/b.log": "2" });
  const noisy: LocalCommunicator["exec"] = (command, options) =>
    machine.exec(`echo from the start; ${command}; s=$?; echo for the end; exit $s`, options);
  await copy(
    { host, machine: { ...machine, exec: noisy } },
    {
      direction: "download",
      source: "log/*",
      destination: "logs",
    },
  );
  expect(readdirSync(join(host.directory, "logs"))).toEqual(["b.log"]);
});

test("a name that is no text cannot be asked for, and that is said", async () => {
  using setting = setUp();
  const place = Buffer.concat([Buffer.from(join(setting.machine.root, "bad")), Buffer.of(0xff)]);
  writeFileSync(place, "x");
  await expect(copy(setting, { direction: "download", source: "b*", destination: "x" })).rejects.toMatchObject({
    code: "NAME_NOT_TEXT",
    message:
      "The name bad? on the machine is not UTF-8, and cannot be downloaded on its own. Download the directory that it is in.",
  });
});

test("a pattern of hidden names does not mean the directory and the one above it", async () => {
  using setting = setUp();
  write(setting.machine.root, { above: "1", "home/.profile": "2", "home/.config/a": "3", "home/no": "4" });
  await copy(setting, { direction: "download", source: "home/.*", destination: "here/deep" });
  expect(readdirSync(join(setting.host.directory, "here"))).toEqual(["deep"]);
  expect(readdirSync(join(setting.host.directory, "here/deep")).sort()).toEqual([".config", ".profile"]);
});

test("a pattern that matches nothing is an error", async () => {
  using setting = setUp();
  await expect(copy(setting, { direction: "download", source: "no/*", destination: "x" })).rejects.toMatchObject({
    code: "NO_MATCH",
    message: 'Nothing on the machine matches "no/*", so there is nothing to download.',
  });
});

test("a failed download leaves neither half a file nor touches the old one", async () => {
  using setting = setUp();
  write(setting.machine.root, { a: "new" });
  write(setting.host.directory, { "got/a": "old" });
  setting.machine.faults.push({ operation: "download", kind: "lost" });
  const failed = copy(setting, { direction: "download", source: "a", destination: "got/a" });
  await expect(failed).rejects.toMatchObject({ code: "COMMUNICATOR_LOST" });
  expect(readdirSync(join(setting.host.directory, "got"))).toEqual(["a"]);
  expect(read(setting.host.directory, "got/a")).toBe("old");
});

test("a pipe is read to its end, and a device too", async () => {
  using setting = setUp();
  const pipe = join(setting.host.directory, "pipe");
  execFileSync("mkfifo", [pipe]);
  const writer = openSync(pipe, constants.O_RDWR);
  writeSync(writer, "through");
  const upload: LocalCommunicator["upload"] = (...rest) => {
    closeSync(writer);
    return setting.machine.upload(...rest);
  };
  await copy({ ...setting, machine: { ...setting.machine, upload } }, { source: "pipe", destination: "a" });
  await copy(setting, { source: "/dev/null", destination: "b" });
  expect([read(setting.machine.root, "a"), read(setting.machine.root, "b")]).toEqual(["through", ""]);
  await expect(copy(setting, { source: "pipe", destination: "c" })).rejects.toThrow(
    `Cannot upload ${pipe}: nobody writes to this pipe. Start its writer first.`,
  );
});

test("nothing is copied after a cancellation", async () => {
  using setting = setUp();
  write(setting.host.directory, { a: "a" });
  const stopped = AbortSignal.abort(new Error("stop"));
  await expect(copy(setting, { source: "a", destination: "b" }, stopped)).rejects.toThrow("stop");
  await expect(copy(setting, { direction: "download", source: "a", destination: "b" }, stopped)).rejects.toThrow(
    "stop",
  );
  expect(readdirSync(setting.machine.root)).toEqual([]);
});

const files = new Map([["a", "file"]] as const);
const issues = (settings: object) =>
  fileProvisioner.check!(parse(settings), { cwd: "/w", env: {}, kindOf: (path) => files.get(path as "a") });

test.each([
  [{ source: "a", destination: "/b" }, []],
  [{ source: "new", destination: "/b", generated: true }, []],
  [{ source: "/remote", destination: "b", direction: "download" }, []],
  [{ source: "a" }, [[[], "Missing destination", "The block does not say where to copy to. Set destination."]]],
  [
    { destination: "/b" },
    [[[], "Nothing to copy", "The block names nothing to copy. Set source, sources or content."]],
  ],
  [
    { source: "x", sources: ["a", "y"], destination: "b" },
    [
      [["sources", 1], "Source not found", expect.stringContaining('The source "y" does not exist.')],
      [
        ["source"],
        "Source not found",
        'The source "x" does not exist. A relative path starts at the directory in which the run was started, here "/w". If the build makes it, set generated = true.',
      ],
    ],
  ],
  [
    { content: "x", source: "a", destination: "d/" },
    [
      [
        ["destination"],
        "Destination has no file name",
        '"d/" is a directory, and content has no name of its own. Add a file name to destination.',
      ],
      [
        ["content"],
        "Both content and source",
        "The block sets content as well as a source, and one destination cannot hold both. Remove one of them.",
      ],
    ],
  ],
  [
    { content: "x", destination: "d", direction: "download" },
    [
      [
        ["content"],
        "Content cannot be downloaded",
        'content is text to write to the machine, and direction is "download". Remove one of them.',
      ],
    ],
  ],
  [
    { source: "a", destination: "d", direction: "sideways" },
    [[["direction"], "Unknown direction", '"sideways" is not a direction. Write "upload" or "download".']],
  ],
])("check of %j", (settings, expected) => {
  expect(issues(settings).map((issue) => [issue.path, issue.summary, issue.detail])).toEqual(expected);
});
