import { bool, object, type Scope, string, tuple, Value } from "@ingot/hcl";
import { completionOf } from "./completion.js";
import { consoleScope } from "./console-scope.js";

const secret = object(new Map([["token", string("x")]])).withMarks(["sensitive"]);
const roots = new Map<string, ReturnType<Scope["lookup"]>>([
  [
    "var",
    object(
      new Map([
        ["name", string("web")],
        ["names", tuple([object(new Map([["first", bool(true)]]))])],
        ["secret", secret],
        ["two words", string("")],
        ["later", Value.unknown()],
      ]),
    ),
  ],
  [
    "local",
    {
      kind: "lazy",
      names: () => ["image", "images"],
      has: (name) => name.startsWith("image"),
      get: () => ({ value: object(new Map([["tag", string("")]])), diagnostics: [] }),
    },
  ],
]);
const scope = consoleScope({
  lookup: (name) => roots.get(name),
  names: () => [...roots.keys()],
  functions: new Map(),
});

const complete = (line: string) => completionOf(line, scope, ["exit", "variables"]);

test.each<[line: string, candidates: string[], end: string]>([
  ["", ["build", "exit", "local", "source", "type(", "var", "variables"], ""],
  ["va", ["var", "variables"], "va"],
  ["1 + va", ["var"], "va"],
  ["ty", ["type("], "ty"],
  ["var.", ["later", "name", "names", "secret"], ""],
  ["[var.na", ["name", "names"], "na"],
  ["var.names[0].", ["first"], ""],
  ['var["names"][0].fi', ["first"], "fi"],
  ["local.im", ["image", "images"], "im"],
  ["upper(local.image.", ["tag"], ""],
  ["var.name.", [], ""],
  ["var.later.", [], ""],
  ["nope.", [], ""],
  ["1 + ", [], ""],
  ["zzz", [], "zzz"],
])("%j", (line, candidates, end) => {
  expect(complete(line)).toEqual([candidates, end]);
});

test("of what is sensitive nothing is offered", () => {
  expect(complete("var.secret.")).toEqual([[], ""]);
});
