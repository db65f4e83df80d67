import { templateError } from "./template-error.js";

export interface Token {
  readonly kind: "field" | "name" | "string" | "number" | "(" | ")" | "|" | "end";
  readonly at: number;
  readonly text: string;
}

/** A piece of a template: text, or what stands between `{{` and `}}`. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly at: number; readonly tokens: readonly Token[] };

const blanks = /[ \t\r\n]+/y;
const tokenForms: readonly (readonly [Token["kind"], RegExp])[] = [
  ["field", /\.(?:[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)?/uy],
  ["name", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["number", /[+-]?\d+/y],
  ["string", /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ["(", /\(/y],
  [")", /\)/y],
  ["|", /\|/y],
];

/** Cuts a template into text and actions; `{{-` and `-}}` take the blanks beside them away, comments leave nothing. */
export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimsNext = false;
  for (;;) {
    const open = template.indexOf("{{", at);
    const raw = template.slice(at, open === -1 ? undefined : open);
    const left = trimsNext ? raw.replace(/^[ \t\r\n]+/, "") : raw;
    if (open === -1) return withText(pieces, left);
    const trimsBefore = /^-[ \t\r\n]/.test(template.slice(open + 2, open + 4));
    withText(pieces, trimsBefore ? left.replace(/[ \t\r\n]+$/, "") : left);
    const action = readAction(template, open, open + (trimsBefore ? 3 : 2));
    if (action.tokens) pieces.push({ kind: "action", at: open, tokens: action.tokens });
    at = action.end;
    trimsNext = action.trimsAfter;
  }
}

function withText(pieces: Piece[], text: string): Piece[] {
  if (text !== "") pieces.push({ kind: "text", text });
  return pieces;
}

interface Action {
  /** Undefined for a comment. */
  readonly tokens: readonly Token[] | undefined;
  readonly end: number;
  readonly trimsAfter: boolean;
}

function readAction(template: string, open: number, from: number): Action {
  const comment = match(/[ \t\r\n]*\/\*[\s\S]*?\*\//y, template, from);
  const tokens: Token[] = [];
  let at = from + (comment?.length ?? 0);
  for (;;) {
    at += match(blanks, template, at)?.length ?? 0;
    const close = match(/-?\}\}/y, template, at);
    if (close) {
      tokens.push({ kind: "end", at, text: "}}" });
      return { tokens: comment ? undefined : tokens, end: at + close.length, trimsAfter: close.length === 3 };
    }
    if (at >= template.length) throw templateError(template, open, 'this "{{" is never closed with "}}".');
    const token = readToken(template, at);
    tokens.push(token);
    at += token.text.length;
  }
}

function readToken(template: string, at: number): Token {
  for (const [kind, form] of tokenForms) {
    const text = match(form, template, at);
    if (text !== undefined) return { kind, at, text };
  }
  const character = String.fromCodePoint(template.codePointAt(at)!);
  if (character === '"' || character === "`") throw templateError(template, at, "this text is never closed.");
  throw templateError(template, at, `"${character}" cannot stand here.`);
}

function match(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}
