import { characterCode, numberOf, unquote } from "./literals.js";
import { templateError } from "./template-error.js";
import type { Assignment, Command, Operand, Pipeline } from "./template-tree.js";
import type { Token } from "./tokens.js";

/** Deeper nesting is a mistake, and would overflow the call stack. */
const deepest = 200;

/** What is known where a pipeline stands. */
export interface Block {
  readonly variables: Set<string>;
  readonly inRange: boolean;
  readonly depth: number;
}

export interface PipelineReader {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly block: Block;
  next: number;
  depth: number;
}

export const keywords: ReadonlySet<string> = new Set([
  ...["if", "else", "end", "with", "range", "define", "template", "block", "break", "continue"],
]);

/** The variables that the pipeline's value is for, if it begins with such. */
export function declare(reader: PipelineReader, most: number): Assignment | undefined {
  const { tokens, next, text, block } = reader;
  const second = most === 2 && tokens[next + 1]?.kind === "," ? tokens[next + 2] : undefined;
  const sign = tokens[next + (second ? 3 : 1)];
  if (tokens[next]!.kind !== "variable" || (sign?.kind !== ":=" && sign?.kind !== "=")) return undefined;
  const named = second ? [tokens[next]!, second] : [tokens[next]!];
  for (const each of named) {
    if (each.kind !== "variable") throw templateError(text, each.at, `"${each.text}" is no variable, such as $x.`);
    if (sign.kind === "=") known(each, text, block);
  }
  reader.next += second ? 4 : 2;
  return { variables: [named[0]!.text, named[1]?.text], declares: sign.kind === ":=" };
}

function known({ text: name, at }: Token, text: string, { variables }: Block): string {
  if (!variables.has(name)) throw templateError(text, at, `there is no variable "${name}" here.`);
  return name;
}

/** Pipeline : Command ( "|" Command )* */
export function readPipeline(reader: PipelineReader, at: number): Pipeline {
  const commands = [readCommand(reader)];
  while (reader.tokens[reader.next]!.kind === "|") {
    reader.next++;
    const command = readCommand(reader);
    const [first] = command.operands;
    if (first.kind !== "function")
      throw templateError(reader.text, first.at, "only a function can stand after a pipe.");
    commands.push(command);
  }
  return { at, commands };
}

function readCommand(reader: PipelineReader): Command {
  const [first, ...rest] = readOperands(reader);
  if (!first) {
    const { at, kind, text } = reader.tokens[reader.next]!;
    const where = kind === "end" ? "" : ` before "${text}"`;
    throw templateError(reader.text, at, `a value or a function is missing${where}.`);
  }
  if (rest.length > 0 && first.kind !== "function")
    throw templateError(reader.text, first.at, "only a function can have arguments.");
  if (first.kind === "literal" && first.value === null)
    throw templateError(reader.text, first.at, '"nil" can only be an argument.');
  return { at: first.at, operands: [first, ...rest] };
}

function readOperands(reader: PipelineReader): Operand[] {
  const operands: Operand[] = [];
  for (let end = -1; ; end = endOf(reader.tokens[reader.next - 1]!)) {
    const token = reader.tokens[reader.next]!;
    const operand = readOperand(reader);
    if (!operand) return operands;
    if (token.at === end) throw templateError(reader.text, token.at, `a space is missing before "${token.text}".`);
    operands.push(operand);
  }
}

const endOf = ({ at, text }: Token) => at + text.length;

/** Operand : Term Field* */
function readOperand(reader: PipelineReader): Operand | undefined {
  const term = readTerm(reader);
  if (!term) return undefined;
  const [last, next] = [reader.tokens[reader.next - 1]!, reader.tokens[reader.next]!];
  if (next.kind !== "field" || next.at !== endOf(last)) return term;
  if (term.kind === "literal" || next.text === ".") throw cannotStand(reader.text, next);
  reader.next++;
  return { kind: "part", at: term.at, of: term, path: pathOf(next.text) };
}

const pathOf = (text: string) => text.split(".").filter((part) => part !== "");

function readTerm(reader: PipelineReader): Operand | undefined {
  const token = reader.tokens[reader.next]!;
  const { kind, at, text } = token;
  if (kind === ")" || kind === "|" || kind === "end") return undefined;
  reader.next++;
  switch (kind) {
    case "(":
      return readParenthesis(reader, at);
    case "field":
      return { kind, at, path: pathOf(text) };
    case "variable":
      return { kind, at, name: known(token, reader.text, reader.block) };
    case "name":
      return named(reader.text, token);
    case "number":
    case "string":
    case "character":
      return { kind: "literal", at, value: literalOf(reader.text, token) };
    default:
      throw cannotStand(reader.text, token);
  }
}

const cannotStand = (text: string, token: Token) => templateError(text, token.at, `"${token.text}" cannot stand here.`);

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["nil", null],
]);

function named(text: string, token: Token): Operand {
  if (keywords.has(token.text)) throw cannotStand(text, token);
  const value = constants.get(token.text);
  return value === undefined
    ? { kind: "function", at: token.at, name: token.text }
    : { kind: "literal", at: token.at, value };
}

function literalOf(text: string, token: Token): string | number {
  if (token.kind === "string") return textOf(text, token);
  const value = token.kind === "number" ? numberOf(token.text) : characterCode(token.text, notAnEscape(text, token));
  if (value === undefined) throw templateError(text, token.at, `"${token.text}" is no ${token.kind}.`);
  return value;
}

/** What a token "string" holds. */
export const textOf = (text: string, token: Token): string => unquote(token.text, notAnEscape(text, token));

const notAnEscape =
  (text: string, { at }: Token) =>
  (wrong: string, offset: number) =>
    templateError(text, at + offset, `"${wrong}" is no escape.`);

function readParenthesis(reader: PipelineReader, at: number): Operand {
  reader.depth++;
  if (reader.depth > deepest) throw templateError(reader.text, at, `"(" is nested more than ${deepest} deep.`);
  const pipeline = readPipeline(reader, at);
  if (reader.tokens[reader.next]!.kind !== ")") throw templateError(reader.text, at, 'this "(" is never closed.');
  reader.next++;
  reader.depth--;
  return { kind: "pipeline", at, pipeline };
}
