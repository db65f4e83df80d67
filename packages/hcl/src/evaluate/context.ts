import { type Diagnostic, withValues } from "../diagnostic.js";
import type { SourceRange } from "../source.js";
import type { Expression } from "../syntax/ast.js";
import type { Value } from "../value/value.js";
import { namedValues } from "./named-values.js";
import type { Scope } from "./scope.js";

/** What an expression is evaluated in: the names, the element a splat looks at, and where complaints go. */
export interface Context {
  readonly scope: Scope;
  readonly splatItem: Value | undefined;
  readonly diagnostics: DiagnosticSink;
  /** The value of a part of the expression. */
  value(expression: Expression): Value;
  /** The same with other names, another element, or complaints kept apart. */
  with(changes: Partial<Pick<Context, "scope" | "splatItem" | "diagnostics">>): Context;
}

export interface DiagnosticSink {
  readonly all: readonly Diagnostic[];
  /** Adds what is not there yet: a `for` complains once, however many elements have the same fault. */
  add(...diagnostics: readonly Diagnostic[]): void;
  has(diagnostic: Diagnostic): boolean;
}

/** Adds an error that lies within `about`, with the values of the names there, as far as the context knows them. */
export function complain({ scope, diagnostics }: Context, about: Expression, problem: Diagnostic): void {
  if (!diagnostics.has(problem)) diagnostics.add(withValues(problem, namedValues(about, scope)));
}

export function diagnosticSink(): DiagnosticSink {
  const all: Diagnostic[] = [];
  const seen = new Set<string>();
  const add = (...diagnostics: readonly Diagnostic[]) => {
    for (const each of diagnostics) {
      const key = keyOf(each);
      if (!seen.has(key)) all.push(each);
      seen.add(key);
    }
  };
  return { all, add, has: (diagnostic) => seen.has(keyOf(diagnostic)) };
}

function keyOf({ subject, summary, detail }: Diagnostic): string {
  return `${rangeKey(subject)} ${summary} ${detail}`;
}

function rangeKey(range: SourceRange | undefined): string {
  return range ? `${range.source.name}:${range.start}:${range.end}` : "";
}
