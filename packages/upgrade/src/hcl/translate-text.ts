import { type Operand, type Pipeline, parseGoTemplate, type TemplateNode } from "@ingot/core";
import { isIdentifier } from "@ingot/hcl";
import { callTable, lateCalls } from "./call-table.js";
import { hclString, type StringPart } from "./hcl-string.js";
import { templatePieces } from "./template-pieces.js";

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

/** A string of a template, cut into text and the expressions that its calls become. */
export function translateText(text: string, scope: CallScope): StringPart[] {
  return templatePieces(text).flatMap((piece) =>
    piece.kind === "text" ? [{ text: piece.text }] : translateCall(piece.text, scope),
  );
}

/** The same as an expression of HCL, a quoted string. */
export const translatedString = (text: string, scope: CallScope): string =>
  hclString(merged(translateText(text, scope)));

/** Text beside text is one: an escape may go over both. */
function merged(parts: readonly StringPart[]): StringPart[] {
  const result: StringPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last && "text" in last && "text" in part) result[result.length - 1] = { text: last.text + part.text };
    else result.push(part);
  }
  return result;
}

function translateCall(text: string, scope: CallScope): StringPart[] {
  const node = parsed(text);
  if (node?.kind !== "action" || /^\{\{-|-\}\}$/.test(text)) return keep(text, node, scope);
  const expression = pipelineExpression(node.pipeline, scope);
  return expression === undefined ? keep(text, node, scope) : [{ expression }];
}

/** `if` and its like are read no further: a part alone is no template. */
function parsed(text: string): TemplateNode | undefined {
  try {
    return parseGoTemplate(text)[0];
  } catch {
    return undefined;
  }
}

function keep(text: string, node: TemplateNode | undefined, scope: CallScope): StringPart[] {
  const functions = node?.kind === "action" ? namesIn(node.pipeline) : [];
  const strange = functions.find((name) => !lateCalls.has(name));
  if (strange !== undefined) scope.kept(strange);
  else if (!node && /\buser\b/.test(text)) scope.kept("user");
  const parts = node?.kind === "action" ? keptPipeline(node.pipeline, scope) : [{ text }];
  return parts.some((part) => "expression" in part) ? [{ text: "{{ " }, ...parts, { text: " }}" }] : [{ text }];
}

const namesIn = ({ commands }: Pipeline): string[] =>
  commands.flatMap(({ operands }) =>
    operands.flatMap((operand) =>
      operand.kind === "function" ? [operand.name] : operand.kind === "pipeline" ? namesIn(operand.pipeline) : [],
    ),
  );

function pipelineExpression({ commands }: Pipeline, scope: CallScope): string | undefined {
  let result: string | undefined;
  for (const { operands } of commands) {
    const [first, ...rest] = operands;
    const values = rest.map((operand) => operandExpression(operand, scope));
    const all = result === undefined ? values : [...values, result];
    if (first.kind !== "function") result = operandExpression(first, scope);
    else result = all.includes(undefined) ? undefined : callExpression(first.name, all as string[], scope);
    if (result === undefined) return undefined;
  }
  return result;
}

function operandExpression(operand: Operand, scope: CallScope): string | undefined {
  if (operand.kind === "function") return callExpression(operand.name, [], scope);
  if (operand.kind === "pipeline") return pipelineExpression(operand.pipeline, scope);
  if (operand.kind === "field") return undefined;
  return typeof operand.value === "string" ? hclString([{ text: operand.value }]) : String(operand.value);
}

function callExpression(name: string, values: readonly string[], scope: CallScope): string | undefined {
  const [value] = values;
  if (name === "timestamp") return scope.timestamp();
  if (name === "user") return value === undefined ? undefined : variableExpression(value, scope);
  if (name === "env") return value === undefined ? undefined : scope.env?.(literal(value) ?? "");
  if (name === "build") return scope.inBuild ? buildExpression(value) : undefined;
  return callTable.get(name)?.(...values);
}

function variableExpression(value: string, scope: CallScope): string | undefined {
  const name = literal(value);
  return name === undefined ? undefined : scope.variable(name);
}

function buildExpression(value: string | undefined): string | undefined {
  const name = value && literal(value);
  return name && isIdentifier(name) ? `build.${name}` : undefined;
}

/** The text of a string without escapes, which no name of a variable has. */
const literal = (expression: string): string | undefined => /^"([^"\\]*)"$/.exec(expression)?.[1];

/** A pipeline that stays, with what HCL knows of it put in: HCL comes first, the call is rendered after it. */
function keptPipeline({ commands }: Pipeline, scope: CallScope): StringPart[] {
  return commands.flatMap(({ operands }, at) => [
    ...(at > 0 ? [{ text: " | " }] : []),
    ...operands.flatMap((operand, index) => [
      ...(index > 0 ? [{ text: " " }] : []),
      ...keptOperand(operand, index === 0 && operands.length > 1, scope),
    ]),
  ]);
}

function keptOperand(operand: Operand, isCalled: boolean, scope: CallScope): StringPart[] {
  if (operand.kind === "field") return [{ text: `.${operand.path.join(".")}` }];
  if (operand.kind === "literal") return [{ text: literalText(operand.value) }];
  const expression = isCalled ? undefined : operandExpression(operand, scope);
  if (expression !== undefined) return [{ text: "`" }, { expression }, { text: "`" }];
  if (operand.kind === "function") return [{ text: operand.name }];
  return [{ text: "(" }, ...keptPipeline(operand.pipeline, scope), { text: ")" }];
}

const literalText = (value: string | number | boolean): string =>
  typeof value === "string" && !value.includes("`") ? `\`${value}\`` : JSON.stringify(value);
