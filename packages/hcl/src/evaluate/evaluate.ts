import { errorAt } from "../diagnostic.js";
import type { Expression } from "../syntax/ast.js";
import { maximumDepth, maximumSize, tuple, Value } from "../value/value.js";
import { evaluateCall } from "./calls.js";
import { evaluateConditional } from "./conditional.js";
import { type Context, type DiagnosticSink, diagnosticSink } from "./context.js";
import { evaluateFor } from "./for.js";
import { evaluateObject } from "./object.js";
import { evaluateBinary, evaluateUnary } from "./operators.js";
import type { Evaluated, Scope } from "./scope.js";
import { evaluateSplat } from "./splat.js";
import { evaluateTemplate } from "./template.js";
import { evaluateAttribute, evaluateIndex } from "./traversal.js";
import { evaluateVariable } from "./variable.js";

/**
 * The value of an expression. Never throws for what a template may contain: every mistake is a diagnostic, and an
 * unknown value stands for what could not be computed.
 */
export function evaluate(expression: Expression, scope: Scope): Evaluated {
  const diagnostics = diagnosticSink();
  const value = createContext(scope, undefined, diagnostics).value(expression);
  return { value, diagnostics: diagnostics.all };
}

/** Written out field by field: there is one for every element of a `for`, and spreading would take most of its time. */
function createContext(scope: Scope, splatItem: Value | undefined, diagnostics: DiagnosticSink): Context {
  const context: Context = {
    scope,
    splatItem,
    diagnostics,
    value: (expression) => evaluateWithin(expression, context),
    with: (changes) =>
      createContext(changes.scope ?? scope, changes.splatItem ?? splatItem, changes.diagnostics ?? diagnostics),
  };
  return context;
}

function evaluateWithin(expression: Expression, context: Context): Value {
  const value = evaluateKind(expression, context);
  if (value.depth <= maximumDepth && value.size <= maximumSize) return value;
  const [summary, detail] =
    value.depth > maximumDepth
      ? ["Value nested too deeply", `A value cannot have more than ${maximumDepth} levels of lists and objects.`]
      : ["Value too large", `A value cannot be made of more than ${maximumSize} values.`];
  context.diagnostics.add(errorAt(expression.range, summary!, detail!));
  return Value.unknown();
}

function evaluateKind(expression: Expression, context: Context): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return evaluateTemplate(expression, context);
    case "variable":
      return evaluateVariable(expression, context);
    case "get-attribute":
      return evaluateAttribute(expression, context);
    case "index":
      return evaluateIndex(expression, context);
    case "splat":
      return evaluateSplat(expression, context);
    case "splat-item":
      return context.splatItem ?? Value.unknown();
    case "call":
      return evaluateCall(expression, context);
    case "conditional":
      return evaluateConditional(expression, context);
    case "binary":
      return evaluateBinary(expression, context);
    case "unary":
      return evaluateUnary(expression, context);
    case "tuple":
      return tuple(expression.items.map((item) => context.value(item)));
    case "object":
      return evaluateObject(expression, context);
    case "for":
      return evaluateFor(expression, context);
    case "parentheses":
      return context.value(expression.expression);
  }
}
