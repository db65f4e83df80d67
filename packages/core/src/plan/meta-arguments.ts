import {
  type ast,
  type BodySpec,
  boolType,
  type DecodedBody,
  type Diagnostic,
  decodeBody,
  dynamicType,
  errorAt,
  listType,
  numberType,
  type Path,
  partialContent,
  type Scope,
  type ScopedBlock,
  type SourceRange,
  stringType,
} from "@ingot/hcl";
import { parseMilliseconds } from "../config/fields.js";
import { decodedNumber, decodedPart, decodedText, decodedTexts, decodedTruth } from "../template/decoded-part.js";

const optional = <T>(type: T) => ({ type, required: false });

const provisionerSpec: BodySpec = {
  attributes: {
    name: optional(stringType),
    only: optional(listType(stringType)),
    except: optional(listType(stringType)),
    override: optional(dynamicType),
    pause_before: optional(stringType),
    timeout: optional(stringType),
    max_retries: optional(numberType),
    continue_on_error: optional(boolType),
  },
  blocks: {},
};

const postProcessorSpec: BodySpec = {
  attributes: {
    name: optional(stringType),
    only: optional(listType(stringType)),
    except: optional(listType(stringType)),
    keep_input_artifact: optional(boolType),
  },
  blocks: {},
};

/** What the engine itself takes out of a component's block. */
export interface MetaArguments {
  readonly name: string | undefined;
  /** Sources by "type.name", as the build calls them; an empty list, which restricts nothing, is undefined. */
  readonly only: readonly string[] | undefined;
  readonly except: readonly string[] | undefined;
  /** Where an argument, or an element of it, is written. */
  rangeOf(path: Path): SourceRange;
  /** The block without the meta-arguments: the component's own config. */
  readonly rest: ScopedBlock;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ProvisionerArguments extends MetaArguments {
  readonly override: ast.Attribute | undefined;
  /** Milliseconds. */
  readonly pauseBefore: number | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  readonly maxRetries: number;
  readonly continueOnError: boolean;
}

export interface PostProcessorArguments extends MetaArguments {
  readonly keepInput: boolean | undefined;
}

export function provisionerArguments(scoped: ScopedBlock, scope: Scope): ProvisionerArguments {
  const { decoded, rest, attributes, duplicates } = takeMeta(scoped, provisionerSpec, scope);
  const pauseBefore = durationArgument(decoded, "pause_before");
  const timeout = durationArgument(decoded, "timeout");
  const maxRetries = wholeNumber(decoded, "max_retries");
  const faults = [pauseBefore, timeout, maxRetries].flatMap(({ diagnostics }) => diagnostics);
  return {
    ...selectionArguments(decoded, rest, [...duplicates, ...faults]),
    override: attributes.get("override"),
    pauseBefore: pauseBefore.value,
    timeout: timeout.value,
    maxRetries: maxRetries.value ?? 0,
    continueOnError: decodedTruth(decoded, "continue_on_error") ?? false,
  };
}

export function postProcessorArguments(scoped: ScopedBlock, scope: Scope): PostProcessorArguments {
  const { decoded, rest, duplicates } = takeMeta(scoped, postProcessorSpec, scope);
  return { ...selectionArguments(decoded, rest, duplicates), keepInput: decodedTruth(decoded, "keep_input_artifact") };
}

const selectionSpec: BodySpec = {
  attributes: {
    name: optional(stringType),
    only: optional(listType(stringType)),
    except: optional(listType(stringType)),
  },
  blocks: {},
};

/** What `name`, `only` and `except` say; what is wrong with them is told when the block is planned. */
export function selectionOf(scoped: ScopedBlock, scope: Scope): Pick<MetaArguments, "name" | "only" | "except"> {
  const { decoded } = takeMeta(scoped, selectionSpec, scope);
  return { name: decodedText(decoded, "name"), only: someTexts(decoded, "only"), except: someTexts(decoded, "except") };
}

function takeMeta(scoped: ScopedBlock, spec: BodySpec, scope: Scope) {
  const { attributes, rest, diagnostics } = partialContent(scoped.block.body, spec, scoped.block.header);
  const others = [...attributes.values()].filter(({ name }) => name.text !== "override");
  const decoded = decodeBody({ ...scoped.block.body, items: others }, spec, scope);
  return { decoded, attributes, duplicates: diagnostics, rest: { ...scoped, block: { ...scoped.block, body: rest } } };
}

function selectionArguments(decoded: DecodedBody, rest: ScopedBlock, extra: readonly Diagnostic[]): MetaArguments {
  const only = someTexts(decoded, "only");
  const except = someTexts(decoded, "except");
  const both = only && except ? [onlyAndExcept(decoded)] : [];
  return {
    name: decodedText(decoded, "name"),
    only,
    except,
    rest,
    rangeOf: decoded.rangeOf,
    diagnostics: [...decoded.diagnostics, ...both, ...extra],
  };
}

/** Packer takes an empty list for none: templates compute `only` from a variable whose default is `[]`. */
function someTexts(decoded: DecodedBody, name: string): readonly string[] | undefined {
  const texts = decodedTexts(decoded, name);
  return texts?.length ? texts : undefined;
}

function onlyAndExcept(decoded: DecodedBody): Diagnostic {
  const detail = 'A block may say "only" or "except", not both. Keep the one that says what you mean.';
  return errorAt(decoded.rangeOf(["except"]), "Both only and except", detail);
}

interface Read {
  readonly value: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** An empty text, no time at all, and a pause that would have ended before it began, are Packer's ways to say "none". */
function durationArgument(decoded: DecodedBody, name: string): Read {
  const text = decodedText(decoded, name);
  const isNone = text === undefined || text === "" || (name === "pause_before" && isNegative(text));
  if (isNone) return { value: undefined, diagnostics: [] };
  const value = parseMilliseconds(text);
  if (value !== undefined) return { value: value || undefined, diagnostics: [] };
  const detail = `"${text}" is not a duration for ${name}. Write a number and a unit, such as "30s", "5m" or "1h30m".`;
  return { value: undefined, diagnostics: [errorAt(decoded.rangeOf([name]), "Invalid duration", detail)] };
}

const isNegative = (text: string) => text.startsWith("-") && parseMilliseconds(text.slice(1)) !== undefined;

function wholeNumber(decoded: DecodedBody, name: string): Read {
  const value = decodedNumber(decoded, name);
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return { value, diagnostics: [] };
  if (!decodedPart(decoded, name)?.isKnown || decodedPart(decoded, name)!.isNull)
    return { value: undefined, diagnostics: [] };
  const detail = `${name} must be a whole number, zero or above.`;
  return { value: undefined, diagnostics: [errorAt(decoded.rangeOf([name]), "Invalid number", detail)] };
}
