import {
  argumentItems,
  type ast,
  bodyContent,
  boolType,
  type Diagnostic,
  decodeBody,
  emptyScope,
  errorAt,
  evaluate,
  isIdentifier,
  type LazyObject,
  placeOf,
  type SourceRange,
} from "@ingot/hcl";
import { localSpec } from "./block-specs.js";
import { decodedTruth } from "./decoded-part.js";
import type { Definition } from "./definition.js";
import type { Resolver } from "./resolve-definitions.js";

export interface LocalDeclaration {
  readonly name: string;
  readonly expression: ast.Expression;
  readonly sensitive: boolean;
  readonly range: SourceRange;
}

/** Marked sensitive where it is declared so. */
export const localDefinition = ({ name, expression, sensitive, range }: LocalDeclaration): Definition => ({
  address: `local.${name}`,
  range,
  node: expression,
  evaluate: (scope) => {
    const { value, diagnostics } = evaluate(expression, scope);
    return { value: sensitive ? value.withMarks(["sensitive"]) : value, diagnostics };
  },
});

/** What `local` means in a scope. */
export const localObject = (names: ReadonlySet<string>, resolver: Resolver): LazyObject => ({
  kind: "lazy",
  names: () => [...names],
  has: (name) => names.has(name),
  get: (name, range) => resolver.get(`local.${name}`, range),
});

export interface LocalDeclarations {
  readonly declarations: ReadonlyMap<string, LocalDeclaration>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `locals { name = … }` and `local "name" { expression = … }`, in any mixture. */
export function readLocals(blocks: readonly ast.Block[]): LocalDeclarations {
  const declarations = new Map<string, LocalDeclaration>();
  const diagnostics: Diagnostic[] = [];
  for (const block of blocks) {
    const read = block.type.text === "locals" ? readMany(block) : readOne(block);
    diagnostics.push(...read.diagnostics);
    for (const declaration of read.declared) {
      const earlier = declarations.get(declaration.name);
      if (earlier) diagnostics.push(duplicateLocal(declaration, earlier));
      else declarations.set(declaration.name, declaration);
    }
  }
  return { declarations, diagnostics };
}

interface Declared {
  readonly declared: readonly LocalDeclaration[];
  readonly diagnostics: readonly Diagnostic[];
}

function readMany({ body }: ast.Block): Declared {
  const items = argumentItems(body);
  const attributes = items.filter((item) => item.kind === "attribute");
  const { diagnostics } = bodyContent({ ...body, items: items.filter((item) => item.kind === "block") }, emptySpec);
  const declared = attributes.map(({ name, expression }) => ({
    name: name.text,
    expression,
    sensitive: false,
    range: name.range,
  }));
  return { declared, diagnostics };
}

const emptySpec = { attributes: {}, blocks: {} };
const sensitiveSpec = { attributes: { sensitive: { type: boolType, required: false } }, blocks: {} };

function readOne(block: ast.Block): Declared {
  const label = block.labels[0]!;
  if (!isIdentifier(label.text)) return { declared: [], diagnostics: [invalidName(label)] };
  const content = bodyContent(block.body, localSpec, block.header);
  const marked = content.attributes.get("sensitive");
  const decoded = decodeBody({ ...block.body, items: marked ? [marked] : [] }, sensitiveSpec, emptyScope);
  const diagnostics = [...content.diagnostics, ...decoded.diagnostics];
  const expression = content.attributes.get("expression")?.expression;
  if (!expression) return { declared: [], diagnostics };
  const sensitive = decodedTruth(decoded, "sensitive") ?? false;
  return { declared: [{ name: label.text, expression, sensitive, range: block.header }], diagnostics };
}

function invalidName({ text, range }: ast.Label): Diagnostic {
  const detail = `"${text}" cannot be a local's name. A name begins with a letter or an underscore, and goes on with letters, digits, underscores and hyphens.`;
  return errorAt(range, "Invalid local name", detail);
}

function duplicateLocal({ name, range }: LocalDeclaration, earlier: LocalDeclaration): Diagnostic {
  const detail = `The local "${name}" is already defined at ${placeOf(earlier.range)}. Give one of them another name.`;
  return errorAt(range, "Duplicate local definition", detail);
}
