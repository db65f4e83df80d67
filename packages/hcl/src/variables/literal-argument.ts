import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Attribute } from "../syntax/ast.js";
import { literalString } from "../syntax/literal-string.js";
import { ConversionError, convert } from "../value/convert.js";
import type { Type } from "../value/type.js";
import { string } from "../value/value.js";
import { constantValue, noFunctions } from "./constant.js";

export interface ReadLiteral {
  readonly content: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** An argument that must be written out, since it is needed before anything has a value. */
export function readLiteral(attribute: Attribute | undefined, type: Type): ReadLiteral {
  if (!attribute) return { content: undefined, diagnostics: [] };
  const text = literalString(attribute.expression);
  const { value, diagnostics } =
    text === undefined ? constantValue(attribute.expression, noFunctions) : { value: string(text), diagnostics: [] };
  if (!value.isKnown || value.isNull) return { content: undefined, diagnostics };
  try {
    return { content: convert(value, type).content, diagnostics };
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    const detail = `The argument "${attribute.name.text}" has the wrong type: ${error.message}.`;
    return {
      content: undefined,
      diagnostics: [errorAt(attribute.expression.range, "Incorrect argument type", detail)],
    };
  }
}
