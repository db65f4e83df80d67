import { reasonOf } from "@ingot/hcl";
import type { JsonValue } from "../json.js";
import { parseGoTemplate } from "./parse-go-template.js";
import { noField, noFunction, templateError } from "./template-error.js";
import type { Command, Operand, Pipeline, TemplateNode } from "./template-tree.js";

export type TemplateData = Readonly<Record<string, JsonValue>>;

/** What it throws, a `FunctionError` whose message has no full stop, becomes an error of the template at the place of the call. */
export type TemplateFunction = (...values: readonly JsonValue[]) => JsonValue;

export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

interface Scope {
  readonly template: string;
  readonly data: TemplateData;
  readonly functions: TemplateFunctions;
}

/** Renders a `{{ }}` template. Throws an `IngotError`, TEMPLATE_ENGINE, with line and column. A text without `{{` is given back as it is. */
export function renderTemplate(template: string, data: TemplateData, functions: TemplateFunctions): string {
  if (!template.includes("{{")) return template;
  return renderNodes(parseGoTemplate(template), { template, data, functions });
}

function renderNodes(nodes: readonly TemplateNode[], scope: Scope): string {
  return nodes.map((node) => renderNode(node, scope)).join("");
}

function renderNode(node: TemplateNode, scope: Scope): string {
  if (node.kind === "text") return node.text;
  if (node.kind === "action") return shown(evaluate(node.pipeline, scope));
  return renderNodes(isTrue(evaluate(node.condition, scope)) ? node.body : node.otherwise, scope);
}

function evaluate({ commands }: Pipeline, scope: Scope): JsonValue {
  let result: JsonValue | undefined;
  for (const command of commands) result = runCommand(command, scope, result === undefined ? [] : [result]);
  return result!;
}

function runCommand({ operands: [first, ...rest], at }: Command, scope: Scope, piped: JsonValue[]): JsonValue {
  if (first.kind === "function") {
    const values = [...rest.map((operand) => operandValue(operand, scope)), ...piped];
    return call(first.name, at, values, scope);
  }
  if (piped.length > 0) throw templateError(scope.template, at, "only a function can stand after a pipe.");
  return operandValue(first, scope);
}

function operandValue(operand: Operand, scope: Scope): JsonValue {
  if (operand.kind === "literal") return operand.value;
  if (operand.kind === "pipeline") return evaluate(operand.pipeline, scope);
  if (operand.kind === "function") return call(operand.name, operand.at, [], scope);
  return fieldOf(operand.path, operand.at, scope);
}

/** Throws what the function throws as an error of the template, at the place of the call. */
export function call(
  name: string,
  at: number,
  values: readonly JsonValue[],
  { template, functions }: Pick<Scope, "template" | "functions">,
): JsonValue {
  if (!Object.hasOwn(functions, name)) throw noFunction(template, at, name);
  try {
    return functions[name]!(...values);
  } catch (error) {
    throw templateError(template, at, `${name}: ${reasonOf(error)}.`, error);
  }
}

function fieldOf(path: readonly string[], at: number, { template, data }: Scope): JsonValue {
  let value: JsonValue = data;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name))
      throw noField(template, at, path, isObject(value) ? Object.keys(value) : []);
    value = value[name]!;
  }
  return value;
}

const isObject = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Go's truth: false, 0, nothing and what is empty are not true. */
function isTrue(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

function shown(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
