import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { findTemplateFiles } from "./files.js";
import { told, writeFiles } from "./load.test-fixtures.js";

async function find(path: string, files: readonly string[]) {
  using host = testHost();
  writeFiles(host.directory, Object.fromEntries(files.map((name) => [name, ""])));
  const { diagnostics, ...found } = await findTemplateFiles(path, host);
  return { ...found, problems: diagnostics.map((each) => told(each).replaceAll(host.directory, "/cwd")) };
}

const nothing = { templates: [], autoVariables: [] };

describe("a folder", () => {
  test("gives all its templates and automatic variable files in lexical order, and nothing of folders within", async () => {
    const names = [
      "b.pkr.hcl",
      "a.pkr.hcl",
      "in/c.pkr.hcl",
      "z.auto.pkrvars.json",
      "y.auto.pkrvars.hcl",
      "x.pkrvars.hcl",
    ];
    expect(await find(".", names)).toEqual({
      templates: ["a.pkr.hcl", "b.pkr.hcl"],
      autoVariables: ["y.auto.pkrvars.hcl", "z.auto.pkrvars.json"],
      root: ".",
      language: "hcl2",
      problems: [],
    });
  });

  test.each(["in", "in/", "./in"])("keeps its name as given in path.root: %s", async (path) => {
    expect(await find(path, ["in/a.pkr.hcl"])).toMatchObject({ templates: ["in/a.pkr.hcl"], root: path });
  });

  test("that is empty", async () => {
    expect(await find(".", [])).toEqual({
      ...nothing,
      root: ".",
      language: "hcl2",
      problems: [
        'error: No template in the folder: No file in "." has a name ending in .pkr.hcl or .pkr.json. Give the path of a template, or of a folder that holds one. Folders within are not searched.',
      ],
    });
  });

  test("that holds something like a template", async () => {
    expect(await find(".", ["main.hcl", "x.pkrvars.hcl"])).toMatchObject({
      problems: [
        'error: No template in the folder: No file in "." has a name ending in .pkr.hcl or .pkr.json. It holds "main.hcl"; rename that to "main.pkr.hcl" if it is a template.',
      ],
    });
  });

  test("has its JSON templates after the others", async () => {
    expect(await find(".", ["a.pkr.json", "b.pkr.hcl", "c.json", "d.pkr.json"])).toMatchObject({
      templates: ["b.pkr.hcl", "a.pkr.json", "d.pkr.json"],
      problems: [],
    });
  });
});

describe("a file", () => {
  test.each([
    ["a.pkr.hcl", "."],
    ["./a.pkr.hcl", "."],
    ["in/a.pkr.hcl", "in"],
    ["./in/a.pkr.hcl", "in"],
  ])("%s is alone, and path.root is %s", async (path, root) => {
    const names = ["a.pkr.hcl", "b.pkr.hcl", "in/a.pkr.hcl", "y.auto.pkrvars.hcl"];
    expect(await find(path, names)).toEqual({
      templates: [path],
      autoVariables: [],
      root,
      language: "hcl2",
      problems: [],
    });
  });

  test("that is not there", async () => {
    expect(await find("no/such.pkr.hcl", [])).toEqual({
      ...nothing,
      root: "no",
      problems: [
        'error: Template not found: There is no file or folder "no/such.pkr.hcl" (that is, /cwd/no/such.pkr.hcl). Give the path of a .pkr.hcl or .pkr.json file, or of a folder that holds some.',
      ],
    });
  });

  test.each(["a.pkr.json", "old.json"])("in JSON, whatever it may hold: %s", async (name) => {
    expect(await find(name, [name])).toMatchObject({ templates: [name], problems: [] });
  });

  test.each(["main.hcl", "main", "old.json"])("whose name leaves its language open: %s", async (name) => {
    expect(await find(name, [name])).toMatchObject({ templates: [name], language: undefined, problems: [] });
  });

  test("that is no file", async () => {
    using host = testHost();
    execFileSync("mkfifo", [join(host.directory, "pipe.pkr.hcl")]);
    const { diagnostics } = await findTemplateFiles("pipe.pkr.hcl", host);
    expect(diagnostics.map(told)).toEqual([
      'error: Not a file: "pipe.pkr.hcl" is neither a file nor a folder. Give the path of a .pkr.hcl or .pkr.json file, or of a folder that holds some.',
    ]);
  });
});
