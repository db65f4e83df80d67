import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processHost } from "./process-host.js";
import { askModule, processReferenceParser } from "./process-reference-parser.js";

const folder = mkdtempSync(join(tmpdir(), "ingot-reference-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A parser that does what the code says with `text`. */
function fake(name: string, code: string): string {
  const path = join(folder, `${name}.cjs`);
  writeFileSync(path, `exports.parse = async (name, text) => { ${code} };\n`);
  return path;
}

const ask = (path: string, text: string, signal = new AbortController().signal) =>
  askModule(path, text, processHost(), signal);

test("the installed parser is asked", async () => {
  const accepts = processReferenceParser(processHost())!;
  expect(await Promise.all([accepts("a = 1\n"), accepts("a = [\n")])).toEqual([true, false]);
});

test("what it parses and only cannot turn into JSON is accepted", async () => {
  expect(await ask(fake("no-form", "throw new Error('convert to HCL: ' + text);"), "a")).toBe(true);
  expect(await ask(fake("refused", "throw new Error('parse config: ' + text);"), "a")).toBe(false);
});

test.each([
  ["is not there", join(folder, "missing.cjs")],
  ["ends by itself", fake("ends", "process.exit(0);")],
  ["runs out of stack", fake("deep", "(function deeper() { deeper(); })();")],
  ["is no parser", fake("none", "}; delete exports.parse; async () => {")],
])("one that %s has no opinion", async (_name, path) => {
  expect(await ask(path, "a = 1\n")).toBeUndefined();
});

test("one that computes for ever is stopped", async () => {
  const path = fake("endless", "for (;;);");
  expect(await ask(path, "a = 1\n", AbortSignal.timeout(300))).toBeUndefined();
});
