import {
  type ast,
  type BodyInput,
  type Diagnostic,
  literalString,
  string,
  stringType,
  toPlain,
  Value,
} from "@ingot/hcl";
import type { z } from "zod";
import { isIngotError } from "../errors.js";
import { fieldOf } from "./field.js";
import { partOf } from "./render-templates.js";
import { templateProblem } from "./template-problem.js";

/** A `{{ }}` template's text; undefined where it is not known yet. Throws `IngotError` TEMPLATE_ENGINE. */
export type RenderText = (text: string) => string | undefined;

export interface OptionTexts {
  readonly render: RenderText;
  /** Throws for what can be seen to be wrong in a template that the component renders itself. */
  check?(text: string, fields: readonly string[] | undefined): void;
}

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
  texts: OptionTexts,
): RenderedBodies {
  const rendering: Rendering = { ...texts, diagnostics: [] };
  const [first, ...others] = bodies;
  const rendered = [
    renderInput(schema, first, rendering),
    ...others.map((each) => renderInput(schema, each, rendering)),
  ];
  return { bodies: rendered as [BodyInput, ...BodyInput[]], diagnostics: rendering.diagnostics };
}

interface Rendering extends OptionTexts {
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
  if (field?.template === "late") checkStrings(expression, field.templateFields, rendering);
  if (field?.template) return expression;
  if (field?.duration && isNumber(expression)) return inNanoseconds(expression);
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

const isNumber = (expression: ast.Expression): expression is ast.Literal =>
  expression.kind === "literal" && typeof toPlain(expression.value) === "number";

/** What Go makes of a number without a unit. */
const inNanoseconds = ({ value, range }: ast.Literal): ast.Expression => ({
  kind: "literal",
  range,
  value: string(`${toPlain(value)}ns`),
});

const literalKey = (key: ast.ObjectItem["key"]): string =>
  key.kind === "object-key" ? key.text : (literalString(key) ?? "");

function renderString(expression: ast.Expression, { render, diagnostics }: Rendering): ast.Expression {
  const text = templateOf(expression);
  if (text === undefined) return expression;
  const { range } = expression;
  const { result } = attempt(() => render(text), range, diagnostics);
  return { kind: "literal", range, value: result === undefined ? Value.unknown(stringType) : string(result) };
}

function checkStrings(expression: ast.Expression, fields: readonly string[] | undefined, rendering: Rendering): void {
  if (expression.kind === "tuple") for (const item of expression.items) checkStrings(item, fields, rendering);
  if (expression.kind === "object") for (const { value } of expression.items) checkStrings(value, fields, rendering);
  const text = templateOf(expression);
  if (text !== undefined) attempt(() => rendering.check?.(text, fields), expression.range, rendering.diagnostics);
}

function templateOf(expression: ast.Expression): string | undefined {
  const text = literalString(expression);
  return text?.includes("{{") ? text : undefined;
}

function attempt<T>(work: () => T, range: ast.Expression["range"], diagnostics: Diagnostic[]): { readonly result?: T } {
  try {
    return { result: work() };
  } catch (error) {
    if (!isIngotError(error, "TEMPLATE_ENGINE")) throw error;
    diagnostics.push(templateProblem(error, range));
    return {};
  }
}
