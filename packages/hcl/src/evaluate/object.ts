import { errorAt } from "../diagnostic.js";
import type { Expression, ObjectConstructor, ObjectItem } from "../syntax/ast.js";
import { textOf } from "../value/content.js";
import { stringType } from "../value/type.js";
import { type Mark, object, string, Value } from "../value/value.js";
import type { Context } from "./context.js";
import { require } from "./operand.js";

/** A key that is not known leaves the whole unknown; a key written twice keeps its last value, where that is allowed. */
export function evaluateObject(written: ObjectConstructor, context: Context): Value {
  const attributes = new Map<string, Value>();
  const marks = new Set<Mark>();
  let complete = true;
  for (const item of written.items) {
    const key = keyOf(item, context);
    const value = context.value(item.value);
    for (const mark of key.marks) marks.add(mark);
    if (!key.isKnown) complete = false;
    else if (written.distinctKeys && attributes.has(textOf(key))) reportDuplicate(key, item, context);
    else attributes.set(textOf(key), value);
  }
  return (complete ? object(attributes) : Value.unknown()).withMarks(marks);
}

function keyOf({ key }: ObjectItem, context: Context): Value {
  if (key.kind === "object-key") return string(key.text);
  if (isReference(key)) return refuseReference(key, context);
  const requirement = { type: stringType, summary: "Invalid object key", subject: "The key" };
  return require(context.value(key), key, requirement, context);
}

/** `a.b` as a key could mean the value of that name or the name itself; in parentheses or quotes it is plain. */
function isReference(key: Expression): boolean {
  return (key.kind === "get-attribute" || key.kind === "index") && isPath(key);
}

function isPath(expression: Expression): boolean {
  switch (expression.kind) {
    case "variable":
      return true;
    case "get-attribute":
      return isPath(expression.object);
    case "index":
      return isFixed(expression.key) && isPath(expression.collection);
    default:
      return false;
  }
}

const isFixed = (key: Expression): boolean =>
  key.kind === "literal" || (key.kind === "template" && key.parts.every(({ kind }) => kind === "text"));

function refuseReference({ range }: Expression, context: Context): Value {
  const detail =
    'A key such as a.b could be the value of that name, or the name itself. Write (a.b) for the value, and "a.b" for the name.';
  context.diagnostics.add(errorAt(range, "Ambiguous object key", detail));
  return Value.unknown(stringType);
}

function reportDuplicate(name: Value, { key }: ObjectItem, context: Context): void {
  const shown = name.marks.has("sensitive") ? "This key" : `The key ${JSON.stringify(name.content)}`;
  const detail = `${shown} already has a value in this object. In JSON each key may be given only once.`;
  context.diagnostics.add(errorAt(key.range, "Duplicate object key", detail));
}
