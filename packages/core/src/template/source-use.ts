import {
  type ast,
  type Diagnostic,
  decodeBody,
  errorAt,
  partialContent,
  type Scope,
  type ScopedBlock,
  type SourceRange,
  suggest,
} from "@ingot/hcl";
import { sourceUseArguments } from "./block-specs.js";
import { decodedText } from "./decoded-part.js";
import { dependenciesOf } from "./depends-on.js";
import type { SourceBlock, SourceUse } from "./model.js";
import type { SourceBlocks } from "./source-blocks.js";
import { parseSourceReference, type SourceName } from "./source-reference.js";

/** The source that `reference` names, or what is wrong with the reference: nothing new where a refused block may declare it. */
export function findSource(
  reference: string,
  range: SourceRange,
  { sources, mayBeMeant }: SourceBlocks,
): SourceBlock | readonly Diagnostic[] {
  const parsed = parseSourceReference(reference);
  if (!parsed) return [invalidReference(reference, range)];
  const key = `${parsed.type}.${parsed.name}`;
  const found = sources.get(key);
  if (found) return found;
  if (key.startsWith("source.")) return [invalidReference(reference, range)];
  return mayBeMeant(parsed.type, parsed.name) ? [] : [unknownSource(key, range, [...sources.keys()])];
}

/** What is said of sources without quotes, as expressions, helps nobody: `null.n` would be an attribute of null. */
export function unquotedSources(listed: ast.Expression, scope: Scope): readonly Diagnostic[] {
  const items = listed.kind === "tuple" ? listed.items : [listed];
  return items.flatMap((item) => {
    const parsed = item.kind === "get-attribute" && parseSourceReference(textOf(item.range));
    return parsed && !meansSomething(parsed.type, scope) ? [unquoted(parsed, item.range)] : [];
  });
}

const textOf = ({ source, start, end }: SourceRange): string => source.text.slice(start, end);

const meansSomething = (name: string, scope: Scope) => scope.lookup(name) ?? scope.hint?.(name);

function unquoted({ type, name }: SourceName, range: SourceRange): Diagnostic {
  const detail = `A source is named by a text: write its address in quotes, "source.${type}.${name}".`;
  return errorAt(range, "Invalid source reference", detail);
}

function invalidReference(reference: string, range: SourceRange): Diagnostic {
  const detail = `"${reference}" does not name a source. Write the type and the name of its block, as in "source.null.example".`;
  return errorAt(range, "Invalid source reference", detail);
}

function unknownSource(key: string, range: SourceRange, known: readonly string[]): Diagnostic {
  const near = suggest(key, known);
  const advice = near ? `Did you mean "${near}"?` : knownSources(known);
  return errorAt(range, "Unknown source", `The build uses the source "${key}", which is not declared. ${advice}`);
}

function knownSources(known: readonly string[]): string {
  if (known.length === 0) return "No source is declared that a build could use.";
  const shown = known.slice(0, 10).join(", ");
  return `The template declares ${shown}${known.length > 10 ? `, and ${known.length - 10} more` : ""}.`;
}

export interface ReadSourceUse {
  readonly uses: readonly SourceUse[];
  readonly diagnostics: readonly Diagnostic[];
  /** False where a value that is not known yet, or a block that was refused, may make other uses of it. */
  readonly certain: boolean;
}

/** Reads a `source` block inside a build: a reference, perhaps a name, and what it adds to the source. */
export function readSourceUse(scoped: ScopedBlock, sources: SourceBlocks): ReadSourceUse {
  const { block, scope } = scoped;
  const source = findSource(block.labels[0]!.text, block.labels[0]!.range, sources);
  const { attributes, rest, diagnostics } = partialContent(block.body, sourceUseArguments, block.header);
  const own = decodeBody({ ...block.body, items: [...attributes.values()] }, sourceUseArguments, scope);
  const problems = [...diagnostics, ...own.diagnostics];
  if (!("block" in source)) return { uses: [], diagnostics: [...source, ...problems], certain: source.length > 0 };
  if (!scoped.certain) return { uses: [], diagnostics: problems, certain: false };
  const overrides = rest.items.length > 0 ? { ...scoped, block: { ...block, body: rest } } : undefined;
  const localName = decodedText(own, "name") ?? source.name;
  const use = { source, localName, overrides, dependsOn: dependenciesOf(own), range: block.header };
  return { uses: [use], diagnostics: problems, certain: true };
}
