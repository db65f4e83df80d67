import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, readSpecimens, type Specimen } from "./differential.test-fixtures.js";
import { ingot, noStackTrace } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000); // a test has all templates of a feature

/** Longer than any line, so that messages that name it wrap alike wherever they are made. */
const longName = "differential".repeat(15);

const refused = readSpecimens().filter(({ outcome }) => outcome.startsWith("refused"));
const features = [...new Set(refused.map(({ name }) => name.split("/")[0]!))];

async function messagesOf({ name, files, path }: Specimen): Promise<string> {
  const placed = Object.entries(files).map(([file, text]): [string, string] => [`${longName}/${file}`, text]);
  using place = workplace(Object.fromEntries(placed));
  const { code, out, err } = await ingot(place.path(longName), {}, "validate", path);
  expect({ name, code, out }).toEqual({ name, code: 1, out: "" });
  noStackTrace(err);
  return `${"=".repeat(10)} ${name}\n\n${err.trimEnd()}\n`;
}

test.each(features)("%s: the messages beside the templates, word for word", async (feature) => {
  const golden = join(folder, feature, "messages.txt");
  const messages: string[] = [];
  for (const specimen of refused.filter(({ name }) => name.startsWith(`${feature}/`)))
    messages.push(await messagesOf(specimen));
  const said = messages.join("\n");
  if (process.env.UPDATE_GOLDENS) writeFileSync(golden, said);
  expect(said).toBe(existsSync(golden) ? readFileSync(golden, "utf8") : "");
});
