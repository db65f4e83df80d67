import { type Diagnostic, errorAt, hasErrors } from "../diagnostic.js";
import type { FunctionTable } from "../evaluate/scope.js";
import { bodyContent } from "../schema/body-content.js";
import type { Attribute, Block } from "../syntax/ast.js";
import { ConversionError, convert } from "../value/convert.js";
import { describeOne } from "../value/describe.js";
import { boolType, dynamicType, stringType, type Type } from "../value/type.js";
import { applyDefaults, type TypeDefaults } from "../value/type-expression.js";
import { Value } from "../value/value.js";
import { constantValue } from "./constant.js";
import type { ReadDeclaration, VariableDeclaration } from "./declaration.js";
import { givenSecrets } from "./given-secrets.js";
import { readLiteral } from "./literal-argument.js";
import { isLiteralText } from "./literal-text.js";
import { sealedDiagnostics } from "./sealed-diagnostics.js";
import { readValidationRule } from "./validation-rule.js";
import { checkVariableName } from "./variable-name.js";
import { readWrittenType } from "./written-type.js";

const optional = { required: false };
const variableSpec = {
  attributes: { type: optional, default: optional, description: optional, sensitive: optional },
  blocks: { validation: { labels: [] } },
};

/** variable "name" { type, default, description, sensitive, validation { … } } */
export function readVariableBlock(block: Block, defaultFunctions: FunctionTable): ReadDeclaration {
  const { text: name, range: nameRange } = block.labels[0]!;
  const badName = checkVariableName(name, nameRange);
  const { attributes, blocks, diagnostics } = bodyContent(block.body, variableSpec, block.header);
  const constraint = readConstraint(attributes.get("type"));
  const fallback = readDefault(name, attributes.get("default"), constraint, defaultFunctions);
  const description = readLiteral(attributes.get("description"), stringType);
  const sensitive = readLiteral(attributes.get("sensitive"), boolType);
  const rules = blocks.map((each) => readValidationRule(each, name));
  const isBroken = hasErrors([...diagnostics, ...constraint.diagnostics]);
  const type = constraint.type ?? typeOfDefault(fallback.value);
  const declaration: VariableDeclaration = {
    name,
    type,
    defaults: constraint.defaults,
    default: fallback.value ?? (isBroken ? Value.unknown(type) : undefined), // of one misspelt nothing more is said
    description: typeof description.content === "string" ? description.content : "",
    sensitive: sensitive.content === true,
    secrets: sensitive.content === true ? fallback.secrets : [],
    literalText: isLiteralText(type, fallback.value),
    validations: rules.flatMap(({ rule }) => rule ?? []),
    range: block.header,
  };
  const parts = [constraint, sealedWhere(declaration, fallback), description, sensitive, ...rules];
  return {
    declaration: badName.length > 0 ? undefined : declaration,
    diagnostics: [...badName, ...diagnostics, ...parts.flatMap((part) => part.diagnostics)],
  };
}

const invalidDefault = "Invalid default value for variable";

function sealedWhere(declaration: VariableDeclaration, fallback: ReadDefault): ReadDefault {
  if (!declaration.sensitive) return fallback;
  const { diagnostics } = fallback;
  return { ...fallback, diagnostics: sealedDiagnostics(diagnostics, declaration, "from its default", invalidDefault) };
}

interface Constraint {
  /** Undefined where the variable has no `type`. */
  readonly type: Type | undefined;
  readonly defaults: TypeDefaults | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function readConstraint(attribute: Attribute | undefined): Constraint {
  if (!attribute) return { type: undefined, defaults: undefined, diagnostics: [] };
  const written = readWrittenType(attribute.expression);
  return hasErrors(written.diagnostics) ? { ...written, type: dynamicType, defaults: undefined } : written;
}

/** An empty list or object says nothing of what it will hold. */
function typeOfDefault(value: Value | undefined): Type {
  if (!value?.isKnown || value.isNull) return dynamicType;
  if (value.type.kind === "tuple" && value.type.elements.length === 0) return dynamicType;
  if (value.type.kind === "object" && value.type.attributes.size === 0) return dynamicType;
  return value.type;
}

interface ReadDefault {
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Texts in it, for a variable that is sensitive. */
  readonly secrets: readonly string[];
}

function readDefault(
  name: string,
  attribute: Attribute | undefined,
  { type, defaults }: Constraint,
  functions: FunctionTable,
): ReadDefault {
  if (!attribute) return { value: undefined, diagnostics: [], secrets: [] };
  const { expression } = attribute;
  const { value, diagnostics } = constantValue(expression, functions);
  const secrets = givenSecrets(value, expression.range);
  if (!type) return { value, diagnostics, secrets };
  try {
    return { value: convert(applyDefaults(value, defaults), type), diagnostics, secrets };
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    const detail = `The default of variable "${name}" does not fit its type, which is ${describeOne(type)}: ${error.message}.`;
    const problem = errorAt(expression.range, invalidDefault, detail);
    return { value: Value.unknown(type), diagnostics: [...diagnostics, problem], secrets };
  }
}
