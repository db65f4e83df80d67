import { hasErrors } from "../diagnostic.js";
import { evaluate as evaluateTemplate } from "../evaluate/evaluate.js";
import { FunctionError, type FunctionTable, type LazyCall, type LazyFunction } from "../evaluate/scope.js";
import { Source } from "../source.js";
import type { Expression } from "../syntax/ast.js";
import { isIdentifier } from "../syntax/identifier.js";
import { parseTemplate } from "../syntax/parser.js";
import { entriesOf, textOf } from "../value/content.js";
import { ConversionError, convert } from "../value/convert.js";
import { marksWithin, unmarkDeep } from "../value/marks.js";
import { dynamicType, stringType, type Type } from "../value/type.js";
import { Value } from "../value/value.js";
import { isWhollyKnown } from "../value/walk.js";
import { locate, readText } from "./filesystem.js";
import type { FunctionHost } from "./function-host.js";

/** Lazy, so that what is wrong in the file is reported at its place there. */
export function templateFile(host: FunctionHost, functions: () => FunctionTable): LazyFunction {
  return {
    name: "templatefile",
    description: "The text of a file, rendered as a template with the given variables.",
    parameters: [
      { name: "path", type: stringType },
      { name: "vars", type: dynamicType },
    ],
    lazy: (call) => renderFile(call, host, functions()),
  };
}

function renderFile(call: LazyCall, host: FunctionHost, functions: FunctionTable): Value {
  const [path, variables] = call.arguments.map((expression, at) => argument(call, expression, at)) as [Value, Value];
  const marks = [...marksWithin(path), ...marksWithin(variables)];
  if (!isWhollyKnown(path) || !variables.isKnown) return Value.unknown().withMarks(marks);
  const vars = variablesOf(unmarkDeep(variables));
  const source = new Source(locate(host, textOf(path), host.baseDirectory), readText(host, textOf(path)));
  const { expression, diagnostics } = parseTemplate(source);
  call.report(diagnostics);
  if (!expression || hasErrors(diagnostics)) return Value.unknown();
  const scope = { lookup: (name: string) => vars.get(name), names: () => [...vars.keys()], functions };
  const evaluated = evaluateTemplate(expression, scope);
  call.report(evaluated.diagnostics);
  return evaluated.value.withMarks(marks);
}

const argumentTypes: readonly Type[] = [stringType, dynamicType];

function argument({ evaluate, report }: LazyCall, expression: Expression, at: number): Value {
  const { value, diagnostics } = evaluate(expression);
  report(diagnostics);
  if (hasErrors(diagnostics)) return Value.unknown();
  if (value.isKnown && value.isNull) throw new FunctionError("it must not be null", at);
  try {
    return convert(value, argumentTypes[at]!);
  } catch (error) {
    throw error instanceof ConversionError ? new FunctionError(error.message, at) : error;
  }
}

function variablesOf(value: Value): ReadonlyMap<string, Value> {
  if (value.type.kind !== "object" && value.type.kind !== "map")
    throw new FunctionError("an object or a map is required", 1);
  const entries = entriesOf(value);
  for (const name of entries.keys()) {
    if (!isIdentifier(name)) {
      throw new FunctionError(
        `${JSON.stringify(name)} cannot be the name of a variable: it must begin with a letter and go on with letters, digits, "_" and "-"`,
        1,
      );
    }
  }
  return entries;
}
