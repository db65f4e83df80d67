import {
  type Evaluated,
  errorAt,
  type FunctionTable,
  type LazyObject,
  type Members,
  object,
  type Scope,
  type SourceRange,
  string,
  Value,
} from "@ingot/hcl";

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
  return {
    lookup: (name) => names.get(name) ?? (name === "artifact" ? artifactsElsewhere : undefined),
    names: () => [...names.keys()],
    functions,
    hint: (name) => (Object.hasOwn(hints, name) ? hints[name] : undefined),
    members: (root) => (Object.hasOwn(members, root) ? members[root] : undefined),
  };
}

const members: Readonly<Record<string, Members>> = {
  var: { noun: "variable", declaration: (name) => `variable "${name}" { … }` },
  local: { noun: "local", declaration: (name) => `locals { ${name} = … }` },
};

/** Of names that mean something elsewhere, or in Terraform. */
const hints: Readonly<Record<string, string>> = {
  source:
    'It tells provisioners and post-processors which source they work for. Where a source is named, its address stands in quotes: "source.null.example".',
  build: "It describes the machine of a build that runs: use it in provisioners and post-processors.",
  data: 'The template declares no data source. One is declared by data "type" "name" { … }.',
  variable: "The value of a variable is var.name.",
  variables: "The value of a variable is var.name.",
  locals: "The value of a local is local.name.",
  each: "Blocks are repeated by dynamic blocks alone, and there the element is named after the block.",
  env: 'The environment is read in the default of a variable: variable "home" { default = env("HOME") }.',
};

/** What `artifact` is where no build can wait for another: a name that only says why it cannot be used. */
const artifactsElsewhere: LazyObject = {
  kind: "lazy",
  names: () => [],
  has: () => true,
  get: (_name, range) => noArtifactYet(range),
  whole: (range) => noArtifactYet(range),
};

function noArtifactYet(range: SourceRange): Evaluated {
  const detail =
    "artifact.* is what other builds make, and this is computed before any build starts. Use it in a source, or in the source, provisioner and post-processor blocks of a build.";
  return { value: Value.unknown(), diagnostics: [errorAt(range, "Artifact not available here", detail)] };
}

/** `scope` with names that a template lacks; where a `dynamic` block's iterator has one of them already, the iterator stays. */
export function withNames(scope: Scope, added: ReadonlyMap<string, Value | LazyObject>): Scope {
  return {
    lookup: (name) => {
      const found = scope.lookup(name);
      return found && found !== artifactsElsewhere ? found : (added.get(name) ?? found);
    },
    names: () => [...new Set([...scope.names(), ...added.keys()])],
    functions: scope.functions,
    hint: (name) => scope.hint?.(name),
    members: (root) => scope.members?.(root),
  };
}
