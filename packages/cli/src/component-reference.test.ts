import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtIns } from "./built-ins.js";
import { componentReference } from "./component-reference.js";

test("docs/components.md is what the schemas say; `npm run docs` writes it", async () => {
  const written = readFileSync(join(__dirname, "../../../docs/components.md"), "utf8");
  expect(await componentReference(builtIns)).toBe(written);
});

test("it begins with a link to every component, numbered where several have one name", async () => {
  const reference = await componentReference(builtIns);
  const links = [...reference.matchAll(/\[([\w-]+)\]\(#([\w-]+)\)/g)].map(([, name, anchor]) => ({ name, anchor }));
  const titles = [...reference.matchAll(/^### `([\w-]+)`$/gm)].map(([, title]) => title);
  expect(links.map(({ name }) => name)).toEqual(titles);
  const anchors = links.map(({ anchor }) => anchor);
  expect(new Set(anchors).size).toBe(anchors.length);
  expect(anchors).toEqual(expect.arrayContaining(["amazon-ebs", "shell-local", "shell-local-1"]));
});

test("every field of every component is described", async () => {
  const reference = await componentReference(builtIns);
  expect(reference.split("\n").filter((line) => /^\| `.*\|\s*\|$/.test(line))).toEqual([]);
});

test("a default is shown as it would be written", async () => {
  const reference = await componentReference(builtIns);
  expect(reference).toContain('| `shutdown_timeout` | `string` | `"5m0s"` | How long the shutdown may take. |\n');
  const bareNumbers = reference.split("\n").filter((line) => /^\| `\w+` \| `string` \| `\d/.test(line));
  expect(bareNumbers).toEqual([]);
});
