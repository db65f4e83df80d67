import { templateError } from "./template-error.js";

export interface Token {
  readonly kind: keyof typeof tokenForms | "end";
  readonly at: number;
  readonly text: string;
}

/** A piece of a template: text, or what stands between `{{` and `}}`. */
export type Piece = TextPiece | ActionPiece;

export interface TextPiece {
  readonly kind: "text";
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

export interface ActionPiece {
  readonly kind: "action";
  readonly at: number;
  readonly end: number;
  /** The last is "}}". */
  readonly tokens: readonly [Token, ...Token[]];
}

const blanks = /[ \t\r\n]+/y;

/** In this order; of the numbers, Go's forms but for imaginary ones. */
const tokenForms = {
  number: /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y,
  field: /\.(?:[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)?/uy,
  name: /[\p{L}_][\p{L}\p{N}_]*/uy,
  variable: /\$[\p{L}\p{N}_]*/uy,
  string: /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y,
  character: /'(?:[^'\\\n]|\\.)+'/uy,
  ":=": /:=/y,
  "=": /=/y,
  ",": /,/y,
  "(": /\(/y,
  ")": /\)/y,
  "|": /\|/y,
};

const kinds = Object.keys(tokenForms) as (keyof typeof tokenForms)[];

/** Cuts a template into text and actions; `{{-` and `-}}` take the blanks beside them away, comments leave nothing. */
export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimsNext = false;
  for (;;) {
    const open = template.indexOf("{{", at);
    const end = open === -1 ? template.length : open;
    const trimsBefore = open !== -1 && /^-[ \t\r\n]/.test(template.slice(open + 2, open + 4));
    const text = trimmed(template.slice(at, end), trimsNext, trimsBefore);
    if (text !== "") pieces.push({ kind: "text", at, end, text });
    if (open === -1) return pieces;
    const action = readAction(template, open, open + (trimsBefore ? 3 : 2));
    if (action.tokens) pieces.push({ kind: "action", at: open, end: action.end, tokens: action.tokens });
    ({ end: at, trimsAfter: trimsNext } = action);
  }
}

function trimmed(text: string, before: boolean, after: boolean): string {
  const rest = before ? text.replace(/^[ \t\r\n]+/, "") : text;
  return after ? rest.slice(0, /[ \t\r\n]*$/.exec(rest)!.index) : rest;
}

interface Action {
  /** Undefined for a comment. */
  readonly tokens: ActionPiece["tokens"] | undefined;
  readonly end: number;
  readonly trimsAfter: boolean;
}

const close = /\}\}|(?<=[ \t\r\n])-\}\}/y;

function readAction(template: string, open: number, from: number): Action {
  const comment = match(/[ \t\r\n]*\/\*/y, template, from);
  if (comment !== undefined) return readComment(template, open, from + comment.length);
  const tokens: Token[] = [];
  let at = from;
  for (;;) {
    at += match(blanks, template, at)?.length ?? 0;
    const closing = match(close, template, at);
    if (closing !== undefined) {
      tokens.push({ kind: "end", at, text: "}}" });
      return { tokens: tokens as [Token, ...Token[]], end: at + closing.length, trimsAfter: closing.length === 3 };
    }
    if (at >= template.length) throw neverClosed(template, open);
    const token = readToken(template, at);
    tokens.push(token);
    at += token.text.length;
  }
}

/** Comment : "{{" "/*" … "*" "/" "}}" -- it must fill the action */
function readComment(template: string, open: number, from: number): Action {
  const end = template.indexOf("*/", from);
  if (end === -1) throw templateError(template, open, "this comment is never closed.");
  const closing = match(/(?:[ \t\r\n]-)?\}\}/y, template, end + 2);
  if (closing === undefined) throw templateError(template, end + 2, 'only "}}" or " -}}" can stand after a comment.');
  return { tokens: undefined, end: end + 2 + closing.length, trimsAfter: closing.length > 2 };
}

const neverClosed = (template: string, open: number) =>
  templateError(template, open, 'this "{{" is never closed with "}}".');

function readToken(template: string, at: number): Token {
  for (const kind of kinds) {
    const text = match(tokenForms[kind], template, at);
    if (text !== undefined) return { kind, at, text };
  }
  const character = String.fromCodePoint(template.codePointAt(at)!);
  if (/["`']/.test(character)) throw templateError(template, at, "this text is never closed.");
  throw templateError(template, at, `"${character}" cannot stand here.`);
}

function match(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}
