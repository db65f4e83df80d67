import type { Diagnostic } from "../diagnostic.js";
import { errorAt } from "../diagnostic.js";
import type { Source } from "../source.js";
import { ArgumentNames } from "./argument-names.js";
import type { Attribute, Block, Body, BodyItem, File, Label, Name, Template } from "./ast.js";
import { CheckedText } from "./checked-text.js";
import { Cursor, maximumDepth } from "./cursor.js";
import { parseExpression as parseExpressionAt } from "./expression-parser.js";
import { refuseLarge } from "./file-size.js";
import { heightMaker } from "./height-maker.js";
import { refuseHighTree } from "./nesting-depth.js";
import { AttributeNode, LabelNode, NameNode } from "./nodes.js";
import { highestPlainValue, nextLine, none, plainValueEnd, valueStartAfter } from "./plain-value.js";
import { framesAround, report, skipToNextItem } from "./recovery.js";
import { shorten } from "./shorten.js";
import { parseBareTemplate, parseQuoted } from "./template-parser.js";
import { type ParsedText, parseWhole, parseWholeExpression } from "./whole-text.js";

/** Checks a file, of which bodies, blocks and names are made at once, and values when they are asked for. */
type BodyNode = AttributeNode | Block;

class FileCursor extends Cursor<"check"> {
  readonly checked = new CheckedText(this.source);
  /** Of the bodies and headers that are not complete, the innermost last. Lists are cut from these, so none has to grow. */
  readonly items: BodyItem[] = [];
  readonly labels: Label[] = [];
}

/** Parses a file in the native syntax. The tree holds every item without an error, so work can go on with it. */
export function parse(source: Source): { file: File; diagnostics: Diagnostic[] } {
  const tooLarge = refuseLarge(source);
  if (tooLarge) return tooLarge;
  const cursor = new FileCursor(source, { as: "body", make: heightMaker, parseExpression: parseExpressionAt });
  const body = parseBody(cursor, "end");
  const file: File = { kind: "file", body, range: { source, start: 0, end: source.text.length } };
  return { file, diagnostics: cursor.diagnostics };
}

/** Parses a text that is one expression as a whole; newlines mean nothing in it. */
export function parseExpression(source: Source): ParsedText {
  return parseWhole(
    (make) => new Cursor(source, { as: "expression", make, parseExpression: parseExpressionAt }),
    parseWholeExpression,
  );
}

/** Parses a text that is a template as a whole: without quotes around it, and without backslash escapes. */
export function parseTemplate(source: Source): ParsedText<Template> {
  return parseWhole(
    (make) => new Cursor(source, { as: "bare", make, parseExpression: parseExpressionAt }),
    parseBareTemplate,
  );
}

/** Body : ( Attribute | Block | newline )* -- up to, but not including, `end` */
function parseBody(cursor: FileCursor, end: "}" | "end"): Body {
  const { start, items } = cursor;
  const first = items.length;
  const names = new ArgumentNames(items, first);
  while (!cursor.at(end) && !cursor.at("end")) {
    if (cursor.eat("newline") || skipsFollowOnBrace(cursor)) continue;
    const item = recovering(cursor);
    if (item && isNew(cursor, item, names)) items.push(item);
  }
  return { kind: "body", items: items.splice(first), range: cursor.range(start, cursor.start) };
}

/** A stray brace after an error belongs to what the error broke; only the first problem is worth telling. */
function skipsFollowOnBrace(cursor: Cursor): boolean {
  return cursor.diagnostics.length > 0 && cursor.eat("}");
}

/** An argument may be set only once; blocks may come as often as they like. */
function isNew(cursor: Cursor, item: BodyNode, names: ArgumentNames): boolean {
  if (item.kind === "block") return true;
  const first = names.find(item.nameText);
  if (first) reportDuplicate(cursor, item, first.start);
  return first === undefined;
}

function reportDuplicate(cursor: Cursor, { nameText: text, start }: AttributeNode, first: number): void {
  const { line } = cursor.source.position(first);
  const detail = `The argument "${shorten(text)}" already has a value from line ${line}. An argument may be set only once in a block.`;
  const subject = { source: cursor.source, start, end: start + text.length };
  report(cursor, errorAt(subject, "Duplicate argument", detail));
}

