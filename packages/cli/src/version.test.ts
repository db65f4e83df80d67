import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "./version.js";

test("the version is the package's", () => {
  expect(version).toBe(JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")).version);
});
