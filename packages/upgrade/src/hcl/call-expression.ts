import type { Operand, Pipeline } from "@ingot/core/legacy-json";
import { isIdentifier } from "@ingot/hcl";
import { callTable } from "./call-table.js";
import { hclString } from "./hcl-string.js";

/** What the calls in a string may mean where it stands. */
export interface CallScope {
  /** How HCL refers to a user variable. */
  variable(name: string): string;
  /** The local that stands for `{{timestamp}}`. */
  timestamp(): string;
  /** Where `env` may be used, what it becomes. */
  readonly env?: (name: string) => string;
  /** Whether `build.ID` is known here. */
  readonly inBuild: boolean;
  /** Told of a function whose call stays as it is, since HCL has nothing like it. */
  kept(name: string): void;
}

type Commands = Pipeline["commands"];

/** As much of the beginning of a pipeline as HCL can say: what is said, and the commands that are left. */
export function beginningExpression(commands: Commands, scope: CallScope): { expression?: string; rest: Commands } {
  let expression: string | undefined;
  for (const [at, { operands }] of commands.entries()) {
    const [first, ...values] = operands;
    const all = values.map((operand) => operandExpression(operand, scope));
    const next =
      first.kind === "function"
        ? callWith(first.name, expression === undefined ? all : [...all, expression], scope)
        : operandExpression(first, scope);
    if (next === undefined) return { ...(expression !== undefined && { expression }), rest: commands.slice(at) };
    expression = next;
  }
  return { ...(expression !== undefined && { expression }), rest: [] };
}

/** All of a pipeline; undefined where HCL has nothing like a part of it. */
export function pipelineExpression({ commands, assigned }: Pipeline, scope: CallScope): string | undefined {
  const { expression, rest } = beginningExpression(commands, scope);
  return assigned || rest.length > 0 ? undefined : expression;
}

export function operandExpression(operand: Operand, scope: CallScope): string | undefined {
  switch (operand.kind) {
    case "function":
      return callWith(operand.name, [], scope);
    case "pipeline":
      return pipelineExpression(operand.pipeline, scope);
    case "literal":
      return typeof operand.value === "string" ? hclString([{ text: operand.value }]) : String(operand.value);
    default:
      return undefined;
  }
}

function callWith(name: string, values: readonly (string | undefined)[], scope: CallScope): string | undefined {
  if (values.includes(undefined)) return undefined;
  const [value] = values;
  if (name === "timestamp") return scope.timestamp();
  if (name === "user") return named(value, (text) => scope.variable(text));
  if (name === "env") return named(value, (text) => scope.env?.(text));
  if (name === "build")
    return named(value, (text) => (scope.inBuild && isIdentifier(text) ? `build.${text}` : undefined));
  return callTable.get(name)?.(...(values as string[]));
}

/** What stands for a name, which is a text without escapes. */
function named(value: string | undefined, write: (name: string) => string | undefined): string | undefined {
  const name = /^"([^"\\]*)"$/.exec(value ?? "")?.[1];
  return name === undefined ? undefined : write(name);
}

/** What takes conditions, and gives one. */
const operators: ReadonlyMap<string, (values: readonly string[]) => string> = new Map([
  ["not", ([value]) => `!${value}`],
  ["and", (values) => `(${values.join(" && ")})`],
  ["or", (values) => `(${values.join(" || ")})`],
]);

/** What an `if` asks, as a bool of HCL; to Go an empty text is not true. */
export function conditionExpression(pipeline: Pipeline, scope: CallScope): string | undefined {
  const [command, ...more] = pipeline.commands;
  const [first, ...values] = command!.operands;
  if (more.length > 0 || pipeline.assigned) return textIsTrue(pipelineExpression(pipeline, scope));
  if (first.kind === "literal") return typeof first.value === "boolean" ? String(first.value) : undefined;
  if (first.kind === "pipeline") return conditionExpression(first.pipeline, scope);
  if (first.kind !== "function") return undefined;
  const write = operators.get(first.name);
  if (write)
    return ifAll(
      values.map((operand) => conditionExpression(alone(operand), scope)),
      write,
    );
  const compare = comparisons.get(first.name);
  if (compare)
    return ifAll(
      values.map((operand) => operandExpression(operand, scope)),
      compare,
    );
  return textIsTrue(pipelineExpression(pipeline, scope));
}

/** What takes values, and gives a condition. */
const comparisons: ReadonlyMap<string, (values: readonly string[]) => string> = new Map([
  ["eq", ([one, ...others]) => `(${others.map((other) => `${one} == ${other}`).join(" || ")})`],
  ["ne", ([one, other]) => `(${one} != ${other})`],
]);

const alone = (operand: Operand): Pipeline => ({ at: operand.at, commands: [{ at: operand.at, operands: [operand] }] });

const textIsTrue = (expression: string | undefined) => expression && `(${expression} != "")`;

function ifAll(
  values: readonly (string | undefined)[],
  write: (values: readonly string[]) => string,
): string | undefined {
  return values.length === 0 || values.includes(undefined) ? undefined : write(values as string[]);
}
