import type { FormatKind } from "./format-lines.js";

/** After these a minus is a sign and stands close to what it negates. */
const beforeSign: ReadonlySet<FormatKind | undefined> = new Set<FormatKind | undefined>([
  undefined,
  ...(["(", "[", "{", ",", "=", ":", "?", "!", "||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*"] as const),
  ...(["/", "%"] as const),
]);

/** After these a bracket is an index and stands close to what it looks into. */
const indexable: ReadonlySet<FormatKind> = new Set(["name", "number", ")", "]", "}"] as const);

/** Whether a space stands between two tokens of a line. `before` is what precedes `left`, undefined at the line's start. */
export function isSpaced(before: FormatKind | undefined, left: FormatKind, right: FormatKind): boolean {
  if (isTemplateText(left, right) || right === ",") return false;
  if (left === ",") return true;
  if (left === "." || right === "." || left === "::" || right === "::" || right === "...") return false;
  if (left === "(" || left === "[" || right === ")" || right === "]") return false;
  if (left === "${" || left === "%{") return right === "{";
  if (right === "template }") return left === "}";
  if (left === "{") return right !== "}";
  if (left === "-" && beforeSign.has(before)) return false;
  if (right === "(") return left !== "name" && left !== "in";
  return right !== "[" || !indexable.has(left);
}

/** Text, and the quotes and sequences around it, stay as they are. */
function isTemplateText(left: FormatKind, right: FormatKind): boolean {
  switch (right) {
    case "text":
    case "close quote":
    case "close heredoc":
    case "${":
    case "%{":
      return true;
    default:
      return left === "open quote" || left === "open heredoc";
  }
}
