import { type Diagnostic, errorAt, hasErrors } from "../diagnostic.js";
import { evaluate } from "../evaluate/evaluate.js";
import type { Scope } from "../evaluate/scope.js";
import type { Attribute, Block, Body, Expression, Label } from "../syntax/ast.js";
import { object, type Value } from "../value/value.js";
import { bodyContent } from "./body-content.js";
import { keyText } from "./body-location.js";
import type { ContentSpec } from "./content-spec.js";
import { distinctDiagnostics } from "./distinct-diagnostics.js";
import { type Element, elementsOf } from "./dynamic-elements.js";
import { dynamicLabels } from "./dynamic-labels.js";
import { bodyItems, isJson } from "./json-blocks.js";
import { labelProblem } from "./labels.js";
import { ownEntry } from "./own-entry.js";
import { type ScopedBlock, scopedBlock } from "./scoped-block.js";
import { unsupportedItem } from "./unsupported.js";

export interface ExpandedItems {
  readonly items: readonly (Attribute | ScopedBlock)[];
  readonly diagnostics: readonly Diagnostic[];
}

const dynamicSpec: ContentSpec = {
  attributes: { for_each: { required: true }, iterator: { required: false }, labels: { required: false } },
  blocks: { content: { labels: [], minimum: 1, maximum: 1 } },
};

/**
 * Replaces each `dynamic` block by the blocks it stands for, in place. Bodies within are not expanded: that is done
 * with their own scope, when they are read. A `spec` reports a block type it does not know once, however often it would
 * have been repeated, and is needed to tell blocks from arguments in JSON.
 */
export function expandDynamicBlocks(body: Body, scope: Scope, spec?: ContentSpec): ExpandedItems {
  const meant = bodyItems(body, spec);
  const diagnostics = [...meant.diagnostics];
  const items = meant.items.flatMap((item): (Attribute | ScopedBlock)[] => {
    if (item.kind === "attribute") return [item];
    if (item.type.text !== "dynamic" || (spec && ownEntry(spec.blocks, "dynamic"))) return [scopedBlock(item, scope)];
    const expanded = expandDynamic(item, scope, spec);
    diagnostics.push(...expanded.diagnostics);
    return expanded.blocks.slice();
  });
  return { items, diagnostics };
}

interface Expanded {
  readonly blocks: readonly ScopedBlock[];
  readonly diagnostics: readonly Diagnostic[];
}

const failed = (...diagnostics: readonly Diagnostic[]): Expanded => ({ blocks: [], diagnostics });

function expandDynamic(dynamic: Block, scope: Scope, spec: ContentSpec | undefined): Expanded {
  const problem = labelProblem(dynamic, { labels: ["type"] });
  if (problem) return failed(problem);
  const type = dynamic.labels[0]!;
  if (spec && !ownEntry(spec.blocks, type.text)) return failed(unsupportedItem(generated(dynamic, dynamic, []), spec));
  const { attributes, blocks, diagnostics } = bodyContent(dynamic.body, dynamicSpec, dynamic.header);
  if (hasErrors(diagnostics)) return failed(...diagnostics);
  const iterator = iteratorName(attributes.get("iterator"), type.text);
  if (typeof iterator !== "string") return failed(iterator);
  const collection = elementsOf(attributes.get("for_each")!.expression, scope);
  const made = collection.elements.map((element) => {
    const inner = iteratorScope(scope, iterator, element);
    return makeBlock(dynamic, blocks[0]!, attributes.get("labels")?.expression, inner, element.certain);
  });
  return {
    blocks: made.flatMap((each) => each.blocks),
    diagnostics: distinctDiagnostics([...collection.diagnostics, ...made.flatMap((each) => each.diagnostics)]),
  };
}

function makeBlock(
  dynamic: Block,
  content: Block,
  labels: Expression | undefined,
  scope: Scope,
  certain: boolean,
): Expanded {
  const named = labels
    ? dynamicLabels(labels, evaluate(labels, scope))
    : { labels: [], certain: true, diagnostics: [] };
  if (hasErrors(named.diagnostics)) return failed(...named.diagnostics);
  const block = generated(dynamic, content, named.labels);
  return { blocks: [{ kind: "scoped-block", block, scope, certain: certain && named.certain }], diagnostics: [] };
}

/** The block that a `dynamic` block stands for; it is found where the `dynamic` block is. */
function generated(dynamic: Block, content: Block, labels: readonly Label[]): Block {
  const { text, range } = dynamic.labels[0]!;
  return { ...dynamic, type: { kind: "name", text, range }, labels, body: content.body };
}

function iteratorName(attribute: Attribute | undefined, blockType: string): string | Diagnostic {
  if (!attribute) return blockType;
  const { expression } = attribute;
  if (expression.kind === "variable") return expression.name;
  const written = isJson(expression.range) ? keyText(expression) : undefined;
  if (written !== undefined) return written;
  const detail = "The iterator must be a single name, without quotes: iterator = item.";
  return errorAt(expression.range, "Invalid iterator name", detail);
}

function iteratorScope(scope: Scope, name: string, { key, value }: Element): Scope {
  const item: Value = object(
    new Map([
      ["key", key],
      ["value", value],
    ]),
  );
  return {
    lookup: (wanted) => (wanted === name ? item : scope.lookup(wanted)),
    names: () => [...scope.names(), name],
    functions: scope.functions,
    hint: (each) => scope.hint?.(each),
    members: (root) => (root === name ? undefined : scope.members?.(root)),
  };
}
