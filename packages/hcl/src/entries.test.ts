import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const source = (path: string) => readFileSync(path, "utf8");

/** What a module imports at run time, as it is written. */
const importsOf = (text: string) =>
  [...text.matchAll(/^(?:import|export)\s(?!type\s)(?:[^;]*?from )?"([^"]+)";/gm)].map(([, specifier]) => specifier!);

/** Every module that an entry loads, and every other thing it imports. */
function loadedBy(entry: string): { modules: Set<string>; others: Set<string> } {
  const modules = new Set([join(__dirname, entry)]);
  const others = new Set<string>();
  for (const path of modules) {
    for (const specifier of importsOf(source(path))) {
      if (!specifier.startsWith(".")) others.add(specifier);
      else modules.add(join(dirname(path), specifier.replace(/\.js$/, ".ts")));
    }
  }
  return { modules, others };
}

test("the syntax entry loads no evaluation and no functions", () => {
  const { modules, others } = loadedBy("syntax.ts");
  const rooms = new Set([...modules].map((path) => dirname(path.slice(__dirname.length + 1))));
  expect([...rooms].sort()).toEqual([".", "functions", "syntax", "value"]);
  expect([...modules].filter((path) => path.includes("/functions/"))).toEqual([
    join(__dirname, "functions/lazy-module.ts"),
  ]);
  expect([...others]).toEqual(["node:module"]);
});

test("no entry loads a library before it is needed", () => {
  expect([...loadedBy("index.ts").others].sort()).toEqual(["node:module", "node:path"]);
});

test("whole numbers, and arithmetic that stays among them, need no library", () => {
  jest.isolateModules(() => {
    jest.doMock("./functions/lazy-module.js", () => ({
      decimalModule: () => {
        throw new Error("loaded");
      },
    }));
    const { evaluate, parseExpression, Source, emptyScope } = require("./index.js");
    const contentOf = (text: string) =>
      evaluate(parseExpression(new Source("a", text)).expression, emptyScope).value.content;
    expect(contentOf("(2 + 3) * 4 - 6 / 2 % 5")).toBe(17);
    expect(contentOf("999999999999999 > 1")).toBe(true);
    expect(() => contentOf("0.5")).toThrow("loaded");
  });
});

test("every entry that is published is a source here, bundled under the same name", () => {
  const { exports } = JSON.parse(source(join(__dirname, "../package.json")));
  const entries = Object.values<string | Record<string, string>>(exports).filter((entry) => typeof entry !== "string");
  const sources = readdirSync(__dirname, { recursive: true }).map(String);
  expect(entries.length).toBeGreaterThan(3);
  for (const entry of entries) {
    const name = entry.default!.slice("./dist/bundle/".length, -".js".length);
    const modules = `./dist/${name}.js`;
    expect(entry).toEqual({ types: `./dist/${name}.d.ts`, "@ingot/modules": modules, default: entry.default });
    expect(sources).toContain(`${name}.ts`);
  }
});
