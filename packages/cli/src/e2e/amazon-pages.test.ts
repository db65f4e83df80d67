import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

const docs = join(__dirname, "../../../../docs");
const pages = readdirSync(docs).filter((name) => name.startsWith("amazon"));
const templates = pages.flatMap((page) =>
  codeBlocks(readFileSync(join(docs, page), "utf8")).flatMap(({ file, text }) =>
    file?.endsWith(".pkr.hcl") ? [[page, file, text] as const] : [],
  ),
);

test.each(templates)("%s: %s is valid, and in canonical style", async (_page, file, text) => {
  using place = workplace({ [file]: text });
  expect(await ingot(place.directory, {}, "validate", file)).toMatchObject({ code: 0, err: "" });
  expect(await ingot(place.directory, {}, "fmt", "-check", file)).toMatchObject({ code: 0 });
});
