import { errorAt } from "../diagnostic.js";
import type { ObjectConstructor, ObjectItem } from "../syntax/ast.js";
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
    else if (written.distinctKeys && attributes.has(key.content as string)) reportDuplicate(key, item, context);
    else attributes.set(key.content as string, value);
  }
  return (complete ? object(attributes) : Value.unknown()).withMarks(marks);
}

function keyOf({ key }: ObjectItem, context: Context): Value {
  if (key.kind === "object-key") return string(key.text);
  const requirement = { type: stringType, summary: "Invalid object key", subject: "The key" };
  return require(context.value(key), key, requirement, context);
}

function reportDuplicate(name: Value, { key }: ObjectItem, context: Context): void {
  const shown = name.marks.has("sensitive") ? "This key" : `The key ${JSON.stringify(name.content)}`;
  const detail = `${shown} already has a value in this object. In JSON each key may be given only once.`;
  context.diagnostics.add(errorAt(key.range, "Duplicate object key", detail));
}
