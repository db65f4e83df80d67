import { errorAt } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import { suggest } from "../suggestion.js";
import type { Expression, Index, Variable } from "../syntax/ast.js";
import { shorten } from "../syntax/shorten.js";
import { textOf } from "../value/content.js";
import { object, Value } from "../value/value.js";
import { type Context, diagnosticSink } from "./context.js";
import type { Evaluated, LazyObject } from "./scope.js";

export function evaluateVariable(variable: Variable, context: Context): Value {
  const found = context.scope.lookup(variable.name);
  if (!found) return reportUnknownVariable(variable, context);
  return found instanceof Value ? found : materialise(found, variable.range, context);
}

/** The lazy object that an expression stands for: a root name, or an attribute of one that is lazy itself. */
export function lazyTarget(expression: Expression, context: Context): LazyObject | undefined {
  switch (expression.kind) {
    case "variable": {
      const found = context.scope.lookup(expression.name);
      return found instanceof Value ? undefined : found;
    }
    case "get-attribute":
      return lazyTarget(expression.object, context)?.child?.(expression.name.text);
    case "index":
      return lazyElementTarget(expression, context);
    default:
      return undefined;
  }
}

/** What is wrong with the key is told when the element itself is evaluated. */
function lazyElementTarget({ collection, key }: Index, context: Context): LazyObject | undefined {
  const child = lazyTarget(collection, context)?.child;
  if (!child) return undefined;
  const name = context.with({ diagnostics: diagnosticSink() }).value(key);
  const isText = name.isKnown && !name.isNull && name.type.kind === "string";
  return isText ? child(textOf(name)) : undefined;
}

/** Every attribute at once, for a lazy object that is used as a whole. */
function materialise(lazy: LazyObject, range: SourceRange, context: Context): Value {
  const whole = lazy.whole?.(range);
  if (whole) return reported(whole, context);
  return object(new Map(lazy.names().map((name) => [name, getLazily(lazy, name, range, context)])));
}

export function getLazily(lazy: LazyObject, name: string, range: SourceRange, context: Context): Value {
  const child = lazy.child?.(name);
  if (child) return materialise(child, range, context);
  return reported(lazy.get(name, range), context);
}

function reported({ value, diagnostics }: Evaluated, context: Context): Value {
  context.diagnostics.add(...diagnostics);
  return value;
}

function reportUnknownVariable({ name, range }: Variable, context: Context): Value {
  const names = [...context.scope.names()].sort();
  const within = names.find((root) => hasName(context.scope.lookup(root), name));
  const hint = context.scope.hint?.(name);
  const near = hint ? ` ${hint}` : within ? ` Did you mean "${within}.${name}"?` : didYouMean(name, names);
  const advice = near || textInstead(name, range);
  const known = names.length === 0 ? "No variables can be used here." : `These can be used here: ${names.join(", ")}.`;
  const detail = `There is no variable named "${shorten(name)}".${advice} ${known}`;
  context.diagnostics.add(errorAt(range, "Unknown variable", detail));
  return Value.unknown();
}

/** A word alone as an argument or an element, without a step to an attribute, is often a text that lacks its quotes. */
function textInstead(name: string, { source: { text }, start, end }: SourceRange): string {
  const isAlone = /[=,[(:?]\s*$/.test(text.slice(Math.max(0, start - 100), start)) && !/[.[]/.test(text.charAt(end));
  return isAlone ? ` If a text is meant, it stands in quotes: "${shorten(name)}".` : "";
}

function hasName(found: Value | LazyObject | undefined, name: string): boolean {
  if (!found) return false;
  if (!(found instanceof Value)) return found.has(name);
  return found.type.kind === "object" && found.marks.size === 0 && found.type.attributes.has(name);
}

/** A sentence to append, or nothing. */
export function didYouMean(given: string, candidates: readonly string[]): string {
  return asQuestion(suggest(given, candidates));
}

const asQuestion = (near: string | undefined) => (near === undefined ? "" : ` Did you mean "${near}"?`);

/** The same for an attribute that `lazy` lacks. */
export const meantInstead = (lazy: LazyObject, name: string): string =>
  asQuestion(lazy.meant?.(name) ?? suggest(name, lazy.names()));
