import { hasErrors } from "../diagnostic.js";
import { FunctionError, type LazyCall, type LazyFunction } from "../evaluate/scope.js";
import { ConversionError, pathText } from "../value/conversion-error.js";
import { convert as convertValue } from "../value/convert.js";
import { boolType, dynamicType } from "../value/type.js";
import { applyDefaults, parseType } from "../value/type-expression.js";
import { bool, Value } from "../value/value.js";
import { isWhollyKnown } from "../value/walk.js";

/** What is not wholly known may yet fail, so nothing is known of the choice. */
function tryInTurn({ arguments: expressions, evaluate }: LazyCall): Value {
  if (expressions.length === 0) throw new FunctionError("at least one expression is required");
  const reasons: string[] = [];
  for (const expression of expressions) {
    const { value, diagnostics } = evaluate(expression);
    if (!hasErrors(diagnostics)) return isWhollyKnown(value) ? value : Value.unknown().withMarks(value.marks);
    reasons.push(diagnostics.find(({ severity }) => severity === "error")!.detail);
  }
  throw new FunctionError(`no expression succeeded. In turn: ${reasons.join(" ")}`.replace(/\.$/, ""));
}

function can({ arguments: [expression], evaluate }: LazyCall): Value {
  const { value, diagnostics } = evaluate(expression!);
  if (hasErrors(diagnostics)) return bool(false);
  return isWhollyKnown(value) ? bool(true) : Value.unknown(boolType);
}

function convert({ arguments: [expression, typeExpression], evaluate, report }: LazyCall): Value {
  const { value, diagnostics } = evaluate(expression!);
  const { type, defaults, diagnostics: wrongType } = parseType(typeExpression!);
  report([...diagnostics, ...wrongType]);
  if (hasErrors(diagnostics) || hasErrors(wrongType)) return Value.unknown(type);
  try {
    return convertValue(applyDefaults(value, defaults), type);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new FunctionError(`${error.path.length > 0 ? `at ${pathText(error.path)}, ` : ""}${error.message}`, 0);
  }
}

const any = (name: string) => ({ name, type: dynamicType });

export const flowFunctions: readonly LazyFunction[] = [
  {
    name: "try",
    description: "The value of the first expression that has no error.",
    parameters: [],
    variadic: any("expressions"),
    lazy: tryInTurn,
  },
  { name: "can", description: "Whether an expression has no error.", parameters: [any("expression")], lazy: can },
  {
    name: "convert",
    description: "The value as a value of another type, such as list(string).",
    parameters: [any("value"), any("type")],
    lazy: convert,
  },
];
