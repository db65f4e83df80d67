import { errorAt } from "../diagnostic.js";
import type { Expression, Name } from "../syntax/ast.js";
import { elementsOf, entriesOf } from "../value/content.js";
import { describeType } from "../value/describe.js";
import { sortedEntries } from "../value/text-order.js";
import { type Mark, number, string, type Value } from "../value/value.js";
import { type Context, complain } from "./context.js";
import type { Scope } from "./scope.js";

type Entry = readonly [key: Value, value: Value];

export interface Iteration {
  /** undefined: what there is to iterate over is not known. */
  readonly entries: readonly Entry[] | undefined;
  /** The collection's own marks, which go on whatever is made of it. */
  readonly marks: ReadonlySet<Mark>;
}

/** The keys and values of a collection, in the order of the language; a complaint and nothing known for any other value. */
export function iterate(expression: Expression, context: Context): Iteration {
  const collection = context.value(expression);
  const { marks } = collection;
  if (!collection.isKnown && (collection.type.kind === "dynamic" || isIterable(collection)))
    return { entries: undefined, marks };
  if (isIterable(collection) && !collection.isNull) return { entries: entriesOfCollection(collection), marks };
  const [summary, detail] =
    collection.isKnown && collection.isNull
      ? ["Iteration over null value", 'A "for" cannot go through null: it needs a list, a set, a map or an object.']
      : [
          "Iteration over non-iterable value",
          `A "for" cannot go through a value of type ${describeType(collection.type)}: it needs a list, a set, a map or an object.`,
        ];
  complain(context, expression, errorAt(expression.range, summary!, detail!));
  return { entries: undefined, marks };
}

function isIterable({ type }: Value): boolean {
  return type.kind !== "dynamic" && ("element" in type || type.kind === "tuple" || type.kind === "object");
}

function entriesOfCollection(collection: Value): Entry[] {
  switch (collection.type.kind) {
    case "map":
    case "object":
      return sortedEntries(entriesOf(collection)).map(([key, value]) => [string(key), value]);
    case "set":
      return elementsOf(collection).map((value) => [value, value]);
    default:
      return elementsOf(collection).map((value, at) => [number(at), value]);
  }
}

/** The context within the loop: the outer names and, hiding them, the loop's own. */
export function withEntry(context: Context, names: LoopNames, [key, value]: Entry): Context {
  const { scope } = context;
  const keyName = names.keyName?.text;
  const valueName = names.valueName.text;
  const own = keyName === undefined ? [valueName] : [keyName, valueName];
  const inner: Scope = {
    functions: scope.functions,
    hint: (name) => scope.hint?.(name),
    members: (root) => (own.includes(root) ? undefined : scope.members?.(root)),
    names: () => [...new Set([...own, ...scope.names()])],
    lookup: (name) => (name === valueName ? value : name === keyName ? key : scope.lookup(name)),
  };
  return context.with({ scope: inner });
}

interface LoopNames {
  readonly keyName: Name | undefined;
  readonly valueName: Name;
}
