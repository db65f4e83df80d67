import { Source } from "../source.js";
import type { Attribute, Block, Body, BodyItem } from "../syntax/ast.js";
import { parse } from "../syntax/parser.js";
import { Scanner } from "../syntax/scanner.js";
import type { Document } from "./api.js";
import { ArgumentNode } from "./argument.js";
import { BlockNode } from "./block.js";
import { BodyNode } from "./body.js";
import { DocumentNode } from "./document.js";
import { EditError } from "./edit-error.js";
import type { ItemNode } from "./item.js";
import { endOfLine, startOfLead } from "./lines.js";

/**
 * Opens a file in the native syntax for editing. What is not edited is printed as it was, byte for byte, errors included.
 * A file in JSON is refused with an `EditError`.
 */
export function edit(source: Source | string): Document {
  const given = typeof source === "string" ? new Source("template.pkr.hcl", source) : source;
  if (given.name.endsWith(".json"))
    throw new EditError(
      `${given.name} is JSON, which has no comments to keep: read it, change the data, and write it.`,
    );
  const { file, diagnostics } = parse(given);
  const { text } = given;
  const newline = /\r?\n/.exec(text)?.[0] ?? "\n";
  const document = new DocumentNode({ text, diagnostics, newline, unit: unitOf(file.body, text) });
  const whole = text === "" || text.endsWith("\n") ? text : text + (text.endsWith("\r") ? "\n" : newline);
  const start = document.body.text.opening.length;
  document.body.text.end = whole.slice(fill(document.body, whole, file.body.items, start));
  return document;
}

/** One level of indentation: what the first item in a block has more than the block. */
function unitOf(body: Body, text: string): string {
  for (const block of body.items) {
    const first = block.kind === "block" ? block.body.items[0] : undefined;
    const blank = first && /(?:^|\n)([ \t]+)$/.exec(text.slice(block.range.start, first.range.start))?.[1];
    if (blank) return blank.startsWith("\t") ? "\t" : blank;
  }
  return "  ";
}

/** Puts the items of a text into a body; returns where the last of them ends. What the parser could not read stays between them. */
function fill(body: BodyNode, text: string, items: readonly BodyItem[], from: number): number {
  let done = from;
  for (const item of items) {
    const { start, end } = item.range;
    const lead = startOfLead(text, done, start);
    const lineEnd = endOfLine(text, end);
    const node = lead === -1 || lineEnd === -1 ? undefined : nodeOf(body, text, item);
    if (!node) continue;
    node.gap = text.slice(done, lead);
    node.lead = text.slice(lead, start);
    node.tail = text.slice(end, lineEnd);
    body.append(node, body.last);
    if (node instanceof BlockNode) fillBlock(node, text, item as Block);
    done = lineEnd;
  }
  return done;
}

function nodeOf(body: BodyNode, text: string, item: BodyItem): ItemNode | undefined {
  return item.kind === "attribute" ? argumentOf(text, item) : blockOf(body, text, item);
}

function argumentOf(text: string, { name, expression }: Attribute): ArgumentNode {
  const { start, end } = expression.range;
  return new ArgumentNode(name.text, text.slice(name.range.end, start), text.slice(start, end), expression);
}

/** None for a block without its closing brace. */
function blockOf(
  { document }: BodyNode,
  text: string,
  { type, labels, header, range, body }: Block,
): BlockNode | undefined {
  if (body.range.end !== range.end - 1) return undefined;
  const inside = afterBrace(text, header.end);
  const parts = {
    type: type.text,
    labels: labels.map((label) => label.text),
    labelsText: text.slice(type.range.end, header.end),
    brace: text.slice(header.end, inside),
  };
  const capacity = body.items.length;
  const oneLine =
    endOfLine(text, inside) === -1 ? { pads: padsOf(text, inside, range.end - 1, body), capacity } : undefined;
  return new BlockNode(
    parts,
    new BodyNode(document, { opening: "", end: "", closing: "", ...(oneLine && { oneLine }) }),
  );
}

function fillBlock({ body: node }: BlockNode, text: string, { header, range, body }: Block): void {
  const inside = afterBrace(text, header.end);
  if (node.text.oneLine) fillOneLine(node, text, body.items[0], inside, range.end - 1);
  else fillLines(node, text, body.items, inside, range.end - 1);
}

function fillLines(node: BodyNode, text: string, items: readonly BodyItem[], start: number, end: number): void {
  const lines = endOfLine(text, start);
  node.text.opening = text.slice(start, lines);
  const done = fill(node, text, items, lines);
  const closing = startOfLastLine(text, done, end);
  node.text.end = text.slice(done, closing);
  node.text.closing = text.slice(closing, end);
}

/** The argument is kept as it would stand on a line of its own. */
function fillOneLine(node: BodyNode, text: string, item: BodyItem | undefined, start: number, end: number): void {
  if (item?.kind !== "attribute") return;
  const argument = argumentOf(text, item);
  argument.lead = node.indentation + text.slice(start, item.range.start).trimStart();
  argument.tail = text.slice(item.range.end, end).trimEnd() + node.document.style.newline;
  node.append(argument, undefined);
}

/** The blanks inside the braces of a body on one line. */
function padsOf(text: string, start: number, end: number, { items }: Body): readonly [string, string] {
  const inside = text.slice(start, end);
  return items.length === 0 ? [inside, ""] : [/^[ \t]*/.exec(inside)![0], /[ \t]*$/.exec(inside)![0]];
}

/** Past the opening brace that follows a block's header. */
function afterBrace(text: string, header: number): number {
  const scanner = new Scanner(text, { as: "body" });
  scanner.restart(header, 1);
  return scanner.end;
}

/** Where the line begins on which `to` stands, when comments of several lines count as one. */
function startOfLastLine(text: string, from: number, to: number): number {
  const scanner = new Scanner(text, { as: "body", everything: true });
  let start = from;
  for (scanner.restart(from, 1); scanner.start < to && scanner.kind !== "end"; scanner.advance())
    if (scanner.kind === "newline") start = scanner.end;
  return start;
}
