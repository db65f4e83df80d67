import type { Source } from "../source.js";
import type { Expression, Template } from "./ast.js";
import { Cursor } from "./cursor.js";
import { parseExpression } from "./expression-parser.js";
import { type JsonString, readJsonString } from "./json-string.js";
import { JsonText } from "./json-text.js";
import type { Maker, Purpose } from "./maker.js";
import { parseBareTemplate } from "./template-parser.js";
import { type ParsedText, parseWhole, parseWholeExpression } from "./whole-text.js";

/** A string of a JSON text that is taken as it is. */
export function jsonLiteral(source: Source, { start, end, text }: JsonString): Template {
  const range = { source, start, end };
  const inner = { source, start: start + 1, end: end - 1 };
  const parts = text === "" ? [] : [{ kind: "text", text, range: inner } as const];
  return { kind: "template", form: "quoted", parts, range };
}

/**
 * A string of a JSON text that is a template wherever a value is wanted. Whether it is one is not known here: a remark, a
 * description or a label is text. So one that is no template is no error yet.
 */
export function jsonTemplate(source: Source, string: JsonString, depth: number): Template {
  if (!/[$%]\{/.test(string.text)) return jsonLiteral(source, string);
  const { expression, diagnostics } = parseWhole(
    (make) => cursorIn(source, string, "bare", depth, make),
    parseBareTemplate,
  );
  const range = { source, start: string.start, end: string.end };
  if (expression) return { ...expression, range, literal: string.text };
  return { kind: "template", form: "quoted", parts: [], range, literal: string.text, problem: diagnostics[0]! };
}

/** What a string of a JSON text holds, read as an expression of the native syntax: for places that HCL reads so, as types. */
export function parseWithinJson({ range }: Template): ParsedText<Expression> {
  const string = readJsonString(new JsonText(range.source, range.start));
  return parseWhole((make) => cursorIn(range.source, string, "expression", 0, make), parseWholeExpression);
}

function cursorIn<P extends Purpose>(
  source: Source,
  { text, offsetInSource }: JsonString,
  as: "bare" | "expression",
  depth: number,
  make: Maker<P>,
): Cursor<P> {
  const cursor = new Cursor(source, { as, make, parseExpression, offsetInSource }, text);
  cursor.depth = depth;
  return cursor;
}