/** The only place that recovers from a syntax error: record it, skip to the next body item, carry on. */
function recovering(cursor: FileCursor): BodyNode | undefined {
  const { start } = cursor;
  const frames = framesAround(cursor);
  const item = parseBodyItem(cursor);
  const problem = cursor.recover();
  if (problem === undefined) return item;
  report(cursor, problem);
  skipToNextItem(cursor, { start, frames });
  return undefined;
}

/** BodyItem : Attribute newline | Block newline */
function parseBodyItem(cursor: FileCursor): BodyNode | undefined {
  if (!cursor.at("name")) return failAtItem(cursor);
  const plain = passPlainArgument(cursor);
  if (plain) return plain;
  const { start } = cursor;
  const name = cursor.takeName();
  const item = cursor.at("=") ? parseAttribute(cursor, start, name) : parseBlock(cursor, start, name);
  if (item && !cursor.at("end") && !cursor.eat("newline")) failAfterItem(cursor, item);
  return item;
}

function failAtItem(cursor: Cursor): undefined {
  if (cursor.at("open quote")) {
    cursor.unexpected(
      "Argument or block expected",
      "The name of an argument or a block's type stands here, and neither is quoted.",
    );
  } else if (cursor.at("}")) {
    cursor.unexpected(
      "Unexpected closing brace",
      "No block is open that this brace could close. Delete it, or look for a missing opening brace above.",
    );
  } else {
    const hint = cursor.at("{") ? ' If this is JSON, the name of its file must end in ".json".' : "";
    cursor.unexpected(
      "Argument or block expected",
      `An argument such as name = "value", or a block such as build { … }, must begin here; found ${cursor.describe()}.${hint}`,
    );
  }
}

function failAfterItem(cursor: Cursor, item: BodyItem): undefined {
  if (item.kind === "attribute") {
    return cursor.unexpected(
      "New line expected",
      `The value of "${shorten(item.name.text)}" is complete here, and a new line must follow; found ${cursor.describe()}.${instead(cursor)}`,
      item.range,
    );
  }
  cursor.unexpected(
    "New line expected",
    `After a block's closing brace a new line must follow; found ${cursor.describe()}.`,
  );
}

/** What was meant by a line that goes on behind its value. */
function instead(cursor: Cursor): string {
  if (cursor.at(",")) return " Arguments are not separated by commas: delete it.";
  return cursor.at("{") ? ' A block has no "=" before its labels.' : "";
}

/** Attribute : Name "=" Expression */
function parseAttribute(cursor: FileCursor, start: number, name: string): AttributeNode {
  const nameEnd = cursor.end;
  cursor.advance();
  const valueStart = cursor.start;
  refuseHighTree(cursor, valueStart, parseExpressionAt(cursor));
  return new AttributeNode(cursor.checked, start, name, nameEnd, valueStart, cursor.end);
}

/** Name "=" PlainValue newline, in one go: what most lines of most files are. */
function passPlainArgument(cursor: FileCursor): AttributeNode | undefined {
  const { scanner } = cursor;
  if (!scanner.countsNewlines || cursor.depth + highestPlainValue > maximumDepth) return undefined;
  const { text, start, end: nameEnd } = scanner;
  const valueStart = valueStartAfter(text, nameEnd);
  const end = plainValueEnd(text, valueStart);
  const next = end === none ? none : nextLine(text, end);
  if (next === none) return undefined;
  const name = cursor.name();
  scanner.pass(next);
  return new AttributeNode(cursor.checked, start, name, nameEnd, valueStart, end);
}

/** Block : Name Label* "{" ( newline Body "}" | ( Name "=" Expression )? "}" ) */
function parseBlock(cursor: FileCursor, start: number, typeText: string): Block | undefined {
  const type = new NameNode(cursor, start, typeText);
  const labels = parseLabels(cursor);
  if (!cursor.at("{")) return failInHeader(cursor, start, type, labels);
  const header = cursor.range(start);
  const brace = cursor.start;
  cursor.enter();
  cursor.advance();
  const body = cursor.at("newline") ? parseLongBody(cursor, type, brace) : parseShortBody(cursor, type);
  cursor.leave();
  return { kind: "block", type, labels, body, header, range: cursor.range(start) };
}

