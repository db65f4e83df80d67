import { type Block, declare, keywords, type PipelineReader, readPipeline, textOf } from "./parse-pipeline.js";
import { templateError } from "./template-error.js";
import type { Branch, GoTemplate, Located, Pipeline, TemplateNode } from "./template-tree.js";
import { type ActionPiece, type Piece, piecesOf, type Token } from "./tokens.js";

/** Deeper nesting is a mistake, and would overflow the call stack. */
export const deepestNesting = 200;

/** Reads Go's template language. Throws an `IngotError`, TEMPLATE_ENGINE, with line and column. */
export function parseGoTemplate(text: string): GoTemplate {
  const reader: Reader = { text, pieces: piecesOf(text), next: 0, definitions: new Map() };
  const { nodes, stop } = readNodes(reader, newBlock(), true);
  if (stop) throw templateError(text, stop.at, `"${keywordOf(stop)}" ends nothing that begins before it.`);
  return { nodes, definitions: reader.definitions };
}

interface Reader {
  readonly text: string;
  readonly pieces: readonly Piece[];
  next: number;
  readonly definitions: Map<string, readonly TemplateNode[]>;
}

const newBlock = (): Block => ({ variables: new Set(["$"]), inRange: false, depth: 0 });

const within = ({ variables, inRange, depth }: Block, loops = inRange): Block => ({
  variables: new Set(variables),
  inRange: loops,
  depth: depth + 1,
});

const keywordOf = ({ tokens: [{ kind, text }] }: ActionPiece): string =>
  kind === "name" && keywords.has(text) ? text : "";

/** Nodes : ( Text | Action | Control )* -- up to `else`, `end` or the end, which is left to the caller */
function readNodes(
  reader: Reader,
  block: Block,
  atTop = false,
): { readonly nodes: readonly TemplateNode[]; readonly stop: ActionPiece | undefined } {
  const nodes: TemplateNode[] = [];
  for (let piece = reader.pieces[reader.next++]; piece; piece = reader.pieces[reader.next++]) {
    if (piece.kind === "text") {
      nodes.push(piece);
      continue;
    }
    const keyword = keywordOf(piece);
    if (keyword === "end" || keyword === "else") return { nodes, stop: piece };
    if (keyword === "define") readDefinition(reader, piece, atTop);
    else nodes.push(readNode(reader, piece, keyword, block));
  }
  return { nodes, stop: undefined };
}

function readNode(reader: Reader, piece: ActionPiece, keyword: string, block: Block): TemplateNode {
  const { at, end } = piece;
  switch (keyword) {
    case "if":
    case "with":
    case "range":
      return readBranch(reader, piece, keyword, block);
    case "template":
      return readCall(reader, piece, block);
    case "block":
      return readBlock(reader, piece, block);
    case "break":
    case "continue":
      if (!block.inRange) throw templateError(reader.text, at, `"${keyword}" stands in no "range".`);
      expectEnd(reader, piece, 1);
      return { kind: keyword, at, end };
    default:
      return { kind: "action", at, end, pipeline: pipelineOf(reader, piece, 0, block) };
  }
}

/** Branch : ( "if" | "with" | "range" ) Pipeline Nodes ( "else" ( Branch | Nodes "end" ) | "end" ) */
function readBranch(reader: Reader, piece: ActionPiece, kind: Branch["kind"], outer: Block, from = 1): TemplateNode {
  const block = within(outer);
  if (block.depth > deepestNesting)
    throw templateError(reader.text, piece.at, `"${kind}" is nested more than ${deepestNesting} deep.`);
  const pipeline = pipelineOf(reader, piece, from, block, kind);
  const { nodes: body, stop } = readNodes(reader, within(block, kind === "range" || block.inRange));
  const { nodes: otherwise, end } = readElse(reader, stop, piece, kind, block);
  return { kind, at: piece.at, end, pipeline, body, otherwise };
}

