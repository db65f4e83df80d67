import { Source } from "../source.js";
import { parseExpression } from "../syntax/parser.js";
import { ConversionError } from "./conversion-error.js";
import type { Type } from "./type.js";
import { type ParsedType, parseType } from "./type-expression.js";

/** The type that text writes, with its defaults; a syntax error fails the test. */
export function parsedType(text: string): ParsedType {
  const { expression } = parseExpression(new Source("type.hcl", text));
  if (!expression) throw new Error(`no type: ${text}`);
  return parseType(expression);
}

/** The type that correct text writes. */
export function typeOf(text: string): Type {
  const { type, diagnostics } = parsedType(text);
  if (diagnostics.length > 0) throw new Error(`${text}: ${diagnostics[0]!.detail}`);
  return type;
}

export function conversionErrorOf(convert: () => unknown): ConversionError {
  try {
    convert();
  } catch (error) {
    if (error instanceof ConversionError) return error;
    throw error;
  }
  throw new Error("the conversion succeeded");
}
