import { type ast, type BodyInput, type Diagnostic, literalString, string, stringType, Value } from "@ingot/hcl";
import type { z } from "zod";
import { isIngotError } from "../errors.js";
import { fieldOf } from "./field.js";
import { partOf } from "./render-templates.js";
import { templateProblem } from "./template-problem.js";

/** A `{{ }}` template's text; undefined where it is not known yet. Throws `IngotError` TEMPLATE_ENGINE. */
export type RenderText = (text: string) => string | undefined;

export interface RenderedBodies {
  readonly bodies: readonly [BodyInput, ...BodyInput[]];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Bodies in which every string that holds `{{` is what it renders to, but for those in fields marked `lateTemplate` or `literalText`:
 * for legacy JSON, where "{{user `port`}}" can stand for a number.
 */
export function renderBodies(
  schema: z.ZodType,
  bodies: readonly [BodyInput, ...BodyInput[]],
  render: RenderText,
): RenderedBodies {
  const rendering: Rendering = { render, diagnostics: [] };
  const [first, ...others] = bodies;
  const rendered = [
    renderInput(schema, first, rendering),
    ...others.map((each) => renderInput(schema, each, rendering)),
  ];
  return { bodies: rendered as [BodyInput, ...BodyInput[]], diagnostics: rendering.diagnostics };
}

interface Rendering {
  readonly render: RenderText;
  readonly diagnostics: Diagnostic[];
}

function renderInput(schema: z.ZodType, input: BodyInput, rendering: Rendering): BodyInput {
  if (input.kind === "scoped-block") return { ...input, block: renderBlock(schema, input.block, rendering) };
  return input.kind === "block" ? renderBlock(schema, input, rendering) : renderBody(schema, input, rendering);
}

const renderBlock = (schema: z.ZodType, block: ast.Block, rendering: Rendering): ast.Block => ({
  ...block,
  body: renderBody(schema, block.body, rendering),
});

function renderBody(schema: z.ZodType, body: ast.Body, rendering: Rendering): ast.Body {
  const { schema: inner } = fieldOf(schema);
  const items = body.items.map((item): ast.BodyItem => {
    if (item.kind !== "attribute") return item;
    const { kind, name, range } = item;
    const expression = renderExpression(partOf(inner, name.text, false), item.expression, rendering);
    return { kind, name, range, expression };
  });
  return { ...body, items };
}

function renderExpression(
  schema: z.core.$ZodType | undefined,
  expression: ast.Expression,
  rendering: Rendering,
): ast.Expression {
  const field = schema && fieldOf(schema);
  if (field?.template) return expression;
  const inner = (key: string | number, part: ast.Expression) =>
    renderExpression(field && partOf(field.schema, key, expression.kind === "tuple"), part, rendering);
  if (expression.kind === "tuple") {
    return { kind: "tuple", range: expression.range, items: expression.items.map((item, at) => inner(at, item)) };
  }
  if (expression.kind === "object") {
    const items = expression.items.map(({ kind, key, value, range }) => {
      return { kind, key, range, value: inner(literalKey(key), value) };
    });
    return { kind: "object", range: expression.range, distinctKeys: true, items };
  }
  return renderString(expression, rendering);
}

const literalKey = (key: ast.ObjectItem["key"]): string =>
  key.kind === "object-key" ? key.text : (literalString(key) ?? "");

function renderString(expression: ast.Expression, { render, diagnostics }: Rendering): ast.Expression {
  const text = literalString(expression);
  if (text === undefined || !text.includes("{{")) return expression;
  const { range } = expression;
  try {
    const rendered = render(text);
    return { kind: "literal", range, value: rendered === undefined ? Value.unknown(stringType) : string(rendered) };
  } catch (error) {
    if (!isIngotError(error, "TEMPLATE_ENGINE")) throw error;
    diagnostics.push(templateProblem(error, range));
    return { kind: "literal", range, value: Value.unknown() };
  }
}
