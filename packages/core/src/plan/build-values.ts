import {
  type Evaluated,
  errorAt,
  type LazyObject,
  object,
  type Scope,
  type SourceRange,
  string,
  stringType,
  Value,
} from "@ingot/hcl";
import type { AnyBuilder } from "../plugin.js";
import { withNames } from "../template/template-scope.js";
import type { ListedBuild } from "./draft.js";

/** What every builder's machine may tell of itself; a builder's `exports` come on top. */
const commonValues = [
  "ID",
  "Host",
  "Port",
  "User",
  "Password",
  "ConnType",
  "PackerRunUUID",
  "PackerHTTPAddr",
  "PackerHTTPIP",
  "PackerHTTPPort",
  "SSHPublicKey",
  "SSHPrivateKey",
  "WinRMPassword",
];

/** The names of all that a builder's machine may tell. */
export const machineValues = ({ exports }: Pick<AnyBuilder, "exports">): readonly string[] => [
  ...commonValues,
  ...exports,
];

/** `build.*`: the names are fixed by the builder, so that a wrong one is found before anything starts. */
function buildObject({ exports }: AnyBuilder, get: LazyObject["get"]): LazyObject {
  const names = new Set(["name", ...machineValues({ exports })]);
  return { kind: "lazy", names: () => [...names], has: (name) => names.has(name), get };
}

const known = (value: Value): Evaluated => ({ value, diagnostics: [] });
const unknownText: Evaluated = known(Value.unknown(stringType));

/** A build of which scopes tell. */
interface NamedBuild {
  readonly build: ListedBuild;
  readonly builder: AnyBuilder;
}

function sourceObject({ builderType, localName }: ListedBuild): Value {
  return object(
    new Map([
      ["type", string(builderType)],
      ["name", string(localName)],
    ]),
  );
}

/** `source.name` and `source.type`, and nothing that needs a component. */
export const namesOfSource = (scope: Scope, build: ListedBuild): Scope =>
  withNames(scope, new Map([["source", sourceObject(build)]]));

/** The scope of a source: there is no machine yet that `build.*` could tell of. */
export function sourceScope(scope: Scope, { build, builder }: NamedBuild, artifacts: LazyObject): Scope {
  const refuse = (name: string, range: SourceRange): Evaluated => {
    const detail = `A source cannot use build.${name}: build.* describes the machine, which this source has yet to start. Use it in provisioners and post-processors.`;
    return {
      value: Value.unknown(stringType),
      diagnostics: [errorAt(range, "Value not available in a source", detail)],
    };
  };
  return insideBuild(scope, build, buildObject(builder, refuse), artifacts);
}

const insideBuild = (scope: Scope, build: ListedBuild, values: LazyObject, artifacts: LazyObject): Scope =>
  withNames(
    scope,
    new Map<string, Value | LazyObject>([
      ["source", sourceObject(build)],
      ["build", values],
      ["artifact", artifacts],
    ]),
  );

/**
 * The scope of a provisioner or post-processor. Without `exports`, at plan time, the machine's values are unknown; with
 * them, one that the machine does not have is an error: an empty text in `rm -rf /home/${build.User}` would be worse.
 */
export function machineScope(
  scope: Scope,
  { build, builder }: NamedBuild,
  artifacts: LazyObject,
  exports: Readonly<Record<string, string>> | undefined,
): Scope {
  const get = (name: string, range: SourceRange): Evaluated => {
    if (name === "name") return known(string(build.block.name ?? ""));
    if (!exports) return unknownText;
    return Object.hasOwn(exports, name) ? known(string(exports[name]!)) : missing(name, range, builder);
  };
  return insideBuild(scope, build, buildObject(builder, get), artifacts);
}

function missing(name: string, range: SourceRange, { type }: AnyBuilder): Evaluated {
  const detail = `The builder "${type}" gives no value for build.${name} here. Use it only where the machine has one.`;
  return { value: Value.unknown(stringType), diagnostics: [errorAt(range, "No value for build attribute", detail)] };
}
