import {
  type ast,
  type Diagnostic,
  emptyScope,
  errorAt,
  literalString,
  type ScopedBlock,
  type SourceRange,
} from "@ingot/hcl";
import { beginningOf, isNull, propertiesOf, type Report, wrongShape } from "./json-shape.js";

/** One builder, provisioner or post-processor: an object with a type. */
export interface Component {
  readonly type: string;
  readonly properties: ReadonlyMap<string, ast.Attribute>;
  /** As a block in HCL would be: its label is the type, its body all else, without what is null. */
  readonly block: ast.Block;
}

export type ComponentKind = "builder" | "provisioner" | "post-processor";

const examples: Readonly<Record<ComponentKind, string>> = {
  builder: "docker",
  provisioner: "shell",
  "post-processor": "manifest",
};

/** Undefined, after a complaint, for what is no component. */
export function readComponent(kind: ComponentKind, at: ast.Expression, report: Report): Component | undefined {
  const all = propertiesOf(at);
  if (!all) {
    report(wrongShape(`A ${kind}`, "an object", at));
    return undefined;
  }
  const properties = all.filter(({ expression }) => !isNull(expression));
  const typed = properties.find(({ name }) => name.text === "type");
  const type = typed && literalString(typed.expression);
  if (typed && type) return componentOf(kind, { type, at: typed.expression.range }, properties, at.range);
  report(missingType(kind, typed?.expression.range ?? beginningOf(at)));
  return undefined;
}

/** A component without any option: "post-processors": ["manifest"]. */
export const bareComponent = (kind: ComponentKind, type: string, { range }: ast.Expression): Component =>
  componentOf(kind, { type, at: range }, [], range);

function componentOf(
  kind: ComponentKind,
  { type, at }: { readonly type: string; readonly at: SourceRange },
  properties: readonly ast.Attribute[],
  range: SourceRange,
): Component {
  const items = properties.filter(({ name }) => name.text !== "type");
  const block: ast.Block = {
    kind: "block",
    type: { kind: "name", text: kind, range: at },
    labels: [{ kind: "label", text: type, range: at }],
    body: { kind: "body", items, range },
    header: at,
    range,
  };
  return { type, properties: new Map(properties.map((each) => [each.name.text, each])), block };
}

/** The block with other properties. */
export const withItems = (block: ast.Block, items: readonly ast.BodyItem[]): ast.Block => ({
  ...block,
  body: { ...block.body, items },
});

/** A block in which no name means anything: its strings are no templates of HCL's. */
export const withoutScope = (block: ast.Block): ScopedBlock => ({
  kind: "scoped-block",
  block,
  scope: emptyScope,
  certain: true,
});

function missingType(kind: ComponentKind, range: SourceRange): Diagnostic {
  const detail = `A ${kind} needs a type that says which it is, such as "type": "${examples[kind]}".`;
  return errorAt(range, "Missing type", detail);
}
