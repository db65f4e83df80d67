import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./consumer.test-fixtures.js";
import { stepsOf, takeSteps } from "./documentation.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000); // each command is a process of its own

test("every command of the page prints what the page says, in this order", async () => {
  const steps = stepsOf(readFileSync(join(root, "docs/migrating-from-packer.md"), "utf8"));
  expect(steps.length).toBeGreaterThan(14);
  using place = workplace();
  cpSync(join(root, "fixtures/migration"), place.directory, { recursive: true });
  await takeSteps(place, steps);
});
