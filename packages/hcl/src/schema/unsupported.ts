import { type Diagnostic, errorAt } from "../diagnostic.js";
import { suggest } from "../suggestion.js";
import type { Attribute, Block, Name } from "../syntax/ast.js";
import type { ContentSpec } from "./content-spec.js";
import { isJson } from "./json-blocks.js";
import { ownEntry } from "./own-entry.js";
import { blockOf, type ScopedBlock } from "./scoped-block.js";

/** The complaint about an item that `spec` does not name, with what was probably meant. */
export function unsupportedItem(item: Attribute | Block | ScopedBlock, spec: ContentSpec): Diagnostic {
  return item.kind === "attribute" ? unsupportedArgument(item, spec) : unsupportedBlock(blockOf(item), spec);
}

function unsupportedArgument({ name }: Attribute, spec: ContentSpec): Diagnostic {
  const block = ownEntry(spec.blocks, name.text);
  const detail = block
    ? blockInstead(name, spec)
    : `${isJson(name.range) ? "A property" : "An argument"} named "${name.text}" is not expected here.${remark(name)}${meant(name.text, spec.attributes, spec.blocks)}`;
  return errorAt(name.range, "Unsupported argument", detail);
}

/** `source = [...]` is more often meant to be `sources = [...]`. */
function blockInstead({ text }: Name, { attributes }: ContentSpec): string {
  const several = ownEntry(attributes, `${text}s`) ? ` For a list of them there is the argument "${text}s".` : "";
  return `"${text}" is a block, not an argument. Write it without the equals sign: ${text} { … }.${several}`;
}

const remark = ({ text, range }: Name): string =>
  isJson(range) && text.startsWith("_")
    ? ` A remark can be called so at the top of Packer's old JSON only; in HCL's JSON its name is "//".`
    : "";

function unsupportedBlock({ type, header }: Block, spec: ContentSpec): Diagnostic {
  const detail = ownEntry(spec.attributes, type.text)
    ? `"${type.text}" is an argument, not a block. Write it with an equals sign: ${type.text} = ….`
    : `Blocks of type "${type.text}" are not expected here.${homeOf(type.text, spec) || meant(type.text, spec.blocks, spec.attributes)}`;
  return errorAt(type.range, "Unsupported block type", detail, header);
}

const homeOf = (type: string, { elsewhere = {} }: ContentSpec): string => {
  const home = ownEntry(elsewhere, type);
  return home === undefined ? "" : ` ${home}`;
};

/** The name that the item was probably meant to have. */
export function nameMeant(
  item: Attribute | Block | ScopedBlock,
  { attributes, blocks }: ContentSpec,
): string | undefined {
  return item.kind === "attribute"
    ? nearest(item.name.text, attributes, blocks)
    : nearest(blockOf(item).type.text, blocks, attributes);
}

function meant(given: string, likely: object, unlikely: object): string {
  const near = nearest(given, likely, unlikely);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}

/** Of the names of the same sort; failing that, of the other. */
const nearest = (given: string, likely: object, unlikely: object): string | undefined =>
  suggest(given, Object.keys(likely)) ?? suggest(given, Object.keys(unlikely));
