import type { BuildBlock, SourceUse, Template } from "../template/model.js";

/** What the builds of a template are called: HCL and legacy JSON differ. */
export interface BuildNaming {
  /** In all output; unique. */
  full(block: BuildBlock, use: SourceUse): string;
  /** In `only`, `except` and `override` within the template. */
  inBlock(use: SourceUse): string;
  /** `-only` and `-except` are such names themselves, rather than patterns over full ones. */
  readonly isExact: boolean;
}

const typeAndName = ({ source, localName }: SourceUse) => `${source.type}.${localName}`;

/** `[build.name.]type.name` */
const ofBlocks: BuildNaming = {
  full: ({ name }, use) => `${name ? `${name}.` : ""}${typeAndName(use)}`,
  inBlock: typeAndName,
  isExact: false,
};

/** The builder's name; in output its type comes first, where it is another. */
const ofBuilders: BuildNaming = {
  full: (_block, use) => (use.source.type === use.localName ? use.localName : typeAndName(use)),
  inBlock: ({ localName }) => localName,
  isExact: true,
};

export const buildNaming = ({ legacy }: Pick<Template, "legacy">): BuildNaming => (legacy ? ofBuilders : ofBlocks);
