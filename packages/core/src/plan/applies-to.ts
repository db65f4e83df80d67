import { type Diagnostic, type SourceRange, suggest, warningAt } from "@ingot/hcl";
import type { BuildBlock } from "../template/model.js";
import type { BuildNaming } from "./build-naming.js";
import type { ListedBuild } from "./draft.js";
import type { MetaArguments } from "./meta-arguments.js";

/** Whether a block's `only` and `except` leave this build in. They are exact, unlike the patterns of `-only`. */
export function appliesTo(
  { only, except }: Pick<MetaArguments, "only" | "except">,
  { nameInBlock: name }: ListedBuild,
): boolean {
  return (only?.includes(name) ?? true) && !(except?.includes(name) ?? false);
}

/** What `only` and `except` can name in a build block. */
export const sourcesOfBlock = ({ sources }: BuildBlock, naming: BuildNaming): ReadonlySet<string> =>
  new Set(sources.map(naming.inBlock));

/** Names in `only` and `except` that are none of the build's sources. Packer says nothing of them, so they are no errors. */
export function selectionWarnings(
  { only = [], except = [], rangeOf }: MetaArguments,
  sources: ReadonlySet<string>,
): Diagnostic[] {
  const strangersIn = (argument: "only" | "except", names: readonly string[]) =>
    names.flatMap((name, at) =>
      sources.has(name) ? [] : [notASource(argument, name, rangeOf([argument, at]), [...sources])],
    );
  return [...strangersIn("only", only), ...strangersIn("except", except)];
}

/** `name` is what `argument` calls a source, and none of `sources` is called so. */
export function notASource(argument: string, name: string, range: SourceRange, sources: readonly string[]): Diagnostic {
  const near = sources.find((each) => isPartOf(each, name) || isPartOf(name, each)) ?? suggest(name, sources);
  const hint = near
    ? `Did you mean "${near}"?`
    : `It has no effect. The build has: ${sources.slice(0, 10).join(", ")}.`;
  const detail = `"${name}" in ${argument} names no source of this build. ${hint}`;
  return warningAt(range, "Not a source of this build", detail);
}

/** "base" of "docker.base". */
const isPartOf = (name: string, full: string) => full.endsWith(`.${name}`);
