import { inlineText, scriptIssues, scriptPaths } from "./script-source.js";

const host = {
  cwd: "/work",
  env: {},
  kindOf: (path: string) => (({ "a.sh": "file", dir: "directory" }) as const)[path],
};

test("one kind of script, and its files there", () => {
  expect(scriptIssues({ inline: ["echo"] }, host)).toEqual([]);
  expect(scriptIssues({ script: "a.sh", scripts: [], inline: [] }, host)).toEqual([]);
  expect(scriptIssues({ scripts: ["a.sh", "a.sh"] }, host)).toEqual([]);
});

test("none, several, absent, a directory: each with its message", () => {
  expect(scriptIssues({ inline: [], script: "" }, host)).toEqual([
    { path: [], summary: "Nothing to run", detail: "The block names no script. Set one of inline, script, scripts." },
  ]);
  expect(scriptIssues({ command: undefined }, host)[0]!.detail).toBe(
    "The block names no script. Set one of command, inline, script, scripts.",
  );
  expect(scriptIssues({ inline: ["x"], scripts: ["a.sh", "b.sh", "dir"] }, host)).toEqual([
    {
      path: ["scripts"],
      summary: "More than one kind of script",
      detail:
        "The block sets inline and scripts, and it would not be clear what runs first. Keep one; for the others, write further blocks.",
    },
    {
      path: ["scripts", 1],
      summary: "Script file not found",
      detail:
        'The script file "b.sh" does not exist. A relative path starts at the directory in which the run was started, here "/work"; to start at the template\'s own, write "${path.root}/…".',
    },
    {
      path: ["scripts", 2],
      summary: "Script is a directory",
      detail: '"dir" is a directory, and a script must be a file.',
    },
  ]);
});

test("an inline script's text", () => {
  expect(inlineText(["a", "b"], "/bin/sh -e")).toBe("#!/bin/sh -e\na\nb\n");
  expect(inlineText(["#!/bin/bash", "b"], undefined)).toBe("#!/bin/bash\nb\n");
});

test("script stands alone", () => {
  expect(scriptPaths({ script: "a" })).toEqual(["a"]);
  expect(scriptPaths({ scripts: ["b", "c"] })).toEqual(["b", "c"]);
});
