import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Expression, FunctionCall } from "../syntax/ast.js";
import { shorten as shortenName } from "../syntax/shorten.js";
import { elementsOf } from "../value/content.js";
import { ConversionError, pathText } from "../value/conversion-error.js";
import { convert } from "../value/convert.js";
import { hasMark, marksWithin, unmarkDeep } from "../value/marks.js";
import { type Mark, Value } from "../value/value.js";
import { isWhollyKnown } from "../value/walk.js";
import { type Context, complain, diagnosticSink } from "./context.js";
import { instead } from "./foreign-functions.js";
import { FunctionError, type HclFunction, type LazyFunction, type Parameter, type Scope } from "./scope.js";
import { didYouMean } from "./variable.js";

export function evaluateCall(call: FunctionCall, context: Context): Value {
  const found = context.scope.functions.get(call.name.text);
  if (!found) return refuseUnknownFunction(call, context);
  if ("lazy" in found) return callLazily(found, call, context);
  const given = givenArguments(call, context);
  return given ? callWith(found, call, given, context) : Value.unknown();
}

/** An argument's value, and the expression to point at when it is wrong. */
interface Given {
  readonly value: Value;
  readonly expression: Expression;
  /** Of the list that was spread by "...", which otherwise would leave no trace. */
  readonly marks?: ReadonlySet<Mark>;
}

/** undefined: the list to spread is not known, or is none. */
function givenArguments(call: FunctionCall, context: Context): Given[] | undefined {
  const given = call.arguments.map((expression): Given => ({ value: context.value(expression), expression }));
  const last = given.at(-1);
  if (!call.expandFinal || !last) return given;
  const spread = spreadArgument(last, call, context);
  return spread && [...given.slice(0, -1), ...spread];
}

function spreadArgument({ value, expression }: Given, call: FunctionCall, context: Context): Given[] | undefined {
  const { kind } = value.type;
  const isSequence = kind === "list" || kind === "set" || kind === "tuple";
  if (!value.isKnown && (isSequence || kind === "dynamic")) return undefined;
  if (isSequence && !value.isNull)
    return elementsOf(value).map((item) => ({ value: item, expression, marks: value.marks }));
  const detail = `The argument before "..." is spread over the parameters of ${call.name.text}, so it must be a list, a set or a tuple.`;
  complain(context, expression, errorAt(expression.range, "Invalid expanding argument value", detail, call.range));
  return undefined;
}

function callWith(called: HclFunction, call: FunctionCall, given: readonly Given[], context: Context): Value {
  if (!checkCount(called, call, given.length, context)) return Value.unknown();
  const args = given.map((each, at) => prepareArgument(called, each, at, call, context));
  const marks = new Set<Mark>(given.flatMap((each) => [...(each.marks ?? [])]));
  for (const [at, arg] of args.entries())
    if (arg && !parameterAt(called, at)?.allowMarked) for (const mark of marksWithin(arg)) marks.add(mark);
  if (args.includes(undefined)) return Value.unknown().withMarks(marks);
  const bare = (args as Value[]).map((arg, at) => (parameterAt(called, at)?.allowMarked ? arg : unmarkDeep(arg)));
  return invoke(called, call, given, bare, context).withMarks(marks);
}

function parameterAt(
  { parameters, variadic }: Pick<HclFunction, "parameters" | "variadic">,
  at: number,
): Parameter | undefined {
  return parameters[at] ?? variadic;
}

/** The argument as the function wants it; undefined, with a diagnostic, when it is unsuitable. */
function prepareArgument(
  called: HclFunction,
  given: Given,
  at: number,
  call: FunctionCall,
  context: Context,
): Value | undefined {
  const parameter = parameterAt(called, at)!;
  const refuse = (reason: string) => {
    complain(context, given.expression, invalidArgument(called, parameter, given.expression, reason, call));
    return undefined;
  };
  try {
    const value = convert(given.value, parameter.type);
    return value.isKnown && value.isNull && !parameter.allowNull ? refuse("it must not be null") : value;
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return refuse(`${error.path.length > 0 ? `at ${pathText(error.path)}, ` : ""}${error.message}`);
  }
}

function invoke(
  called: HclFunction,
  call: FunctionCall,
  given: readonly Given[],
  args: readonly Value[],
  context: Context,
): Value {
  try {
    const ready = args.every((arg, at) => isKnownEnough(arg, parameterAt(called, at)!));
    return ready ? called.call(args) : Value.unknown(called.returns(args));
  } catch (error) {
    reportFailure(asFunctionError(error), called, call, given, context);
    return Value.unknown();
  }
}

