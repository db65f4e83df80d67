import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(__dirname, "../../..");

interface Exported {
  readonly name: string;
  readonly file: string;
}

const declaration = "export (?:declare |abstract |async )*(?:function|interface|type|class|const)";

/** What a file exports, its own and what it hands on, each with the file that declares it; of other packages nothing. */
function exportsOf(file: string): Exported[] {
  const text = readFileSync(file, "utf8");
  const own = [...text.matchAll(new RegExp(`^${declaration} (\\w+)`, "gm"))].map(([, name]) => ({ name: name!, file }));
  const whole = [...text.matchAll(/^export type \* from "(\.[^"]+)";/gm)];
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from "(\.[^"]+)";/gm)];
  const named = lists.flatMap(([, names, from]) => {
    const there = exportsOf(target(file, from!));
    return namesIn(names!).map((name) => there.find((each) => each.name === name) ?? { name, file });
  });
  return [...own, ...whole.flatMap(([, from]) => exportsOf(target(file, from!))), ...named];
}

const target = (file: string, from: string) => join(dirname(file), from.replace(/\.js$/, ".ts"));

/** `type A, b as c` are A and b. */
const namesIn = (list: string): string[] => list.split(",").flatMap((item) => /(?:type )?(\w+)/.exec(item)?.[1] ?? []);

function lacksDocstring({ name, file }: Exported): boolean {
  return !new RegExp(`\\*/\\n(?://.*\\n)?${declaration} ${name}\\b`).test(readFileSync(file, "utf8"));
}

test.each([
  ["hcl/src/index.ts", 100],
  ["hcl/src/edit/index.ts", 5],
  ["core/src/index.ts", 80],
  ["core/src/plugin.ts", 40],
])("every export of packages/%s has a docstring", (entry, least) => {
  const exported = exportsOf(join(root, "packages", entry));
  expect(exported.length).toBeGreaterThan(least);
  expect(exported.filter(lacksDocstring).map(({ name, file }) => `${name} in ${relative(root, file)}`)).toEqual([]);
});

test("one that lacks it is noticed", () => {
  expect(lacksDocstring({ name: "lacksDocstring", file: __filename })).toBe(true);
});
