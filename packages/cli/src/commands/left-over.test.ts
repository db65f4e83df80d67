import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineReaper } from "@ingot/core/plugin";
import { fakeArtifact, fakeBuilder, fakeMachine, loaderOf, testHost } from "@ingot/testing";
import type { Command } from "../command.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";
import { buildCommand } from "./build.js";
import { cleanCommand } from "./clean.js";

const locked = () => Promise.reject(new Error("It is locked."));

/** Makes things that nobody can destroy. */
const builder = (things: readonly string[], whenMade: () => void) =>
  fakeBuilder({
    start: async (_config, run) => {
      for (const thing of things)
        await run.acquire({ kind: "fake.thing", description: thing, handle: {} }, async () => {}, locked);
      whenMade();
      return fakeMachine({ artifact: fakeArtifact("made") });
    },
  });

const reaper = defineReaper({
  kinds: ["fake.thing"],
  reap: async ({ description }) => Promise.reject(new Error(description === "odd" ? "It is odd." : "It is locked.")),
});

const noFlags = { var: [], "var-file": [], only: [], except: [] };

const template = `
source "fake" "one" {
}
build {
  sources = ["fake.one"]
}
`;

/** Builds and cleans where `things` are made and cannot be destroyed. */
function scene(things: readonly string[], whenMade = (_cancel: () => void) => {}) {
  const host = testHost();
  writeFileSync(join(host.directory, "t.pkr.hcl"), template);
  const controller = new AbortController();
  const cancel = () => controller.abort("interrupt");
  const components = [
    loaderOf(builder(things, () => whenMade(cancel))),
    { kind: "reaper" as const, kinds: reaper.kinds, load: async () => reaper },
  ];
  const run = async (command: Command, ...words: string[]) => {
    const terminal = recordedTerminal();
    const { signal } = controller;
    const rest = { commands: [], machineReadable: false, log: undefined };
    const code = await command.run(noFlags, words, { terminal, host, components, signal, ...rest });
    return { code, ...terminal.written, err: terminal.written.err.replace(/\b[0-9a-f]{32}\b/g, "ID") };
  };
  return { run, [Symbol.dispose]: () => host[Symbol.dispose]() };
}

test("a build that cannot clean up is no success, although its artifact is, and names at the end what is left", async () => {
  using place = scene(["disk one", "disk two"]);
  const { code, out, err } = await place.run(buildCommand, "t.pkr.hcl");
  expect(code).toBe(1);
  expect(out).toContain("==> Builds finished. The artifacts of successful builds are:\n--> fake.one: ");
  expect(err).toBe(`==> fake.one: Error: The clean-up of disk two failed: It is locked.
==> fake.one: Error: The clean-up of disk one failed: It is locked.

==> These could not be cleaned up, and may still be there:
--> fake.one: disk two
--> fake.one: disk one
Run "ingot clean" to try again.
`);
});

test("a cancelled build that cannot clean up is not called cleanly cancelled", async () => {
  using place = scene(["disk"], (cancel) => cancel());
  const { code, err } = await place.run(buildCommand, "t.pkr.hcl");
  expect(code).toBe(1);
  expect(err).toContain("\nCancelled builds after being interrupted.\n");
});

test("clean tells a reason once, with all that it is the reason for", async () => {
  using place = scene(["disk one", "odd", "disk two"]);
  await place.run(buildCommand, "t.pkr.hcl");
  await place.run(buildCommand, "t.pkr.hcl");
  const { code, err } = await place.run(cleanCommand);
  expect(code).toBe(1);
  expect(err).toBe(`  Error: None of these could be destroyed: It is locked.
    disk two
    disk one
  Error: odd could not be destroyed: It is odd.
  Error: None of these could be destroyed, for the same reason as above.
    disk two
    disk one
  Error: odd could not be destroyed, for the same reason as above.
`);
});
