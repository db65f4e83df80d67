import { type Diagnostic, errorAt, hasErrors } from "../diagnostic.js";
import { placeOf } from "../schema/place.js";
import type { SourceRange } from "../source.js";
import { pathText } from "../value/conversion-error.js";
import { ConversionError, convert } from "../value/convert.js";
import { describeOne } from "../value/describe.js";
import { applyDefaults } from "../value/type-expression.js";
import { Value } from "../value/value.js";
import type { VariableDeclaration } from "./declaration.js";
import { givenSecrets } from "./given-secrets.js";
import { sealedDiagnostics } from "./sealed-diagnostics.js";

/** Where a variable's value comes from. */
export type Origin = "default" | "environment" | "file" | "flag";

/** A value given to a variable from one place. */
export interface Assignment {
  readonly name: string;
  /** Of the variable's type; unknown when what was given is no use, so that nothing else is said of it. */
  readonly value: Value;
  readonly origin: Origin;
  /** The expression, or the text. */
  readonly range: SourceRange;
  readonly diagnostics: readonly Diagnostic[];
  /** Texts in what was given that must not be shown. */
  readonly secrets: readonly string[];
}

/** What was read at one place, before it is converted. */
export interface Given {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
  readonly origin: Origin;
  readonly range: SourceRange;
}

/** Makes a value of the variable's type out of what was given; marks it where the variable is sensitive. */
export function assign(declaration: VariableDeclaration, given: Given): Assignment {
  const { name, type, sensitive } = declaration;
  const converted = hasErrors(given.diagnostics) ? { ...given, value: Value.unknown(type) } : fit(declaration, given);
  const value = sensitive ? converted.value.withMarks(["sensitive"]) : converted.value;
  const where = originText(given.origin, name, given.range);
  const diagnostics = sensitive
    ? sealedDiagnostics(converted.diagnostics, declaration, where, invalidValue)
    : converted.diagnostics;
  const secrets = sensitive ? givenSecrets(given.value, given.range) : [];
  return { name, value, origin: given.origin, range: given.range, diagnostics, secrets };
}

const invalidValue = "Invalid value for variable";

function fit(declaration: VariableDeclaration, given: Given): Pick<Assignment, "value" | "diagnostics"> {
  const { type, defaults } = declaration;
  try {
    return { value: convert(applyDefaults(given.value, defaults), type), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    return { value: Value.unknown(type), diagnostics: [misfit(declaration, given, error)] };
  }
}

function misfit({ name, type }: VariableDeclaration, { origin, range }: Given, error: ConversionError): Diagnostic {
  const where = error.path.length > 0 ? ` in ${name}${pathText(error.path)}` : "";
  const detail = `The value of variable "${name}", ${originText(origin, name, range)}, does not fit its type, which is ${describeOne(type)}: ${error.message}${where}.`;
  return errorAt(range, invalidValue, detail);
}

/** For sentences: "from PKR_VAR_x in the environment". */
export function originText(origin: Origin, name: string, range: SourceRange): string {
  switch (origin) {
    case "default":
      return "from its default";
    case "environment":
      return `from PKR_VAR_${name} in the environment`;
    case "file":
      return `from ${placeOf(range)}`;
    case "flag":
      return "from -var";
  }
}
