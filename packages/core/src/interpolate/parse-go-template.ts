import { templateError } from "./template-error.js";
import type { Command, Operand, Pipeline, TemplateNode } from "./template-tree.js";
import { type Piece, piecesOf, type Token } from "./tokens.js";

/** Deeper nesting is a mistake, and would overflow the call stack. */
const deepest = 200;

/**
 * Reads the part of Go's template language that templates for images use: fields, functions, pipelines, `if`, comments and trim
 * markers. Throws an `IngotError`, TEMPLATE_ENGINE, with line and column.
 */
export function parseGoTemplate(text: string): readonly TemplateNode[] {
  const reader: Reader = { text, pieces: piecesOf(text), next: 0 };
  const { nodes, stop } = readNodes(reader, 0);
  if (stop) throw templateError(text, stop.at, `"${stop.keyword}" belongs to no "if".`);
  return nodes;
}

interface Reader {
  readonly text: string;
  readonly pieces: readonly Piece[];
  next: number;
}

/** The rest of Go's keywords: templates for images do not need them. */
const unsupported = new Set(["range", "with", "define", "template", "block", "break", "continue"]);

/** What ends a list of nodes: `end`, `else`, or `else if`. */
interface Stop {
  readonly keyword: string;
  readonly at: number;
  readonly tokens: readonly Token[];
}

/** Node : Text | Action | If */
function readNodes(reader: Reader, depth: number): { nodes: TemplateNode[]; stop: Stop | undefined } {
  const nodes: TemplateNode[] = [];
  for (let piece = reader.pieces[reader.next++]; piece; piece = reader.pieces[reader.next++]) {
    if (piece.kind === "text") nodes.push(piece);
    else {
      const keyword = piece.tokens[0]!.kind === "name" ? piece.tokens[0]!.text : "";
      const rest = piece.tokens.slice(1);
      if (keyword === "end" || keyword === "else") return { nodes, stop: { keyword, at: piece.at, tokens: rest } };
      if (unsupported.has(keyword))
        throw templateError(reader.text, piece.at, `"${keyword}" is not known in these templates.`);
      if (keyword === "if") nodes.push(readIf(reader, rest, piece.at, depth + 1));
      else nodes.push({ kind: "action", pipeline: readAll(reader, piece.tokens, piece.at) });
    }
  }
  return { nodes, stop: undefined };
}

/** If : "if" Pipeline Node* ( "else if" Pipeline Node* )* ( "else" Node* )? "end" */
function readIf(reader: Reader, tokens: readonly Token[], at: number, depth: number): TemplateNode {
  if (depth > deepest) throw templateError(reader.text, at, `"if" is nested more than ${deepest} deep.`);
  const condition = readAll(reader, tokens, at);
  const { nodes, stop } = readNodes(reader, depth);
  return { kind: "if", condition, body: nodes, otherwise: readElse(reader, stop, at, depth) };
}

function readElse(reader: Reader, stop: Stop | undefined, at: number, depth: number): readonly TemplateNode[] {
  if (!stop) throw templateError(reader.text, at, 'this "if" has no "end".');
  if (stop.keyword === "end") return [];
  if (stop.tokens[0]!.text === "if") return [readIf(reader, stop.tokens.slice(1), stop.at, depth + 1)];
  const { nodes, stop: end } = readNodes(reader, depth);
  if (end?.keyword !== "end") throw templateError(reader.text, stop.at, 'this "else" has no "end".');
  return nodes;
}

interface TokenReader {
  readonly text: string;
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

function readAll(reader: Reader, tokens: readonly Token[], at: number): Pipeline {
  const inner: TokenReader = { text: reader.text, tokens, next: 0, depth: 0 };
  const pipeline = readPipeline(inner, at);
  const rest = inner.tokens[inner.next]!;
  if (rest.kind !== "end") throw templateError(reader.text, rest.at, `"${rest.text}" cannot stand here.`);
  return pipeline;
}

function readPipeline(reader: TokenReader, at: number): Pipeline {
  const commands = [readCommand(reader)];
  while (reader.tokens[reader.next]!.kind === "|") {
    reader.next++;
    commands.push(readCommand(reader));
  }
  return { at, commands };
}

function readCommand(reader: TokenReader): Command {
  const first = readOperand(reader);
  if (!first) {
    const { at, kind, text } = reader.tokens[reader.next]!;
    throw templateError(
      reader.text,
      at,
      `a value or a function is missing${kind === "end" ? "" : ` before "${text}"`}.`,
    );
  }
  const rest: Operand[] = [];
  for (let operand = readOperand(reader); operand; operand = readOperand(reader)) rest.push(operand);
  if (rest.length > 0 && first.kind !== "function")
    throw templateError(reader.text, first.at, "only a function can have arguments.");
  return { at: first.at, operands: [first, ...rest] };
}

function readOperand(reader: TokenReader): Operand | undefined {
  const token = reader.tokens[reader.next]!;
  const { kind, at, text } = token;
  if (kind === ")" || kind === "|" || kind === "end") return undefined;
  reader.next++;
  if (kind === "(") return readParenthesis(reader, at);
  if (kind === "field") return { kind: "field", at, path: text.split(".").filter((part) => part !== "") };
  if (kind === "number") return { kind: "literal", at, value: Number(text) };
  if (kind === "string") return { kind: "literal", at, value: unquote(reader.text, token) };
  if (text === "true" || text === "false") return { kind: "literal", at, value: text === "true" };
  return { kind: "function", at, name: text };
}

function readParenthesis(reader: TokenReader, at: number): Operand {
  reader.depth++;
  if (reader.depth > deepest) throw templateError(reader.text, at, `"(" is nested more than ${deepest} deep.`);
  const pipeline = readPipeline(reader, at);
  if (reader.tokens[reader.next]!.kind !== ")") throw templateError(reader.text, at, 'this "(" is never closed.');
  reader.next++;
  reader.depth--;
  return { kind: "pipeline", at, pipeline };
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** Go's escapes; between back quotes there are none. */
function unquote(template: string, { text, at }: Token): string {
  const inner = text.slice(1, -1);
  if (text.startsWith("`")) return inner;
  return inner.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (all, code: string, offset: number) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const character = escapes[code];
    if (character === undefined) throw templateError(template, at + 1 + offset, `"${all}" is no escape.`);
    return character;
  });
}
