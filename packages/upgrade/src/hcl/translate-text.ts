import {
  type GoTemplate,
  type Operand,
  type Pipeline,
  parseGoTemplate,
  rendersInHcl,
  type TemplateNode,
} from "@ingot/core/legacy-json";
import {
  beginningExpression,
  type CallScope,
  conditionExpression,
  operandExpression,
  pipelineExpression,
} from "./call-expression.js";
import { hclString, type StringPart } from "./hcl-string.js";

/** A string of a template, cut into text and what its calls become. */
export function translateText(text: string, scope: CallScope): readonly StringPart[] {
  if (!text.includes("{{")) return [{ text }];
  const template = parsed(text);
  const inText = { ...scope, text };
  if (template) return [...definitions(template, inText), ...translateNodes(template.nodes, inText)];
  if (/\buser\b/.test(text)) scope.kept("user");
  return [{ text }];
}

/** The same as an expression of HCL, a quoted string. */
export const translatedString = (text: string, scope: CallScope): string => hclString(translateText(text, scope));

interface TextScope extends CallScope {
  /** All of the template. */
  readonly text: string;
}

/** Undefined for what only looks like a template. */
function parsed(text: string): GoTemplate | undefined {
  try {
    return parseGoTemplate(text);
  } catch {
    return undefined;
  }
}

const translateNodes = (nodes: readonly TemplateNode[], scope: TextScope): StringPart[] =>
  nodes.flatMap((node) => translateNode(node, scope));

function translateNode(node: TemplateNode, scope: TextScope): readonly StringPart[] {
  if (node.kind === "text") return [{ text: node.text }];
  if (node.kind === "action") {
    const expression = givesBraces(node.pipeline) ? undefined : pipelineExpression(node.pipeline, scope);
    return expression === undefined ? keptAsWritten(node, node.pipeline, scope) : [{ expression }];
  }
  const condition = node.kind === "if" ? conditionExpression(node.pipeline, scope) : undefined;
  return condition !== undefined && node.kind === "if" ? translateIf(condition, node, scope) : keptNode(node, scope);
}

/** Braces as text: written by HCL, they would begin a template to whoever renders the option. */
function givesBraces({ commands }: Pipeline): boolean {
  const [first, ...rest] = commands[0]!.operands;
  const isAlone = rest.length === 0 && commands.length === 1;
  return isAlone && first.kind === "literal" && /\{\{|\}\}/.test(String(first.value));
}

type IfNode = Extract<TemplateNode, { kind: "if" | "with" | "range" }>;

function translateIf(condition: string, { body, otherwise }: IfNode, scope: TextScope): StringPart[] {
  const rest = otherwise.length === 0 ? [] : [{ directive: "else" }, ...translateNodes(otherwise, scope)];
  return [{ directive: `if ${condition}` }, ...translateNodes(body, scope), ...rest, { directive: "endif" }];
}

/** What HCL cannot say stays a template: HCL comes first, and what is left is rendered after it. */
function keptNode(node: Exclude<TemplateNode, { kind: "text" | "action" }>, scope: TextScope): readonly StringPart[] {
  switch (node.kind) {
    case "break":
    case "continue":
      return [{ text: `{{ ${node.kind} }}` }];
    case "template":
      return keptAction(`template ${literalText(node.name)} `, node.pipeline, scope);
    default:
      return [
        ...keptAction(`${node.kind} `, node.pipeline, scope),
        ...translateNodes(node.body, scope),
        ...(node.otherwise.length > 0 ? [{ text: "{{ else }}" }, ...translateNodes(node.otherwise, scope)] : []),
        { text: "{{ end }}" },
      ];
  }
}

const definitions = ({ definitions: all }: GoTemplate, scope: TextScope): StringPart[] =>
  [...all].flatMap(([name, nodes]) => [
    { text: `{{ define ${literalText(name)} }}` },
    ...translateNodes(nodes, scope),
    { text: "{{ end }}" },
  ]);

/** As it is written, where HCL says no part of it, and its blanks are its own. */
function keptAsWritten({ at, end }: TemplateNode, pipeline: Pipeline, scope: TextScope): readonly StringPart[] {
  const parts = keptAction("", pipeline, scope);
  const written = scope.text.slice(at, end);
  return parts.every((part) => "text" in part) && !/^\{\{-|-\}\}$/.test(written) ? [{ text: written }] : parts;
}

function keptAction(keyword: string, pipeline: Pipeline | undefined, scope: CallScope): readonly StringPart[] {
  const { variables = [], declares } = pipeline?.assigned ?? {};
  const names = variables.filter((name) => name !== undefined).join(", ");
  const assigned = names === "" ? "" : `${names} ${declares ? ":=" : "="} `;
  const rest = pipeline ? keptPipeline(pipeline, scope) : [];
  return [{ text: `{{ ${keyword}${assigned}` }, ...rest, { text: " }}" }];
}

function keptPipeline({ commands }: Pipeline, scope: CallScope): StringPart[] {
  const { expression, rest } = beginningExpression(commands, scope);
  const isLiteral = rest.length === commands.length - 1 && commands[0]!.operands[0].kind === "literal";
  const start = expression === undefined || isLiteral ? [] : quotedExpression(expression);
  return [start, ...(isLiteral ? commands : rest).map(({ operands }) => keptCommand(operands, scope))]
    .filter((parts) => parts.length > 0)
    .flatMap((parts, at) => (at === 0 ? parts : [{ text: " | " }, ...parts]));
}

const quotedExpression = (expression: string): StringPart[] => [{ text: "`" }, { expression }, { text: "`" }];

const keptCommand = ([first, ...rest]: readonly Operand[], scope: CallScope): StringPart[] => [
  ...keptOperand(first!, scope),
  ...rest.flatMap((operand) => [{ text: " " }, ...argument(operand, scope)]),
];

function argument(operand: Operand, scope: CallScope): StringPart[] {
  const expression = operand.kind === "literal" ? undefined : operandExpression(operand, scope);
  return expression === undefined ? keptOperand(operand, scope) : quotedExpression(expression);
}

function keptOperand(operand: Operand, scope: CallScope): StringPart[] {
  switch (operand.kind) {
    case "function":
      if (!rendersInHcl(operand.name)) scope.kept(operand.name);
      return [{ text: operand.name }];
    case "variable":
      return [{ text: operand.name }];
    case "literal":
      return [{ text: literalText(operand.value) }];
    case "field":
      return [{ text: `.${operand.path.join(".")}` }];
    case "part":
      return [...keptOperand(operand.of, scope), { text: `.${operand.path.join(".")}` }];
    case "pipeline":
      return [{ text: "(" }, ...keptPipeline(operand.pipeline, scope), { text: ")" }];
  }
}

const literalText = (value: string | number | boolean | null): string => {
  if (value === null) return "nil";
  return typeof value === "string" && !value.includes("`") ? `\`${value}\`` : JSON.stringify(value);
};
