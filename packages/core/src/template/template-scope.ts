import { type FunctionTable, type LazyObject, object, type Scope, string, type Value } from "@ingot/hcl";

/** The version of Packer whose language this is: `packer.version`, and what `required_version` is held against. */
export const languageVersion = "1.16.0";

export interface TemplateNames {
  readonly variables: ReadonlyMap<string, Value>;
  readonly locals: LazyObject;
  /** Undefined where the template has no data source. */
  readonly data: LazyObject | undefined;
  readonly cwd: string;
  readonly root: string;
  readonly functions: FunctionTable;
}

/** What names mean in every expression of a template. */
export function templateScope({ variables, locals, data, cwd, root, functions }: TemplateNames): Scope {
  const names = new Map<string, Value | LazyObject>([
    ["var", object(variables)],
    ["local", locals],
    [
      "path",
      object(
        new Map([
          ["cwd", string(cwd)],
          ["root", string(root)],
        ]),
      ),
    ],
    ["packer", object(new Map([["version", string(languageVersion)]]))],
  ]);
  if (data) names.set("data", data);
  return { lookup: (name) => names.get(name), names: () => [...names.keys()], functions };
}

/** `scope` with names that it lacks; where a `dynamic` block's iterator has one of them already, the iterator stays. */
export function withNames(scope: Scope, added: ReadonlyMap<string, Value | LazyObject>): Scope {
  return {
    lookup: (name) => scope.lookup(name) ?? added.get(name),
    names: () => [...new Set([...scope.names(), ...added.keys()])],
    functions: scope.functions,
  };
}
