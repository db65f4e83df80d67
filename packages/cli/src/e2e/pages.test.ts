import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./consumer.test-fixtures.js";
import { codeBlocks, stepsOf, takeSteps } from "./documentation.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000); // each command is a process of its own

const filesOf = (page: string) =>
  Object.fromEntries(codeBlocks(page).flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]])));

describe.each(["README.md", "docs/getting-started.md", "docs/troubleshooting.md", "docs/ci.md"])("%s", (name) => {
  const page = readFileSync(join(root, name), "utf8");

  test("every command prints what the page says, in this order", async () => {
    using place = workplace(filesOf(page));
    await takeSteps(place, stepsOf(page));
  });

  test("its templates are in canonical style", async () => {
    using place = workplace(filesOf(page));
    expect(await place.ingot("fmt", "-check", "-diff", ".")).toMatchObject({ code: 0, out: "" });
  });
});