function readElse(
  reader: Reader,
  stop: ActionPiece | undefined,
  opening: Located,
  kind: Branch["kind"],
  block: Block,
): { readonly nodes: readonly TemplateNode[]; readonly end: number } {
  if (!stop) throw templateError(reader.text, opening.at, `this "${kind}" has no "end".`);
  if (keywordOf(stop) === "end") return { nodes: [], end: closed(reader, stop) };
  const next = stop.tokens[1]!;
  if (kind !== "range" && next.text === kind) {
    const inner = readBranch(reader, stop, kind, block, 2);
    return { nodes: [inner], end: inner.end };
  }
  expectEnd(reader, stop, 1);
  const { nodes, stop: end } = readNodes(reader, within(block));
  if (!end || keywordOf(end) !== "end") throw templateError(reader.text, stop.at, 'this "else" has no "end".');
  return { nodes, end: closed(reader, end) };
}

function closed(reader: Reader, end: ActionPiece): number {
  expectEnd(reader, end, 1);
  return end.end;
}

/** Definition : "define" String Nodes "end" */
function readDefinition(reader: Reader, piece: ActionPiece, atTop: boolean): void {
  if (!atTop) throw templateError(reader.text, piece.at, '"define" can only stand outside all else.');
  const name = nameIn(reader, piece);
  expectEnd(reader, piece, 2);
  define(reader, name, piece, newBlock());
}

function define(reader: Reader, name: string, piece: ActionPiece, block: Block): number {
  const { nodes, stop } = readNodes(reader, block);
  if (!stop || keywordOf(stop) !== "end") {
    const what = `this "${keywordOf(piece)}" has no "end".`;
    throw templateError(reader.text, piece.at, what);
  }
  if (reader.definitions.has(name)) throw templateError(reader.text, piece.at, `"${name}" is defined twice.`);
  reader.definitions.set(name, nodes);
  return closed(reader, stop);
}

/** Call : "template" String Pipeline? */
function readCall(reader: Reader, piece: ActionPiece, block: Block): TemplateNode {
  const name = nameIn(reader, piece);
  const pipeline = piece.tokens[2]!.kind === "end" ? undefined : pipelineOf(reader, piece, 2, block);
  return { kind: "template", at: piece.at, end: piece.end, name, pipeline };
}

/** Block : "block" String Pipeline Nodes "end" -- a definition, and its call */
function readBlock(reader: Reader, piece: ActionPiece, outer: Block): TemplateNode {
  const name = nameIn(reader, piece);
  const pipeline = pipelineOf(reader, piece, 2, outer);
  const block = { ...newBlock(), depth: outer.depth + 1 };
  if (block.depth > deepestNesting)
    throw templateError(reader.text, piece.at, `"block" is nested more than ${deepestNesting} deep.`);
  return { kind: "template", at: piece.at, end: define(reader, name, piece, block), name, pipeline };
}

function nameIn(reader: Reader, piece: ActionPiece): string {
  const token = piece.tokens[1]!;
  if (token.kind !== "string") throw templateError(reader.text, token.at, 'a name is missing, such as "part".');
  return textOf(reader.text, token);
}

function pipelineOf(
  { text }: Reader,
  { tokens, at }: ActionPiece,
  next: number,
  block: Block,
  kind?: Branch["kind"],
): Pipeline {
  const reader: PipelineReader = { text, tokens, next, depth: 0, block };
  const assigned = declare(reader, kind === "range" ? 2 : 1);
  const pipeline = readPipeline(reader, at);
  for (const name of assigned?.declares ? assigned.variables : []) if (name !== undefined) block.variables.add(name);
  unexpected(text, tokens[reader.next]!);
  return assigned ? { ...pipeline, assigned } : pipeline;
}

const expectEnd = ({ text }: Reader, { tokens }: ActionPiece, at: number): void => unexpected(text, tokens[at]!);

function unexpected(text: string, { kind, at, text: found }: Token): void {
  if (kind !== "end") throw templateError(text, at, `"${found}" cannot stand here.`);
}
