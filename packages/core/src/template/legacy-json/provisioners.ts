import { type ast, type Diagnostic, errorAt, type ScopedBlock, string, toPlain } from "@ingot/hcl";
import type { RenderText } from "../../config/render-body.js";
import { type BuilderNames, namedBuilders, overriddenBuilders } from "./builder-names.js";
import { type Component, readComponent, withItems, withoutScope } from "./component-block.js";
import { itemsOf, type Report, scalarText, withValue } from "./json-shape.js";
import { renderedText } from "./rendered-text.js";
import type { Root } from "./root.js";

export interface WrittenProvisioners {
  readonly inOrder: readonly Component[];
  readonly errorCleanup: Component | undefined;
}

export function readProvisioners(root: Root, report: Report): WrittenProvisioners {
  const inOrder = itemsOf(root.get("provisioners"), report).flatMap((item) => readProvisioner(item, report) ?? []);
  const cleanup = root.get("error-cleanup-provisioner")?.expression;
  return { inOrder, errorCleanup: cleanup && readProvisioner(cleanup, report) };
}

function readProvisioner(at: ast.Expression, report: Report): Component | undefined {
  const component = readComponent("provisioner", at, report);
  for (const name of ["name", "continue_on_error"]) {
    const strange = component?.properties.get(name);
    if (strange) report(onlyInHcl(strange.name));
  }
  return component;
}

function onlyInHcl({ text, range }: ast.Name): Diagnostic {
  const detail = `A property named "${text}" is not expected here: provisioners have it in HCL, and not in Packer's JSON.`;
  return errorAt(range, "Unsupported argument", detail);
}

/** What the provisioner's block says to the engine, in the words of HCL. */
export function provisionerBlock({ block }: Component, names: BuilderNames, render: RenderText): ScopedBlock {
  const items = block.body.items.map((item) =>
    item.kind === "attribute" ? engineArgument(item, names, render) : item,
  );
  return withoutScope(withItems(block, items));
}

function engineArgument(item: ast.Attribute, names: BuilderNames, render: RenderText): ast.Attribute {
  switch (item.name.text) {
    case "only":
    case "except":
      return namedBuilders(item, names);
    case "override":
      return overriddenBuilders(item, names);
    case "pause_before":
    case "timeout":
      return withDuration(item);
    case "max_retries":
      return withText(item, (text) => renderedText(text, item.expression.range, render, names.report) ?? "0");
    default:
      return item;
  }
}

/** A number without a unit is Go's nanoseconds, and true is one of them. */
function withDuration(item: ast.Attribute): ast.Attribute {
  const plain = item.expression.kind === "literal" ? toPlain(item.expression.value) : undefined;
  const count = typeof plain === "boolean" ? Number(plain) : plain;
  return withText(item, (text) => (typeof count === "number" ? `${count}ns` : text));
}

/** A scalar as another text. */
function withText(item: ast.Attribute, change: (text: string) => string): ast.Attribute {
  const { expression } = item;
  const text = scalarText(expression);
  if (text === undefined) return item;
  return withValue(item, { kind: "literal", value: string(change(text)), range: expression.range });
}
