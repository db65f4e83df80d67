import { type Diagnostic, errorAt, withValues } from "../diagnostic.js";
import { evaluate } from "../evaluate/evaluate.js";
import { namedValues } from "../evaluate/named-values.js";
import type { Evaluated, Scope } from "../evaluate/scope.js";
import { listing } from "../evaluate/traversal.js";
import type { Attribute } from "../syntax/ast.js";
import { ConversionError, pathText } from "../value/conversion-error.js";
import { convert } from "../value/convert.js";
import { isPrimitive, type Type } from "../value/type.js";
import { Value } from "../value/value.js";
import { locateWithin } from "./body-location.js";
import type { AttributeSpec } from "./body-spec.js";
import { unexpectedKeys } from "./unexpected-keys.js";
import { weakValue } from "./weak-value.js";

export interface DecodeOptions {
  /** Packer's weak rules, for what is not HCL. */
  readonly weak?: boolean;
}

/** The argument's value, converted to its type; unknown when that fails. */
export function decodeAttribute(
  attribute: Attribute,
  scope: Scope,
  spec: AttributeSpec,
  options: DecodeOptions = {},
): Evaluated {
  const evaluated = evaluate(attribute.expression, scope);
  const value = options.weak ? weakValue(evaluated.value, spec.type) : evaluated.value;
  const converted =
    spec.required && value.isKnown && value.isNull
      ? refuseNull(attribute, scope, spec.type)
      : convertArgument(attribute, scope, value, spec.type);
  return { value: converted.value, diagnostics: [...evaluated.diagnostics, ...converted.diagnostics] };
}

function convertArgument(attribute: Attribute, scope: Scope, value: Value, type: Type): Evaluated {
  try {
    return { value: convert(value, type), diagnostics: unexpectedKeys(attribute, value, type) };
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return {
      value: Value.unknown(type),
      diagnostics: [wrongType(attribute, scope, error, adviceFor(attribute, value, type))],
    };
  }
}

function wrongType(
  { name, expression }: Attribute,
  scope: Scope,
  { message, path }: ConversionError,
  advice: string,
): Diagnostic {
  const subject = locateWithin(expression, path);
  const detail = `The argument "${name.text}${pathText(path)}" has the wrong type: ${message}.${advice}`;
  return withValues(errorAt(subject, "Incorrect argument type", detail), namedValues(expression, scope, subject));
}

/**
 * One text where a list belongs lacks its brackets. Whoever names an object as a whole, such as `data.http.page`, where a text belongs,
 * has left out an attribute.
 */
function adviceFor({ expression: { kind } }: Attribute, { type: given, marks }: Value, wanted: Type): string {
  if (wanted.kind === "list" && isPrimitive(given) && isPrimitive(wanted.element))
    return " A list stands in brackets, even a list of one: [ … ].";
  const isNamed = kind === "get-attribute" || kind === "index" || kind === "variable";
  if (!isNamed || !isPrimitive(wanted) || given.kind !== "object" || marks.size > 0) return "";
  return ` This is an object: write which of its attributes is meant.${listing([...given.attributes.keys()])}`;
}

function refuseNull({ name, expression }: Attribute, scope: Scope, type: Type): Evaluated {
  const detail = `The argument "${name.text}" is required, and its value here is null, which is the same as not setting it.`;
  const problem = errorAt(expression.range, "Missing required argument", detail);
  return { value: Value.unknown(type), diagnostics: [withValues(problem, namedValues(expression, scope))] };
}
