import { Source } from "../source.js";
import type { Expression, Node, TemplatePart } from "./ast.js";
import { parse, parseExpression } from "./parser.js";

/** An expression's tree in one line, for comparison: `1 + 2 * 3` is `(1 + (2 * 3))`. */
export function outline(text: string): string {
  const { expression, diagnostics } = parseExpression(new Source("test.hcl", text));
  return expression ? print(expression) : `error: ${diagnostics[0]!.summary}`;
}

/** The same of the first argument of a file, for what newlines matter to. */
export function outlineArgument(text: string): string {
  const { file, diagnostics } = parse(new Source("test.hcl", text));
  const item = file.body.items[0];
  if (diagnostics[0] || item?.kind !== "attribute") return `error: ${diagnostics[0]?.summary}`;
  return print(item.expression);
}

/** Any node in brackets that show its structure. */
export function print(node: Node): string {
  switch (node.kind) {
    case "literal":
      return node.value.isNull ? "null" : String(node.value.content);
    case "variable":
      return node.name;
    case "get-attribute":
      return `${print(node.object)}.${node.name.text}`;
    case "index":
      return `${print(node.collection)}[${print(node.key)}]`;
    case "splat":
      return `${node.form}(${print(node.collection)} each ${print(node.each)})`;
    case "splat-item":
      return "it";
    case "call":
      return `${node.name.text}(${node.arguments.map(print).join(", ")}${node.expandFinal ? "..." : ""})`;
    case "conditional":
      return `(${print(node.condition)} ? ${print(node.whenTrue)} : ${print(node.whenFalse)})`;
    case "binary":
      return `(${print(node.left)} ${node.operator} ${print(node.right)})`;
    case "unary":
      return `(${node.operator}${print(node.operand)})`;
    case "tuple":
      return `[${node.items.map(print).join(", ")}]`;
    case "object":
      return `{${node.items.map((item) => `${print(item.key)} = ${print(item.value)}`).join(", ")}}`;
    case "object-key":
      return node.text;
    case "parentheses":
      return `<${print(node.expression)}>`;
    case "template":
      return `"${printParts(node.parts)}"`;
    case "for":
      return printFor(node);
    default:
      return node.kind;
  }
}

function printFor(node: Extract<Expression, { kind: "for" }>): string {
  const names = [node.keyName, node.valueName].map((name) => name?.text).filter((name) => name !== undefined);
  const key = node.key ? `${print(node.key)} => ` : "";
  const condition = node.condition ? ` if ${print(node.condition)}` : "";
  return `for(${names.join(",")} in ${print(node.collection)}: ${key}${print(node.value)}${node.group ? "..." : ""}${condition})`;
}

export function printParts(parts: readonly TemplatePart[]): string {
  return parts.map(printPart).join("|");
}

function printPart(part: TemplatePart): string {
  switch (part.kind) {
    case "text":
      return part.text.replaceAll("\n", "⏎");
    case "interpolation":
      return `\${${print(part.expression)}}`;
    case "template-if":
      return `if(${print(part.condition)} then ${printParts(part.whenTrue)} else ${printParts(part.whenFalse)})`;
    default: {
      const names = [part.keyName, part.valueName].map((name) => name?.text).filter((name) => name !== undefined);
      return `for(${names.join(",")} in ${print(part.collection)}: ${printParts(part.parts)})`;
    }
  }
}
