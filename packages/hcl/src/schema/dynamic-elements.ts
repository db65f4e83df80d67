import { type Diagnostic, errorAt, withValues } from "../diagnostic.js";
import { evaluate } from "../evaluate/evaluate.js";
import { namedValues } from "../evaluate/named-values.js";
import type { Scope } from "../evaluate/scope.js";
import type { Expression } from "../syntax/ast.js";
import { entriesOf } from "../value/content.js";
import { sortedEntries } from "../value/text-order.js";
import { dynamicType, numberType, stringType, type Type } from "../value/type.js";
import { number, string, Value } from "../value/value.js";
import { childrenOf } from "../value/walk.js";

/** What one turn of `for_each` gives to the iterator. */
export interface Element {
  readonly key: Value;
  readonly value: Value;
  readonly certain: boolean;
}

export interface Elements {
  readonly elements: readonly Element[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The turns of a `for_each`. A collection that is not known yet gives one turn with unknown values, for its checks. */
export function elementsOf(expression: Expression, scope: Scope): Elements {
  const { value: marked, diagnostics } = evaluate(expression, scope);
  const value = marked.withoutMarks();
  if (!value.isKnown) return { elements: [unknownElement(value.type)], diagnostics };
  const problem = iterationProblem(value);
  if (problem) {
    const refused = withValues(errorAt(expression.range, ...problem), namedValues(expression, scope));
    return { elements: [], diagnostics: [...diagnostics, refused] };
  }
  const elements = keyedElements(value).map(([key, item]) => ({
    key: key.withMarks(marked.marks),
    value: item.withMarks(marked.marks),
    certain: true,
  }));
  return { elements, diagnostics };
}

function iterationProblem(value: Value): readonly [summary: string, detail: string] | undefined {
  const summary = "Invalid for_each value";
  if (value.isNull)
    return [summary, "The value is null, so there is nothing to repeat the block for. Use [] for none."];
  if (["list", "set", "map", "tuple", "object"].includes(value.type.kind)) return undefined;
  const needed = "A block can be repeated for the elements of a list, set, map or object only";
  return [summary, `${needed}, and this is a ${value.type.kind}.`];
}

/** Maps and objects go by their keys, as everywhere in HCL, whatever the order in the source. */
function keyedElements(value: Value): [Value, Value][] {
  if (value.content instanceof Map) return sortedEntries(entriesOf(value)).map(([key, item]) => [string(key), item]);
  return [...childrenOf(value)].map((item, index) => [value.type.kind === "set" ? item : number(index), item]);
}

function unknownElement(type: Type): Element {
  const value = Value.unknown("element" in type ? type.element : dynamicType);
  return { key: type.kind === "set" ? value : Value.unknown(keyType(type)), value, certain: false };
}

function keyType({ kind }: Type): Type {
  if (kind === "map" || kind === "object") return stringType;
  return kind === "list" || kind === "tuple" ? numberType : dynamicType;
}
