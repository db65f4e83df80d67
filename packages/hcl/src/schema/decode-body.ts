import type { Diagnostic, NamedValue } from "../diagnostic.js";
import type { Scope } from "../evaluate/scope.js";
import type { SourceRange } from "../source.js";
import type { Expression } from "../syntax/ast.js";
import { object, tuple, Value } from "../value/value.js";
import { type BodyLocation, locate, type Path, valuesAt } from "./body-location.js";
import type { BlockSpec, BodySpec } from "./body-spec.js";
import { type DecodeOptions, decodeAttribute } from "./decode-attribute.js";
import { distinctDiagnostics } from "./distinct-diagnostics.js";
import { type MergedContent, mergedContent } from "./merged-content.js";
import { presenceProblems } from "./presence.js";
import { type BodyInput, type ScopedBlock, type ScopedBody, scopedBodyOf } from "./scoped-block.js";
import { nameMeant, unsupportedItem } from "./unsupported.js";

/** A body as a value, and the way back from each part of it to the text. */
export interface DecodedBody {
  /**
   * An object: the arguments that are set, converted; for a block type whose maximum is 1 its object, for others a
   * tuple of objects; neither where there is none. Unknown where `for_each` does not yet say how many there are.
   */
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at `path` was written: its expression, or the header of the block that lacks it. */
  rangeOf(path: Path): SourceRange;
  /** Something in it is of no name that is taken: what seems to be missing may be there, misspelt. */
  readonly isMisspelt: boolean;
  /** What the names stand for that the value at `path` is made of. */
  valuesAt(path: Path): readonly NamedValue[];
  /** Whether the value at `path`, or one it is part of, is unknown. Its own parts do not count. */
  isUnknown(path: Path): boolean;
}

/** Evaluates and converts all of a body, or of several that are merged, by `spec`. Never throws for a bad template. */
export function decodeBody(
  input: BodyInput | readonly [BodyInput, ...BodyInput[]],
  spec: BodySpec,
  scope: Scope,
  options: DecodeOptions = {},
): DecodedBody {
  const inputs = "kind" in input ? [input] : input;
  const { value, location, diagnostics, isMisspelt } = decode(
    inputs.map((each) => scopedBodyOf(each, scope)),
    spec,
    options,
  );
  return {
    value,
    diagnostics: distinctDiagnostics(diagnostics),
    isMisspelt,
    valuesAt: (path) => valuesAt(location, path),
    rangeOf: (path) => locate(location, path),
    isUnknown: (path) => isUnknownAt(value, path),
  };
}

interface Decoded {
  readonly value: Value;
  readonly location: BodyLocation;
  readonly diagnostics: readonly Diagnostic[];
  readonly isMisspelt: boolean;
}

function decode(bodies: readonly ScopedBody[], spec: BodySpec, options: DecodeOptions): Decoded {
  const content = mergedContent(bodies, spec);
  const { header } = bodies[0]!;
  const attributes = decodeAttributes(content, spec, options);
  const blocks = Object.entries(spec.blocks).flatMap(([type, block]) => decodeBlocks(type, content, block, options));
  return {
    value: object(new Map([...attributes, ...blocks].map(({ name, value }) => [name, value]))),
    location: {
      header,
      attributes: new Map(attributes.map(({ name, expression }) => [name, expression])),
      scopes: new Map([...content.attributes].map(([name, attribute]) => [name, content.scopes.get(attribute)!])),
      blocks: new Map(blocks.map(({ name, locations }) => [name, locations])),
    },
    diagnostics: [
      ...content.diagnostics,
      ...content.rest.map((item) => unsupportedItem(item, spec)),
      ...presenceProblems(content, withoutMisspelt(spec, content), header),
      ...[...attributes, ...blocks].flatMap(({ diagnostics }) => diagnostics),
    ],
    isMisspelt: content.rest.length > 0 || blocks.some(({ isMisspelt }) => isMisspelt),
  };
}

/** What is there under a name that is nearly its own is not missing as well. */
function withoutMisspelt(spec: BodySpec, { rest }: MergedContent): BodySpec {
  const meant = new Set(rest.map((item) => nameMeant(item, spec)));
  const others = <T>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !meant.has(name)));
  return meant.size === 0 ? spec : { attributes: others(spec.attributes), blocks: others(spec.blocks) };
}

interface DecodedPart {
  readonly name: string;
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

function decodeAttributes(
  { attributes, scopes }: MergedContent,
  spec: BodySpec,
  options: DecodeOptions,
): (DecodedPart & { readonly expression: Expression })[] {
  return [...attributes].map(([name, attribute]) => {
    const decoded = decodeAttribute(attribute, scopes.get(attribute)!, spec.attributes[name]!, options);
    return { name, expression: attribute.expression, ...decoded };
  });
}

/** Nothing at all where there is no block of the type. */
function decodeBlocks(
  type: string,
  content: MergedContent,
  spec: BlockSpec,
  options: DecodeOptions,
): (DecodedPart & { readonly locations: readonly BodyLocation[]; readonly isMisspelt: boolean })[] {
  const blocks = content.blocks.filter(({ block }) => block.type.text === type);
  if (blocks.length === 0) return [];
  const decoded = blocks.map((block) => decode([scopedBodyOf(block, block.scope)], spec.body, options));
  return [
    {
      name: type,
      value: blockValue(blocks, decoded, spec),
      locations: decoded.map(({ location }) => location),
      isMisspelt: decoded.some(({ isMisspelt }) => isMisspelt),
      diagnostics: decoded.flatMap(({ diagnostics }) => diagnostics),
    },
  ];
}

/** The contents of blocks that may turn out to be any number are checked, but their values are nobody's yet. */
function blockValue(blocks: readonly ScopedBlock[], decoded: readonly Decoded[], spec: BlockSpec): Value {
  if (blocks.some((block) => !block.certain)) return Value.unknown();
  return spec.maximum === 1 ? decoded[0]!.value : tuple(decoded.map((each) => each.value));
}

function isUnknownAt(value: Value, path: Path): boolean {
  if (!value.isKnown) return true;
  const [key, ...rest] = path;
  if (key === undefined || value.isNull) return false;
  const { content } = value;
  const part =
    content instanceof Map ? content.get(String(key)) : Array.isArray(content) ? content[Number(key)] : undefined;
  return part !== undefined && isUnknownAt(part, rest);
}
