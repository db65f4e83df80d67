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
  { only = [], except = [] }: MetaArguments,
  sources: ReadonlySet<string>,
  range: SourceRange,
): Diagnostic[] {
  const strangers = [...only, ...except].filter((name) => !sources.has(name));
  return strangers.map((name) => {
    const near = suggest(name, [...sources]);
    const hint = near ? `Did you mean "${near}"?` : "It has no effect.";
    return warningAt(
      range,
      "Not a source of this build",
      `"${name}" in only or except names no source of this build. ${hint}`,
    );
  });
}
