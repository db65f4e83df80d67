import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, type TestReadContext, testReadContext, until } from "@ingot/testing";
import { externalDataSource } from "./external-data-source.js";

const sh = (script: string) => ["/bin/sh", "-c", script];

const read = (config: Readonly<Record<string, unknown>>, context: TestReadContext) =>
  externalDataSource.read(externalDataSource.config.parse(config), context);

async function outcome(script: string, config: Readonly<Record<string, unknown>> = {}) {
  using context = testReadContext();
  return await read({ program: sh(script), ...config }, context); // before the directory goes
}

async function written(directory: string, name: string): Promise<string> {
  const path = join(directory, name);
  await until(() => existsSync(path) && statSync(path).size > 0);
  return readFileSync(path, "utf8");
}

test("the query goes in as JSON, and the object that is printed comes out", async () => {
  expect(await outcome("cat", { query: { a: "1", 'q"': "ü\n" } })).toEqual({ result: { a: "1", 'q"': "ü\n" } });
  expect(await outcome("cat")).toEqual({ result: {} });
});

test("it need not read its query, however long", async () => {
  const query = { long: "x".repeat(1_000_000) };
  expect(await outcome("exec <&-; echo '{}'", { query })).toEqual({ result: {} });
});

test("environment, arguments and directory are as given; no shell is between", async () => {
  using context = testReadContext({ MINE: "here" });
  mkdirSync(join(context.host.directory, "sub"));
  const script = 'printf \'{"env":"%s","arg":"%s","dir":"%s"}\' "$MINE" "$1" "${PWD##*/}"';
  const program = [...sh(script), "sh", "$HOME; *"];
  expect(await read({ program, working_dir: "sub" }, context)).toEqual({
    result: { env: "here", arg: "$HOME; *", dir: "sub" },
  });
});

test.each([
  ["exit 3", 'The program "/bin/sh" exited with 3. It wrote nothing to its standard error.'],
  [
    "echo 'no such image' >&2; exit 1",
    'The program "/bin/sh" exited with 1. It wrote to its standard error: no such image',
  ],
  ["kill -9 $$", 'The program "/bin/sh" was killed by SIGKILL. It wrote nothing to its standard error.'],
  [
    "echo s3cret",
    'The program "/bin/sh" must print a JSON object of texts, such as {"version": "1.2"}, but of its output: it is not JSON.',
  ],
  [
    "true",
    'The program "/bin/sh" must print a JSON object of texts, such as {"version": "1.2"}, but of its output: it is empty.',
  ],
  [
    "echo '[1]'",
    'The program "/bin/sh" must print a JSON object of texts, such as {"version": "1.2"}, but of its output: it is not a JSON object.',
  ],
  [
    `echo '{"n":1}'`,
    'The program "/bin/sh" must print a JSON object of texts, such as {"version": "1.2"}, but of its output: the value of "n" is not a text.',
  ],
  ["printf '\\377'", 'The program "/bin/sh" printed something that is not UTF-8 text.'],
])("%s is refused", async (script, message) => {
  await expect(outcome(script)).rejects.toMatchObject({ message });
});

test("of a long standard error the end is told", async () => {
  const error = await outcome("yes x | head -c 1000000 >&2; echo last >&2; exit 1").catch(
    (each: Error) => each.message,
  );
  expect(error).toMatch(/x\nlast$/);
  expect((error as string).length).toBeLessThan(5000);
});

test("a program that is not there, and a directory that is not", async () => {
  using context = testReadContext();
  await expect(read({ program: ["/no/such"] }, context)).rejects.toThrow(
    'The program "/no/such" could not be started: there is none of this name, or its working directory is missing.',
  );
  await expect(read({ program: ["true"], working_dir: "nope" }, context)).rejects.toThrow("could not be started");
});

test("one that prints without end is killed, and its children", async () => {
  await expect(outcome("yes & yes")).rejects.toThrow('The program "/bin/sh" printed more than 16 MiB, and was killed.');
});

test("one that never ends is killed when its time is over", async () => {
  await expect(outcome("sleep 1000 & wait", { timeout: "100ms" })).rejects.toThrow(
    'The program "/bin/sh" did not end within 100ms, and was killed.',
  );
});

test("an abort kills it and its children before it is told", async () => {
  const controller = new AbortController();
  using context = testReadContext({}, controller.signal);
  writeFileSync(join(context.host.directory, "pids"), "");
  const reading = read({ program: sh("sleep 1000 & echo $$ $! > all && mv all done; wait") }, context);
  const pids = (await written(context.host.directory, "done")).trim().split(" ").map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  controller.abort(new Error("Enough."));
  await expect(reading).rejects.toThrow("Enough.");
  expect(pids.map(isAlive)).toEqual([false, false]);
});

test("an abort reaches a child that ignores it and holds nothing open", async () => {
  const controller = new AbortController();
  using context = testReadContext({}, controller.signal);
  const deaf = "(trap '' TERM; exec sleep 1000) </dev/null >/dev/null 2>&1 & echo $! > all && mv all done; wait";
  const reading = read({ program: sh(deaf) }, context);
  const pid = Number(await written(context.host.directory, "done"));
  controller.abort(new Error("Enough."));
  await expect(reading).rejects.toThrow("Enough.");
  await until(() => !isAlive(pid));
});

test("an empty list names no program", () => {
  expect(externalDataSource.config.safeParse({ program: [] }).error!.issues[0]!.message).toBe(
    "The list is empty. Name the program, and after it its arguments.",
  );
});
