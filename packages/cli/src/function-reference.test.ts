import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionReference } from "./function-reference.js";

const root = join(__dirname, "../../..");

test("docs/functions.md is what the table and the families' pages say; `npm run docs` writes it", async () => {
  const written = readFileSync(join(root, "docs/functions.md"), "utf8");
  expect(await functionReference(join(root, "packages/hcl/reference"))).toBe(written);
});

test.each([
  ["# Family\n", "functions without an entry in the reference: abs, ceil, "],
  [
    `# Family\n\n${namesOfAll()
      .map((name) => `## ${name}\n`)
      .join("")}## nope\n`,
    "entries without a function of their own: nope",
  ],
  [
    `# Family\n\n${namesOfAll()
      .map((name) => `## ${name}\n`)
      .join("")}## abs\n`,
    "entries without a function of their own: abs",
  ],
])("a page that does not fit the table is refused", async (page, problem) => {
  const directory = mkdtempSync(join(tmpdir(), "ingot-"));
  try {
    writeFileSync(join(directory, "0-functions.md"), "# Functions\n");
    writeFileSync(join(directory, "1-family.md"), page);
    await expect(functionReference(directory)).rejects.toThrow(problem);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

function namesOfAll(): string[] {
  const page = readFileSync(join(root, "docs/functions.md"), "utf8");
  return [...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name!);
}
