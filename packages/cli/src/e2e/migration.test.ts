import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { bin, type Workplace, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000); // each command is a process of its own

const root = join(__dirname, "../../../..");
const page = readFileSync(join(root, "docs/migrating-from-packer.md"), "utf8");

/** A command of the page, and what the page says it prints; "…" stands for anything. */
interface Step {
  readonly command: string;
  readonly printed: string;
}

const steps = codeBlocks(page)
  .filter(({ language }) => language === "console")
  .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
  .map((text): Step => {
    const end = text.indexOf("\n");
    return { command: text.slice(0, end), printed: text.slice(end + 1).trimEnd() };
  });

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const patternOf = (printed: string) => new RegExp(`^${printed.split("…").map(literally).join("[^]*?")}$`);

function repository(): Workplace {
  const place = workplace();
  cpSync(join(root, "fixtures/migration"), place.directory, { recursive: true });
  mkdirSync(place.path("bin"));
  symlinkSync(bin, place.path("bin/ingot"));
  return place;
}

test("every command of the page prints what the page says, in this order", async () => {
  using place = repository();
  const env = { PATH: `${place.path("bin")}:${process.env.PATH}` };
  for (const { command, printed } of steps) {
    const { out } = await place.start("sh", ["-c", `{ ${command}\n} 2>&1`], env).ended;
    expect(`$ ${command}\n${out.trimEnd()}`).toMatch(patternOf(`$ ${command}\n${printed}`));
  }
  expect(steps.length).toBeGreaterThan(14);
});
