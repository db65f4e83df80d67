import { type Diagnostic, errorAt } from "@ingot/hcl";
import type { BuildBlock, SourceUse, Template } from "../template/model.js";
import type { Draft, ListedBuild } from "./draft.js";

/** Every source of every build block, in the order of the template. */
export function listBuilds(template: Template): Draft<ListedBuild> {
  const builds = template.builds.flatMap((block) => block.sources.map((use) => listBuild(block, use)));
  return { builds, diagnostics: template.builds.length === 0 ? [missingBuild(template)] : [] };
}

function listBuild(block: BuildBlock, use: SourceUse): ListedBuild {
  const { source, localName } = use;
  return { name: fullName(block, use), builderType: source.type, sourceName: source.name, localName, block, use };
}

/** `[build.name.]type.name`, as `-only`, `-except` and all output call it. */
export function fullName({ name }: BuildBlock, { source, localName }: SourceUse): string {
  return `${name ? `${name}.` : ""}${source.type}.${localName}`;
}

function missingBuild({ path }: Template): Diagnostic {
  const detail = `"${path}" has no build block, so there is nothing to do. A build names its sources: build { sources = ["source.null.example"] } on lines of its own.`;
  return errorAt(undefined, "Missing build block", detail);
}
