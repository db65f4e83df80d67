import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Source } from "@ingot/hcl";
import { requires } from "@ingot/testing";
import { fixTemplate } from "./fix-template.js";
import { fixers } from "./fixer-list.js";

const fixtures = join(__dirname, "../../../../fixtures/fix");
const directory = mkdtempSync(join(tmpdir(), "ingot-fix-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Lists = Readonly<Record<string, readonly unknown[]>>;

/** By topic, templates of one component each. */
const topics: Readonly<Record<string, readonly Lists[]>> = JSON.parse(
  readFileSync(join(fixtures, "components.json"), "utf8"),
);

const ours = (text: string) => fixTemplate(new Source("a.json", text)).text;

function packers(text: string): string | undefined {
  const path = join(directory, "a.json");
  writeFileSync(path, text);
  const env = { PATH: process.env.PATH, HOME: directory, TMPDIR: directory, CHECKPOINT_DISABLE: "1" };
  const { status, stdout } = spawnSync("packer", ["fix", "-validate=false", path], {
    env,
    cwd: directory,
    encoding: "utf8",
  });
  return status === 0 ? stdout : undefined;
}

/** One template with all their components: each is repaired for itself. */
function joined(templates: readonly Lists[]): string {
  const all: Record<string, unknown[]> = { builders: [{ type: "null" }], "post-processors": [] }; // packer's docker-email wants both
  for (const template of templates)
    for (const [section, items] of Object.entries(template)) all[section] = [...(all[section] ?? []), ...items];
  return JSON.stringify(all);
}

test("every fixer repairs something in the templates", () => {
  const templates = Object.values(topics).flat();
  const applied = templates.flatMap((each) => fixTemplate(new Source("a.json", JSON.stringify(each))).applied);
  expect(fixers.map(({ name }) => name).filter((name) => !applied.includes(name))).toEqual([]);
});

requires("packer", "Debian's packer")("packer fix prints the same", () => {
  test.each(Object.keys(topics))("%s", (topic) => {
    const accepted = topics[topic]!.filter((template) => ours(JSON.stringify(template)) !== undefined);
    expect(accepted.length).toBeGreaterThan(0);
    expect(ours(joined(accepted))).toBe(packers(joined(accepted))?.replace(/\n+$/, "\n"));
  });

  test("what we refuse, packer refuses or crashes at", () => {
    const refused = Object.values(topics)
      .flat()
      .map((template) => JSON.stringify(template))
      .filter((text) => ours(text) === undefined);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused.filter((text) => packers(text) !== undefined)).toEqual([]);
  });

  const templates = readdirSync(join(fixtures, "templates"));

  test.each(templates)("%s, whole", (name) => {
    const text = readFileSync(join(fixtures, "templates", name), "utf8");
    expect(ours(text)).toBe(packers(text)?.replace(/\n+$/, "\n"));
  });

  test("its help lists the same repairs, in the same order", () => {
    const { stdout } = spawnSync("packer", ["fix", "-h"], { encoding: "utf8" });
    const theirs = [...stdout.matchAll(/^ {2}([a-z][\w-]+) +[A-Z]/gm)].map(([, name]) => name!);
    expect(fixers.map(({ name }) => name)).toEqual(theirs);
  });
});
