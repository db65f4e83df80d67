import { type Diagnostic, errorAt } from "@ingot/hcl";
import type { BuildBlock, SourceUse, Template } from "../template/model.js";
import { type BuildNaming, buildNaming } from "./build-naming.js";
import type { Draft, ListedBuild } from "./draft.js";

/** Every source of every build block, in the order of the template. */
export function listBuilds(template: Template): Draft<ListedBuild> {
  const builds = template.builds.flatMap((block) =>
    block.sources.map((use) => listBuild(block, use, buildNaming(template))),
  );
  return { builds, diagnostics: template.builds.length === 0 ? [missingBuild(template)] : [] };
}

function listBuild(block: BuildBlock, use: SourceUse, naming: BuildNaming): ListedBuild {
  const { source, localName } = use;
  const name = naming.full(block, use);
  const nameInBlock = naming.inBlock(use);
  const selectedBy = naming.isExact ? nameInBlock : name;
  return {
    ...{ name, nameInBlock, selectedBy, localName, block, use },
    builderType: source.type,
    sourceName: source.name,
  };
}

function missingBuild({ path }: Template): Diagnostic {
  const detail = `"${path}" has no build block, so there is nothing to do. A build names its sources: build { sources = ["source.null.example"] } on lines of its own.`;
  return errorAt(undefined, "Missing build block", detail);
}
