import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { FunctionTable } from "../evaluate/scope.js";
import { partialContent } from "../schema/body-content.js";
import { argumentItems } from "../schema/json-blocks.js";
import { placeOf } from "../schema/place.js";
import type { Attribute, Body } from "../syntax/ast.js";
import type { Value } from "../value/value.js";
import { constantValue } from "./constant.js";
import type { ReadDeclaration, VariableDeclaration } from "./declaration.js";
import { isLiteralText } from "./literal-text.js";
import { readVariableBlock } from "./read-variable-block.js";
import { checkVariableName } from "./variable-name.js";

/** The variables of some files; of two with one name the first. */
export interface Declarations {
  /** In the order written. */
  readonly declarations: ReadonlyMap<string, VariableDeclaration>;
  readonly diagnostics: readonly Diagnostic[];
}

const fileSpec = { attributes: {}, blocks: { variable: { labels: ["name"] }, variables: { labels: [] } } };

/**
 * Every `variable` and `variables` block of the given files; other blocks are left alone. `defaultFunctions` is what a
 * default may call: `env`, as Packer has it.
 */
export function readVariableDeclarations(bodies: readonly Body[], defaultFunctions: FunctionTable): Declarations {
  const contents = bodies.map((body) => partialContent(body, fileSpec));
  const read = contents
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => {
      if (block.type.text === "variable") return [readVariableBlock(block, defaultFunctions)];
      return argumentItems(block.body).map((item) => readEntry(item, defaultFunctions));
    });
  const { declarations, duplicates } = byName(read.flatMap(({ declaration }) => declaration ?? []));
  const found = [...contents, ...read].flatMap(({ diagnostics }) => diagnostics);
  return { declarations, diagnostics: [...found, ...duplicates] };
}

/** `name = default` within a `variables` block: always of the very type of its value. */
function readEntry(item: Body["items"][number], functions: FunctionTable): ReadDeclaration {
  if (item.kind === "block") {
    const detail =
      'A variables block holds names and defaults only: name = value. Options need a block of their own: variable "name" { … }.';
    return {
      declaration: undefined,
      diagnostics: [errorAt(item.type.range, "Unsupported block type", detail, item.header)],
    };
  }
  const problems = checkVariableName(item.name.text, item.name.range);
  if (problems.length > 0) return { declaration: undefined, diagnostics: problems };
  const { value, diagnostics } = constantValue(item.expression, functions);
  return { declaration: entryDeclaration(item, value), diagnostics };
}

function entryDeclaration({ name }: Attribute, value: Value): VariableDeclaration {
  return {
    name: name.text,
    type: value.type,
    defaults: undefined,
    default: value,
    description: "",
    sensitive: false,
    secrets: [],
    literalText: isLiteralText(value.type, value),
    validations: [],
    range: name.range,
  };
}

function byName(declared: readonly VariableDeclaration[]): {
  declarations: Map<string, VariableDeclaration>;
  duplicates: Diagnostic[];
} {
  const declarations = new Map<string, VariableDeclaration>();
  const duplicates: Diagnostic[] = [];
  for (const declaration of declared) {
    const earlier = declarations.get(declaration.name);
    if (earlier) duplicates.push(duplicateVariable(declaration, earlier));
    else declarations.set(declaration.name, declaration);
  }
  return { declarations, duplicates };
}

function duplicateVariable({ name, range }: VariableDeclaration, earlier: VariableDeclaration): Diagnostic {
  const detail = `A variable named "${name}" is already declared at ${placeOf(earlier.range)}. Rename or remove one of them.`;
  return errorAt(range, "Duplicate variable", detail);
}
