import { errorAt } from "../diagnostic.js";
import { isJson } from "../schema/json-blocks.js";
import type { Expression } from "../syntax/ast.js";
import { parseWithinJson } from "../syntax/json-template.js";
import { dynamicType } from "../value/type.js";
import { type ParsedType, parseType } from "../value/type-expression.js";

/** A type as written. JSON has no bare words, so there a type is a string: `"list(string)"`. */
export function readWrittenType(written: Expression): ParsedType {
  if (!isJson(written.range)) return parseType(written);
  const within = written.kind === "template" ? parseWithinJson(written).expression : undefined;
  if (within) return parseType(within);
  const detail = 'In JSON a type is a string that holds it, such as "string" or "map(list(number))".';
  const problem = errorAt(written.range, "Invalid type specification", detail);
  return { type: dynamicType, defaults: undefined, diagnostics: [problem] };
}
