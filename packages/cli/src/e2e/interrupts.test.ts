import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { isAlive, until } from "@ingot/testing";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

const template = (inline: readonly string[]) => `
source "file" "x" {
  content = "x"
  target  = "x.txt"
}
build {
  sources = ["source.file.x"]
  provisioner "shell-local" { inline = ${JSON.stringify(inline)} }
}
`;

const waits = ["echo $$ > pid", "echo ready", "sleep 1000"];
const ignores = ["trap '' TERM INT HUP", "echo $$ > pid", "echo ready", "while :; do sleep 1000; done"];

/** A zombie is dead: it only waits to be counted. */
const leftovers = (place: Workplace) => ({
  temporary: readdirSync(place.path("tmp")),
  journals: place.exists("home/.local/state/ingot/runs") ? readdirSync(place.journals) : [],
});

test.each([
  ["waits", waits, "SIGINT", "interrupt"],
  ["waits", waits, "SIGTERM", "terminated"],
  ["ignores signals", ignores, "SIGINT", "interrupt"],
] as const)("a script that %s: one %s cancels and cleans up", async (_name, inline, signal, word) => {
  using place = workplace({ "a.pkr.hcl": template(inline) });
  const run = place.startIngot("build", "a.pkr.hcl");
  await run.printed(/ready/);
  run.process.kill(signal);
  const { code, out, err } = await run.ended;
  expect(code).toBe(1);
  expect(err).toContain(`Cancelling build after receiving ${word}\n`);
  expect(err).toContain("Cleanly cancelled builds after being interrupted.\n");
  expect(out).not.toContain("artifacts of successful builds");
  expect(isAlive(Number(place.read("pid")))).toBe(false);
  expect(place.exists("x.txt")).toBe(false);
  expect(leftovers(place)).toEqual({ temporary: [], journals: [] });
});

test("when the terminal is closed, a build is cancelled as by Ctrl-C", async () => {
  using place = workplace({ "a.pkr.hcl": template(waits) });
  const run = place.startIngot("build", "a.pkr.hcl");
  await run.printed(/ready/);
  run.process.kill("SIGHUP");
  const { code, err } = await run.ended;
  expect(code).toBe(1);
  expect(err).toContain("Cancelling build after receiving hangup\n");
  expect(isAlive(Number(place.read("pid")))).toBe(false);
  expect(leftovers(place)).toEqual({ temporary: [], journals: [] });
});

/** Whether a process has been sent a signal that it has not taken yet. */
function isPending(pid: number, signal: "SIGTERM"): boolean {
  const [, pending] = /^ShdPnd:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return ((BigInt(`0x${pending}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}

test("a second interrupt while a template is read kills the program that it waits for", async () => {
  const script = "trap '' TERM; echo $$ > all && mv all pid; while :; do sleep 1000; done";
  const data = `data "external" "x" {\n  program = ["/bin/sh", "-c", ${JSON.stringify(script)}]\n}\n`;
  using place = workplace({ "a.pkr.hcl": data + template(["echo ${data.external.x.result.a}"]) });
  const run = place.startIngot("build", "a.pkr.hcl");
  await run.printed(/Waiting for data.external.x/);
  run.process.kill("SIGTERM");
  await until(() => !isPending(run.process.pid!, "SIGTERM")); // two at once would be one
  run.process.kill("SIGTERM");
  expect(await run.ended).toMatchObject({ code: 143, err: expect.stringContaining("Leaving at once.") });
  await until(() => !isAlive(Number(place.read("pid")))); // whoever leaves at once waits for no death
});

test("a second interrupt leaves at once, and clean destroys what is left", async () => {
  using place = workplace({ "a.pkr.hcl": template(ignores) });
  const run = place.startIngot("build", "a.pkr.hcl");
  await run.printed(/ready/);
  run.process.kill("SIGINT");
  await run.printed(/Cancelling build/);
  run.process.kill("SIGINT");
  expect(await run.ended).toMatchObject({ code: 130 });
  await cleanAndCompare(place);
});

test("after kill -9, clean destroys what is left", async () => {
  using place = workplace({ "a.pkr.hcl": template(waits) });
  const run = place.startIngot("build", "a.pkr.hcl");
  await run.printed(/ready/);
  run.process.kill("SIGKILL");
  await run.ended;
  expect(leftovers(place).journals).toHaveLength(1);
  await cleanAndCompare(place);
});

async function cleanAndCompare(place: Workplace) {
  expect(await place.ingot("clean")).toMatchObject({ code: 0, err: "" });
  expect(leftovers(place)).toEqual({ temporary: [], journals: [] });
  expect(place.exists("x.txt")).toBe(false);
  expect(isAlive(Number(place.read("pid")))).toBe(false);
  expect(await place.ingot("clean")).toMatchObject({ code: 0, out: "There is nothing to clean.\n" });
}

test("clean leaves a live run alone", async () => {
  using place = workplace({ "a.pkr.hcl": template(waits) });
  const run = place.startIngot("build", "a.pkr.hcl");
  await run.printed(/ready/);
  const { code, out } = await place.ingot("clean");
  expect(code).toBe(0);
  expect(out).toMatch(/^Run [0-9a-f]{32} is alive and was left alone\.\nThere is nothing to clean\.\n$/);
  expect(isAlive(Number(place.read("pid")))).toBe(true);
  expect(place.exists("x.txt")).toBe(true);
  run.process.kill("SIGINT");
  await run.ended;
});
