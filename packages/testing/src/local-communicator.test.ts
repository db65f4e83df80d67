import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { localCommunicator } from "./local-communicator.js";
import { testHost } from "./test-host.js";

function setUp() {
  const host = testHost();
  const root = join(host.directory, "machine");
  mkdirSync(root);
  return { host, machine: localCommunicator(host, root), [Symbol.dispose]: () => host[Symbol.dispose]() };
}

test("commands run in the machine's directory, with input, output and exit code", async () => {
  using setting = setUp();
  const lines: string[] = [];
  const onOutput = ({ stream, text }: { stream: string; text: string }) => void lines.push(`${stream} ${text}`);
  const stdin = Readable.from(["in\n"]);
  expect(await setting.machine.exec("pwd; cat; echo e >&2; exit 3", { onOutput, stdin })).toEqual({ exitCode: 3 });
  expect(lines.sort()).toEqual(["stderr e", `stdout ${setting.machine.root}`, "stdout in"]);
  expect(await setting.machine.exec("kill -9 $$")).toEqual({ exitCode: 137 });
});

test("aborting kills the command and rejects with the reason", async () => {
  using setting = setUp();
  const controller = new AbortController();
  const onOutput = () => controller.abort(new Error("stop"));
  await expect(setting.machine.exec("echo up; sleep 60", { signal: controller.signal, onOutput })).rejects.toThrow(
    "stop",
  );
});

test("files and modes go both ways, and a directory is no file", async () => {
  using setting = setUp();
  const { host, machine } = setting;
  await machine.upload(Readable.from(["text"]), "a", { mode: 0o640 });
  expect(statSync(join(machine.root, "a")).mode & 0o777).toBe(0o640);
  await machine.download("a", join(host.directory, "b"));
  expect(readFileSync(join(host.directory, "b"), "utf8")).toBe("text");
  mkdirSync(join(machine.root, "d"));
  await expect(machine.upload(join(host.directory, "b"), "d")).rejects.toThrow("is a directory");
});

test("no path leaves the machine", async () => {
  using setting = setUp();
  for (const path of ["/etc/x", "../x", `${setting.machine.root}x`]) {
    await expect((async () => setting.machine.upload(Readable.from([""]), path))()).rejects.toThrow(
      "is outside the machine",
    );
  }
});

test("faults come once each, before or after the work, and a closed machine is unavailable", async () => {
  using setting = setUp();
  const { machine } = setting;
  writeFileSync(join(setting.host.directory, "f"), "f");
  machine.faults.push(
    { operation: "exec", match: /touch/, kind: "lost" },
    { operation: "upload", kind: "unavailable" },
  );
  expect(await machine.exec("true")).toEqual({ exitCode: 0 });
  await expect(machine.exec("touch made")).rejects.toMatchObject({ code: "COMMUNICATOR_LOST" });
  expect(await machine.exec("test -e made")).toEqual({ exitCode: 0 });
  await expect(machine.upload(join(setting.host.directory, "f"), "f")).rejects.toMatchObject({
    code: "COMMUNICATOR_UNAVAILABLE",
  });
  expect(await machine.exec("test -e f")).toEqual({ exitCode: 1 });
  await machine.close();
  await expect(machine.exec("true")).rejects.toMatchObject({ code: "COMMUNICATOR_UNAVAILABLE" });
});
