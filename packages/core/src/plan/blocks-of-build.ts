import type { ScopedBlock } from "@ingot/hcl";
import { appliesTo } from "./applies-to.js";
import { namesOfSource } from "./build-values.js";
import type { ListedBuild } from "./draft.js";
import { selectionOf } from "./meta-arguments.js";
import type { Selector } from "./select.js";

/** A post-processor of one build, as far as it is known before components are loaded. */
export interface PostProcessorOfBuild {
  readonly scoped: ScopedBlock;
  readonly type: string;
  /** Its name, else its type. */
  readonly label: string;
  /** `-except` takes it, or one before it in its chain. */
  readonly isCut: boolean;
}

/** The blocks that make up one build: those whose `only` and `except` leave it in. */
export interface BlocksOfBuild {
  readonly provisioners: readonly ScopedBlock[];
  readonly postProcessors: readonly PostProcessorOfBuild[];
}

export function blocksOf(build: ListedBuild, selector: Selector): BlocksOfBuild {
  const { provisioners, errorCleanup, postProcessors } = build.block;
  const all = errorCleanup ? [...provisioners, errorCleanup] : provisioners;
  return {
    provisioners: all.filter((scoped) => read(scoped, build).applies),
    postProcessors: postProcessors.flatMap((chain) => readChain(chain, build, selector)),
  };
}

function readChain(chain: readonly ScopedBlock[], build: ListedBuild, selector: Selector): PostProcessorOfBuild[] {
  const links = chain.map((scoped) => ({ scoped, ...read(scoped, build) }));
  const cutAt = links.findIndex(({ label }) => selector.cuts(label));
  return links.flatMap(({ applies, ...link }, at) =>
    applies ? [{ ...link, isCut: cutAt !== -1 && at >= cutAt }] : [],
  );
}

function read(scoped: ScopedBlock, build: ListedBuild) {
  const type = scoped.block.labels[0]!.text;
  const { name, ...selection } = selectionOf(scoped, namesOfSource(scoped.scope, build));
  return { type, label: name || type, applies: appliesTo(selection, build) };
}
