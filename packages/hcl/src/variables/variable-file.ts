import { type Diagnostic, errorAt, warningAt } from "../diagnostic.js";
import { duplicateArgument } from "../schema/body-content.js";
import { argumentItems } from "../schema/json-blocks.js";
import { placeOf } from "../schema/place.js";
import type { Source } from "../source.js";
import { suggest } from "../suggestion.js";
import type { Attribute, Block, Body } from "../syntax/ast.js";
import { parseJson } from "../syntax/json-syntax.js";
import { parse } from "../syntax/parser.js";
import { type Assignment, assign } from "./assignment.js";
import { constantValue, noFunctions } from "./constant.js";
import type { VariableDeclaration } from "./declaration.js";

export interface ReadFile {
  readonly assignments: readonly Assignment[];
  /** The file's own; those of values are with the assignments. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The values that a variable file gives: `name = value`, nothing else. */
export function readVariableFile(
  source: Source,
  declarations: ReadonlyMap<string, VariableDeclaration>,
  warnOnUndeclared: boolean,
): ReadFile {
  const { body, diagnostics } = parseFile(source);
  const seen = new Map<string, Attribute>();
  const assignments: Assignment[] = [];
  const problems = [...sealedFile(diagnostics, source, declarations)];
  for (const item of body ? argumentItems(body) : []) {
    if (item.kind === "block") {
      problems.push(misplacedBlock(item));
      continue;
    }
    const name = item.name.text;
    const earlier = seen.get(name);
    const declaration = declarations.get(name);
    if (earlier) problems.push(...sealedFile([duplicateArgument(item, earlier)], source, declarations));
    else if (declaration) assignments.push(assignExpression(item, declaration));
    else if (warnOnUndeclared) problems.push(undeclared(item, declarations));
    seen.set(name, item);
  }
  return { assignments, diagnostics: problems };
}

function parseFile(source: Source): { body: Body | undefined; diagnostics: readonly Diagnostic[] } {
  const { name } = source;
  if (name.endsWith(".json")) return parsed(parseJson(source, { strings: "literal", arrayOfObjects: false }));
  if (name.endsWith(".hcl")) return parsed(parse(source));
  const detail = `Whether ${name} is HCL or JSON is told by its name, which must end in .hcl or .json.`;
  return { body: undefined, diagnostics: [errorAt(undefined, "Unknown format of variable file", detail)] };
}

const parsed = ({ file, diagnostics }: ReturnType<typeof parse>) => ({ body: file.body, diagnostics });

function assignExpression({ expression }: Attribute, declaration: VariableDeclaration): Assignment {
  const { value, diagnostics } = constantValue(expression, noFunctions);
  return assign(declaration, { value, diagnostics, origin: "file", range: expression.range });
}

function misplacedBlock({ type, header }: Block): Diagnostic {
  if (type.text === "variable" || type.text === "variables") {
    const detail =
      "A variable file only gives values to variables: name = value. Declare them in a *.pkr.hcl file of the template.";
    return errorAt(header, "Variable declaration in a variable file", detail);
  }
  const detail = `A variable file holds values only: name = value. To give a variable an object as its value, write ${type.text} = { … }.`;
  return errorAt(type.range, "Unsupported block type", detail, header);
}

function undeclared({ name }: Attribute, declarations: ReadonlyMap<string, VariableDeclaration>): Diagnostic {
  const near = suggest(name.text, [...declarations.keys()]);
  const hint = near
    ? ` Did you mean "${near}"?`
    : ` Declare it with variable "${name.text}" { … }, or remove the line.`;
  const detail = `No variable named "${name.text}" is declared, so this value is not used.${hint}`;
  if (!near || !declarations.get(near)?.sensitive) return warningAt(name.range, "Undefined variable", detail);
  return warningAt(undefined, "Undefined variable", `At ${placeOf(name.range)}: ${detail}`);
}

/** What is wrong with the file itself may stand on the line of a secret, and quote it. */
function sealedFile(
  diagnostics: readonly Diagnostic[],
  { text }: Source,
  declarations: ReadonlyMap<string, VariableDeclaration>,
): readonly Diagnostic[] {
  const secret = [...declarations.values()].find(({ name, sensitive }) => sensitive && text.includes(name));
  if (!secret) return diagnostics;
  return diagnostics.map(({ severity, summary, subject }) => {
    const where = subject ? `It stands at ${placeOf(subject)}. ` : "";
    const detail = `${where}The line is not shown, because the file gives a value to the sensitive variable "${secret.name}".`;
    return { severity, summary, detail };
  });
}