function parseLongBody(cursor: FileCursor, type: Name, brace: number): Body {
  const before = cursor.diagnostics.length;
  const body = parseBody(cursor, "}");
  if (cursor.eat("}")) return body;
  // An error inside may have swallowed the brace, so only a block without errors is said to lack it.
  if (cursor.diagnostics.length === before) {
    const detail = `The block "${shorten(type.text)}" has no closing brace before the end of the file. It, or a block within it, lacks a "}".`;
    report(cursor, errorAt(cursor.range(brace, brace + 1), "Unclosed block", detail, type.range));
  }
  return body;
}

/** A block on one line: at most one argument, and no block. */
function parseShortBody(cursor: FileCursor, type: Name): Body {
  const { start } = cursor;
  const item = cursor.at("}") ? undefined : parseShortItem(cursor, type);
  const end = cursor.start;
  if (cursor.lacks("}")) {
    cursor.unexpected(
      "Invalid one-line block",
      `A block on one line holds at most one argument and ends with "}" on that line; found ${cursor.describe()}. Begin a new line after the opening brace.`,
    );
  }
  return { kind: "body", items: item ? [item] : [], range: cursor.range(start, end) };
}

function parseShortItem(cursor: FileCursor, type: Name): Attribute | undefined {
  const { start } = cursor;
  const name = cursor.at("name") ? cursor.takeName() : undefined;
  return name !== undefined && cursor.at("=")
    ? parseAttribute(cursor, start, name)
    : failInShortItem(cursor, type, name);
}

function failInShortItem(cursor: Cursor, type: Name, name: string | undefined): undefined {
  const wanted = `A block on one line holds at most one argument, such as ${shorten(type.text)} { name = "value" }`;
  const found = `found ${cursor.describe()}.`;
  const detail =
    name === undefined
      ? `${wanted}; ${found}`
      : `${wanted}; after "${shorten(name)}" ${found} Blocks within it need lines of their own.`;
  cursor.unexpected("Invalid one-line block", detail);
}

function parseLabels(cursor: FileCursor): Label[] {
  const { labels } = cursor;
  const first = labels.length;
  for (;;) {
    if (cursor.at("name")) labels.push(parseBareLabel(cursor));
    else if (cursor.at("open quote")) labels.push(parseQuotedLabel(cursor));
    else return labels.length > first ? labels.splice(first) : [];
  }
}

function parseBareLabel(cursor: Cursor): Label {
  const { start } = cursor;
  return new LabelNode(cursor, start, cursor.takeName());
}

function parseQuotedLabel(cursor: FileCursor): Label {
  const { start } = cursor;
  const { scanner } = cursor;
  if (scanner.takePlainString()) return new LabelNode(cursor, start, scanner.text.slice(start + 1, cursor.end - 1));
  parseQuoted(cursor);
  return new LabelNode(cursor, start, cursor.problem ? "" : decodedLabel(cursor, start));
}

function decodedLabel(cursor: FileCursor, start: number): string {
  const { parts } = cursor.checked.quotedAt(start);
  let text = "";
  for (const part of parts) {
    if (part.kind === "text") text += part.text;
    else {
      const detail = `A block's label is fixed text. For a literal "\${" or "%{" double its first character.`;
      cursor.fail(part.range, "Invalid block label", detail, cursor.range(start));
    }
  }
  return text;
}

function failInHeader(cursor: Cursor, start: number, type: Name, labels: readonly Label[]): undefined {
  if (labels.length === 0) {
    const advice = cursor.at(":") ? ` Write "=" in place of ":".` : "";
    return cursor.unexpected(
      "Argument or block expected",
      `After "${shorten(type.text)}" an argument goes on with "=", and a block with labels and "{"; found ${cursor.describe()}.${advice}`,
      type.range,
    );
  }
  const hint = cursor.at("=") ? ` An argument's name takes no label.` : "";
  cursor.unexpected(
    "Invalid block header",
    `After the labels of the block "${shorten(type.text)}" its opening brace must follow on the same line; found ${cursor.describe()}.${hint}`,
    cursor.range(start),
  );
}
