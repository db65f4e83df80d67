import { FunctionError, reasonOf } from "@ingot/hcl";
import type { JsonValue } from "../json.js";
import { countProblem } from "./argument-counts.js";
import { goText, isObject, isTrue } from "./go-value.js";
import { noField, noFunction, templateError } from "./template-error.js";
import type { Command, Operand, Pipeline } from "./template-tree.js";

/** What it throws, a `FunctionError` whose message has no full stop, becomes an error of the template at the place of the call. */
export type TemplateFunction = (...values: readonly JsonValue[]) => JsonValue;

export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

/** What the parts of a pipeline mean. */
export interface PipelineScope {
  readonly template: string;
  readonly functions: TemplateFunctions;
  /** What `.` is. */
  readonly dot: JsonValue;
  /** By "$name"; `$` is what `.` is at first. */
  readonly variables: ReadonlyMap<string, { value: JsonValue }>;
}

export function evaluatePipeline({ commands }: Pipeline, scope: PipelineScope): JsonValue {
  const [first, ...rest] = commands;
  return rest.reduce<JsonValue>(
    (result, command) => runCommand(command, scope, [() => result]),
    runCommand(first!, scope, []),
  );
}

type Later = () => JsonValue;

function runCommand({ operands: [first, ...rest], at }: Command, scope: PipelineScope, piped: readonly Later[]) {
  if (first.kind !== "function") return operandValue(first, scope);
  const values = [
    ...rest.map(
      (operand): Later =>
        () =>
          operandValue(operand, scope),
    ),
    ...piped,
  ];
  const shortcut = shortcuts.get(first.name);
  return shortcut && values.length > 0
    ? shortcut(values)
    : call(
        first.name,
        at,
        values.map((value) => value()),
        scope,
      );
}

/** What need not ask for all of its arguments. */
const shortcuts: ReadonlyMap<string, (values: readonly Later[]) => JsonValue> = new Map([
  ["and", firstThat((value) => !isTrue(value))],
  ["or", firstThat(isTrue)],
]);

function firstThat(decides: (value: JsonValue) => boolean) {
  return (values: readonly Later[]): JsonValue => {
    for (const value of values.slice(0, -1)) {
      const result = value();
      if (decides(result)) return result;
    }
    return values.at(-1)!();
  };
}

function operandValue(operand: Operand, scope: PipelineScope): JsonValue {
  switch (operand.kind) {
    case "literal":
      return operand.value;
    case "pipeline":
      return evaluatePipeline(operand.pipeline, scope);
    case "function":
      return call(operand.name, operand.at, [], scope);
    case "variable":
      return scope.variables.get(operand.name)!.value;
    case "field":
      return partOf(scope.dot, operand, scope.template);
    case "part":
      return partOf(operandValue(operand.of, scope), operand, scope.template);
  }
}

/** More would be no text of a template's, and the memory's end. */
const longest = 10_000_000;

/** Throws what the function throws as an error of the template, at the place of the call. */
export function call(
  name: string,
  at: number,
  values: readonly JsonValue[],
  { template, functions }: Pick<PipelineScope, "template" | "functions">,
): JsonValue {
  if (!Object.hasOwn(functions, name)) throw noFunction(template, at, name);
  try {
    const problem = countProblem(name, values.length);
    if (problem !== undefined) throw new FunctionError(problem);
    const result = functions[name]!(...values);
    if (typeof result === "string" && result.length > longest) throw new FunctionError("its result is too long");
    return result;
  } catch (error) {
    throw templateError(template, at, `${name}: ${reasonOf(error)}.`, error);
  }
}

/** What is not in a map of the data, as the tags of an image are, is nothing; what the data itself lacks is a mistake. */
function partOf(
  whole: JsonValue,
  { path, at }: { readonly path: readonly string[]; readonly at: number },
  template: string,
): JsonValue {
  let value = whole;
  for (const [depth, name] of path.entries()) {
    const fields = isObject(value) ? value : {};
    const isMap = depth > 0 && isObject(value);
    if (!Object.hasOwn(fields, name) && !isMap) throw noField(template, at, path, Object.keys(fields));
    value = Object.hasOwn(fields, name) ? fields[name]! : null;
  }
  return value;
}

/** What an action writes: nothing leaves nothing. */
export const written = (value: JsonValue): string => (value === null ? "" : goText(value));
