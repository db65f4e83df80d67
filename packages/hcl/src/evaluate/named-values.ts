import type { NamedValue } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type { Expression } from "../syntax/ast.js";
import { isIdentifier } from "../syntax/identifier.js";
import { type Reference, references } from "../syntax/references.js";
import { elementsOf } from "../value/content.js";
import { summaryOf } from "../value/summary.js";
import type { Type } from "../value/type.js";
import { Value } from "../value/value.js";
import type { Scope } from "./scope.js";

/** More would bury what they explain. */
const mostShown = 6;

/**
 * The values of the names that `expression` mentions, each once, in source order; of those within a part of it where one is
 * given. A name that leads nowhere is shown as far as it leads, and one that has no value at all is left out.
 */
export function namedValues(
  expression: Expression,
  scope: Scope,
  { start, end }: Pick<SourceRange, "start" | "end"> = expression.range,
): NamedValue[] {
  const found = new Map<string, NamedValue>();
  for (const reference of references(expression)) {
    if (reference.range.start < start || reference.range.end > end) continue;
    const named = found.size < mostShown ? namedValue(reference, scope) : undefined;
    if (named) found.set(named.name, named);
  }
  return [...found.values()];
}

/** Of a root that lacks the name which is looked for in it, such as `var`, the complaint itself tells what it has. */
function namedValue(reference: Reference, scope: Scope): NamedValue | undefined {
  const reached = reach(reference, scope);
  if (!reached || (reached.steps === 0 && reference.path.length > 0 && hasNames(reached.value))) return undefined;
  const name = nameOf(reference.root, reference.path.slice(0, reached.steps));
  return { name, text: summaryOf(reached.value) };
}

const hasNames = ({ type }: Value): boolean => type.kind === "object" || type.kind === "map";

interface Reached {
  /** With the marks of all that it was found in. */
  readonly value: Value;
  readonly steps: number;
}

function reach({ root, path, range }: Reference, scope: Scope): Reached | undefined {
  let found = scope.lookup(root);
  let steps = 0;
  for (let step = path[0]; found && !(found instanceof Value); step = path[++steps]) {
    if (step === undefined || !found.has(step)) return undefined;
    found = found.child?.(step) ?? found.get(step, range).value;
  }
  return found && follow(found, path, steps);
}

function follow(from: Value, path: readonly string[], start: number): Reached {
  let value = from;
  let steps = start;
  for (const step of path.slice(start)) {
    const child = childOf(value, step);
    if (!child) break;
    value = child.withMarks(value.marks);
    steps++;
  }
  return { value, steps };
}

function childOf(value: Value, step: string): Value | undefined {
  if (!value.isKnown) return unknownChild(value.type, step);
  if (value.isNull) return undefined;
  const { content, type } = value;
  if (content instanceof Map) return content.get(step);
  return type.kind === "list" || type.kind === "tuple" ? elementsOf(value)[Number(step)] : undefined;
}

function unknownChild(type: Type, step: string): Value | undefined {
  if (type.kind === "dynamic") return Value.unknown();
  if (type.kind === "list" || type.kind === "map") return Value.unknown(type.element);
  const child =
    type.kind === "object"
      ? type.attributes.get(step)
      : type.kind === "tuple"
        ? type.elements[Number(step)]
        : undefined;
  return child && Value.unknown(child);
}

function nameOf(root: string, path: readonly string[]): string {
  return path.reduce((name, step) => name + stepText(step), root);
}

function stepText(step: string): string {
  if (/^\d+$/.test(step)) return `[${step}]`;
  return isIdentifier(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
