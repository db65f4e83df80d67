import { numberOf } from "../value/content.js";
import { formatNumber } from "../value/numbers.js";
import type { Value } from "../value/value.js";
import type { Block, Body, Expression, File, ObjectItem, Template, TemplatePart } from "./ast.js";

/*
 * hcl2json's form of a file, as running it teaches: arguments by name; blocks by type and labels, in a list for those that
 * have all of them alike; literal values as JSON; an expression as its source within "${" and "}"; a template with its
 * literal parts decoded and its directives written anew.
 */

/** Thrown where hcl2json has no form for what it has parsed, and refuses it for that. */
export class NoReferenceForm extends Error {}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A level of labels: what is further in, by label, or the bodies of the blocks that end here. */
type Level = Map<string, Level> | Json[];

/** @throws NoReferenceForm */
export function referenceJson(file: File): Json {
  return bodyJson(file.body);
}

/** An argument hides the blocks of its name. */
function bodyJson({ items }: Body): Json {
  const fields = new Map<string, Json>();
  const blocks = new Map<string, Level>();
  for (const item of items) {
    if (item.kind === "attribute") fields.set(item.name.text, expressionJson(item.expression));
    else addBlock(blocks, item);
  }
  for (const [type, level] of blocks) if (!fields.has(type)) fields.set(type, levelJson(level));
  return Object.fromEntries(fields);
}

function addBlock(blocks: Map<string, Level>, { type, labels, body }: Block): void {
  const path = [type.text, ...labels.map(({ text }) => text)];
  const last = path.pop()!;
  let level = blocks;
  for (const name of path) {
    const next = level.get(name) ?? new Map<string, Level>();
    if (Array.isArray(next)) throw new NoReferenceForm("blocks with and without labels");
    level.set(name, next);
    level = next;
  }
  const bodies = level.get(last) ?? [];
  if (!Array.isArray(bodies)) throw new NoReferenceForm("blocks with and without labels");
  level.set(last, [...bodies, bodyJson(body)]);
}

function levelJson(level: Level): Json {
  if (Array.isArray(level)) return level;
  return Object.fromEntries([...level].map(([name, inner]) => [name, levelJson(inner)]));
}

function expressionJson(expression: Expression): Json {
  switch (expression.kind) {
    case "literal":
      return literalJson(expression.value);
    case "unary":
      return expression.operand.kind === "literal"
        ? unaryJson(expression.operator, expression.operand.value)
        : interpolated(expression);
    case "template":
      return templateJson(expression);
    case "tuple":
      return expression.items.map(expressionJson);
    case "object":
      return Object.fromEntries(expression.items.map((item) => [keyText(item), expressionJson(item.value)]));
    default:
      return interpolated(expression);
  }
}

/** Numbers are those of JSON: beyond 2^53 digits are lost, and there is no infinity. */
function literalJson(value: Value): Json {
  if (value.isNull) return null;
  if (value.type.kind === "bool") return value.content as boolean;
  const plain = Number(formatNumber(numberOf(value)));
  return Number.isFinite(plain) ? plain : null;
}

/** A sign before a literal is applied. */
function unaryJson(operator: "-" | "!", value: Value): Json {
  const operand = literalJson(value);
  if (operator === "-" && isNumber(value)) return operand === null ? null : 0 - (operand as number);
  if (operator === "!" && typeof operand === "boolean") return !operand;
  throw new NoReferenceForm("an operator's operand is of the wrong type");
}

const isNumber = ({ isNull, type }: Value) => !isNull && type.kind === "number";

function templateJson({ parts }: Template): Json {
  const [only] = parts;
  if (parts.length === 1 && only!.kind === "interpolation") return expressionJson(only!.expression);
  return partsText(parts);
}

function partsText(parts: readonly TemplatePart[]): string {
  return parts.map(partText).join("");
}

function partText(part: TemplatePart): string {
  switch (part.kind) {
    case "text":
      return part.text.normalize("NFC").replace(/[$%](?=\{)/g, "$&$&");
    case "interpolation":
      return interpolationText(part.expression);
    case "template-if": {
      return ifText(part.condition, partsText(part.whenTrue), partsText(part.whenFalse));
    }
    case "template-for": {
      const names = [part.keyName, part.valueName].flatMap((name) => name?.text ?? []);
      return `%{for ${names.join(", ")} in ${sourceOf(part.collection)}}${partsText(part.parts)}%{endfor}`;
    }
  }
}

function ifText(condition: Expression, whenTrue: string, whenFalse: string): string {
  return `%{if ${sourceOf(condition)}}${whenTrue}${whenFalse === "" ? "" : `%{else}${whenFalse}`}%{endif}`;
}

/** A literal becomes its text, a conditional a directive, and a template goes on within the one that holds it. */
function interpolationText(expression: Expression): string {
  switch (expression.kind) {
    case "template":
      return partsText(expression.parts);
    case "conditional":
      return ifText(
        expression.condition,
        interpolationText(expression.whenTrue),
        interpolationText(expression.whenFalse),
      );
    case "literal":
      return literalText(expression.value);
    default:
      return interpolated(expression);
  }
}

function literalText(value: Value): string {
  if (value.isNull) return "null";
  return isNumber(value) ? formatNumber(numberOf(value)) : String(value.content);
}

function keyText({ key }: ObjectItem): string {
  switch (key.kind) {
    case "object-key":
      return key.text;
    case "template":
      return partsText(key.parts);
    case "get-attribute":
    case "index":
      return isTraversal(key) ? sourceOf(key) : interpolated(key);
    default:
      return interpolationText(key);
  }
}

/** A name with attributes and literal indexes only. */
function isTraversal(expression: Expression): boolean {
  if (expression.kind === "get-attribute") return isTraversal(expression.object);
  if (expression.kind === "index") return expression.key.kind === "literal" && isTraversal(expression.collection);
  return expression.kind === "variable";
}

function interpolated(expression: Expression): string {
  return `\${${sourceOf(expression)}}`;
}

function sourceOf({ range }: Expression): string {
  return range.source.text.slice(range.start, range.end);
}
