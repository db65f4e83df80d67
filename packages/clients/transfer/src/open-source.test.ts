import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { openSource } from "./open-source.js";

let directory: string;
const path = (name: string) => join(directory, name);
const read = async (name: string) => (await buffer(await openSource(path(name)))).toString();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ingot-source-"));
  execFileSync("mkfifo", [path("pipe")]);
});
afterEach(() => rmSync(directory, { recursive: true }));

test("a file, and a device", async () => {
  writeFileSync(path("file"), "text");
  expect(await read("file")).toBe("text");
  expect((await buffer(await openSource("/dev/null"))).length).toBe(0);
});

test("a pipe, to the end of its writer, however much comes", async () => {
  const writer = openSync(path("pipe"), constants.O_RDWR);
  writeSync(writer, "begun, ");
  const source = await openSource(path("pipe"));
  const writing = spawn("sh", ["-c", "head -c 300000 /dev/zero; printf done"], { stdio: ["ignore", writer, "ignore"] });
  closeSync(writer);
  const whole = await buffer(source);
  expect([whole.length, whole.subarray(0, 7).toString(), whole.subarray(-4).toString()]).toEqual([
    300_011,
    "begun, ",
    "done",
  ]);
  writing.kill();
});

test("a pipe that nobody writes to is refused at once", async () => {
  await expect(read("pipe")).rejects.toMatchObject({
    code: "UPLOAD_FAILED",
    message: `Cannot upload ${path("pipe")}: nobody writes to this pipe. Start its writer first.`,
  });
});

test("what a shell hands over as a file may be empty, or written already", async () => {
  const shell = spawn("bash", ["-c", "exec 8< <(:) 9< <(echo hi); echo ready; read"]);
  await once(shell.stdout, "data");
  const handed = async (fd: number) => (await buffer(await openSource(`/proc/${shell.pid}/fd/${fd}`))).toString();
  expect([await handed(8), await handed(9)]).toEqual(["", "hi\n"]);
  shell.kill();
});

test("a socket is none of them", async () => {
  const server = createServer();
  await new Promise<void>((settle) => server.listen(path("socket"), settle));
  try {
    await expect(read("socket")).rejects.toThrow(`Cannot upload ${path("socket")}, because it is a socket.`);
  } finally {
    await new Promise((settle) => server.close(settle));
  }
});