/** A string beyond what the platform can hold, or a pattern nested beyond its stack, is the template's fault, not ours. */
function asFunctionError(error: unknown): FunctionError {
  if (error instanceof FunctionError) return error;
  if (error instanceof RangeError) return new FunctionError("its arguments or its result are too large");
  throw error;
}

function isKnownEnough(arg: Value, { allowUnknown }: Parameter): boolean {
  if (allowUnknown === true) return true;
  return allowUnknown === "elements" ? arg.isKnown : isWhollyKnown(arg);
}

function reportFailure(
  error: FunctionError,
  called: Pick<HclFunction, "name" | "parameters" | "variadic">,
  call: FunctionCall,
  given: readonly Partial<Given>[],
  context: Context,
): void {
  const reason = given.some(({ value }) => value && hasMark(value, "sensitive")) ? withheld : shorten(error.message);
  const argument = error.argument === undefined ? undefined : given[error.argument]?.expression;
  const parameter = error.argument === undefined ? undefined : parameterAt(called, error.argument);
  if (argument && parameter) complain(context, argument, invalidArgument(called, parameter, argument, reason, call));
  else {
    const detail = `The function ${called.name} failed: ${reason}.`;
    complain(context, call, errorAt(call.range, "Error in function call", detail));
  }
}

/** A function may quote its arguments, and a part of a secret is not known to be one by whoever hides secrets later. */
const withheld = "the reason is not shown, because it might tell of a sensitive value";

const longestReason = 500;

function shorten(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
}

function invalidArgument(
  { name }: { name: string },
  parameter: Parameter,
  at: Expression,
  reason: string,
  call: FunctionCall,
): Diagnostic {
  const detail = `The value for "${parameter.name}" of the function ${name} is not valid: ${reason}.`;
  return errorAt(at.range, "Invalid function argument", detail, call.range);
}

function checkCount(
  called: Pick<HclFunction, "name" | "parameters" | "variadic">,
  call: FunctionCall,
  count: number,
  context: Context,
): boolean {
  const { name, parameters, variadic } = called;
  const least = parameters.length;
  if (count >= least && (variadic || count === least)) return true;
  const wanted = `The function ${name} takes ${variadic ? "at least " : ""}${least === 0 ? "no arguments" : least === 1 ? "one argument" : `${least} arguments`}`;
  const missing =
    count < least ? `: the value for "${parameters[count]!.name}" is missing` : `, and here it is given ${count}`;
  const summary = count < least ? "Not enough function arguments" : "Too many function arguments";
  const subject = count < least ? call.range : (call.arguments[least] ?? call.arguments.at(-1) ?? call).range;
  context.diagnostics.add(errorAt(subject, summary, `${wanted}${missing}.`, call.range));
  return false;
}

function callLazily(called: LazyFunction, call: FunctionCall, context: Context): Value {
  if (call.expandFinal) return refuseExpansion(called, call, context);
  if (!checkCount(called, call, call.arguments.length, context)) return Value.unknown();
  const evaluate = (expression: Expression) => {
    const diagnostics = diagnosticSink();
    const value = context.with({ diagnostics }).value(expression);
    return { value, diagnostics: diagnostics.all };
  };
  const report = (diagnostics: readonly Diagnostic[]) => context.diagnostics.add(...diagnostics);
  try {
    return called.lazy({ arguments: call.arguments, evaluate, report });
  } catch (error) {
    const given = call.arguments.map((expression) => ({ expression }));
    reportFailure(asFunctionError(error), called, call, given, context);
    return Value.unknown();
  }
}

function refuseExpansion({ name }: LazyFunction, call: FunctionCall, context: Context): Value {
  const detail = `The function ${name} looks at its arguments before they are evaluated, so they must be written out, without "...".`;
  context.diagnostics.add(
    errorAt(call.arguments.at(-1)!.range, "Invalid expanding argument value", detail, call.range),
  );
  return Value.unknown();
}

function unknownFunction(name: string, { functions, refusal }: Scope): string {
  const shown = shortenName(name);
  const absent = `There is no function named "${shown}".`;
  const other = instead(name);
  return other ? `${absent}${other}` : `${refusal?.(shown) ?? absent}${didYouMean(name, [...functions.keys()])}`;
}

function refuseUnknownFunction(call: FunctionCall, context: Context): Value {
  const { text, range } = call.name;
  const detail = unknownFunction(text, context.scope);
  context.diagnostics.add(errorAt(range, "Call to unknown function", detail, call.range));
  for (const argument of call.arguments) context.value(argument);
  return Value.unknown();
}
