import { errorAt } from "../diagnostic.js";
import type { Expression, For } from "../syntax/ast.js";
import { shorten } from "../syntax/shorten.js";
import { textOf } from "../value/content.js";
import { boolType, stringType } from "../value/type.js";
import { type Mark, object, tuple, Value } from "../value/value.js";
import { type Context, complain } from "./context.js";
import { iterate, withEntry } from "./iteration.js";
import { require } from "./operand.js";

/** `[for …]` makes a tuple, `{for …}` an object. Where a key or a condition is unknown, nothing is known of the whole. */
export function evaluateFor(loop: For, context: Context): Value {
  const { entries, marks } = iterate(loop.collection, context);
  const collected = new Set<Mark>(marks);
  if (!entries) return Value.unknown().withMarks(collected);
  const bodies = entries.map((entry) => withEntry(context, loop, entry));
  const kept = selected(loop.condition, bodies, collected);
  const { key } = loop;
  const result =
    kept && (key ? objectOf(loop, key, kept, collected) : tuple(kept.map((body) => body.value(loop.value))));
  return (result ?? Value.unknown()).withMarks(collected);
}

/** The rounds that the condition lets through; undefined when one of them is not known. */
function selected(
  condition: Expression | undefined,
  bodies: readonly Context[],
  marks: Set<Mark>,
): readonly Context[] | undefined {
  if (!condition) return bodies;
  const requirement = { type: boolType, summary: 'Invalid "for" condition', subject: 'The "if" of a "for"' };
  const verdicts = bodies.map((body) => require(body.value(condition), condition, requirement, body));
  for (const verdict of verdicts) for (const mark of verdict.marks) marks.add(mark);
  if (verdicts.some((verdict) => !verdict.isKnown)) return undefined;
  return bodies.filter((_body, at) => verdicts[at]!.content);
}

function objectOf(loop: For, key: Expression, bodies: readonly Context[], marks: Set<Mark>): Value | undefined {
  const requirement = { type: stringType, summary: "Invalid object key", subject: 'The key of a "for"' };
  const groups = new Map<string, Value[]>();
  let complete = true;
  for (const body of bodies) {
    const name = require(body.value(key), key, requirement, body);
    for (const mark of name.marks) marks.add(mark);
    const value = body.value(loop.value);
    if (name.isKnown) addTo(groups, name, value, loop, body);
    else complete = false;
  }
  if (!complete) return undefined;
  return object(new Map([...groups].map(([name, values]) => [name, loop.group ? tuple(values) : values[0]!])));
}

function addTo(groups: Map<string, Value[]>, name: Value, value: Value, loop: For, context: Context): void {
  const group = groups.get(textOf(name));
  if (!group) groups.set(textOf(name), [value]);
  else if (loop.group) group.push(value);
  else reportDuplicate(name, loop, context);
}

function reportDuplicate(name: Value, loop: For, context: Context): void {
  const key = loop.key!;
  const shown = name.marks.has("sensitive") ? "the same key" : `the key ${JSON.stringify(shorten(textOf(name)))}`;
  const detail = `Two rounds of this "for" give ${shown}. Write "..." after the value to gather all values of a key in a list.`;
  complain(context, key, errorAt(key.range, "Duplicate object key", detail, loop.range));
}
