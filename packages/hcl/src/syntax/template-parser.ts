import type { Expression, Name, Template, TemplatePart } from "./ast.js";
import { codes } from "./characters.js";
import { parseForNames } from "./collection-parser.js";
import type { Cursor } from "./cursor.js";
import { intendedStringEnd } from "./intended-string.js";
import { PlainStringNode, TemplateNode, TextNode } from "./nodes.js";
import { shorten } from "./shorten.js";
import { nestParts } from "./template-structure.js";
import { decodeEscapes, decodeMarkers } from "./template-text.js";
import { applyStripMarkers, removeIndentation } from "./template-whitespace.js";

/** A template as it is written, before directives are nested. Whitespace rules change `text` in place. */
export type TemplatePiece = TextPiece | MarkedPiece;

export interface TextPiece {
  readonly kind: "text";
  text: string;
  readonly start: number;
  readonly end: number;
}

/** An interpolation or a directive; the flags tell of its strip markers. */
export interface MarkedPiece {
  readonly kind: "marked";
  readonly start: number;
  readonly end: number;
  readonly stripsBefore: boolean;
  readonly stripsAfter: boolean;
  readonly content: Content;
}

export type Content =
  | { readonly is: "interpolation"; readonly expression: Expression }
  | { readonly is: "if"; readonly condition: Expression }
  | {
      readonly is: "for";
      readonly keyName: Name | undefined;
      readonly valueName: Name;
      readonly collection: Expression;
    }
  | { readonly is: "else" | "endif" | "endfor" };

/** `"` text and sequences `"` */
export function parseQuoted(cursor: Cursor): Template {
  const { start } = cursor;
  cursor.advance();
  if (isPlainText(cursor)) return parsePlainString(cursor, start);
  const pieces = parsePieces(cursor, true);
  if (!cursor.at("close quote")) failUnterminated(cursor, start);
  cursor.advance();
  return new TemplateNode(cursor, start, cursor.end, "quoted", partsOf(cursor, pieces));
}

/** Whether the string holds only what its source says word for word. */
function isPlainText({ kind, scanner }: Cursor): boolean {
  return kind === "text" && !scanner.escaped && scanner.text.charCodeAt(scanner.end) === codes.quote;
}

function parsePlainString(cursor: Cursor, start: number): Template {
  cursor.advance();
  cursor.advance();
  return new PlainStringNode(cursor, start);
}

/** "<<" or "<<-", a word and a newline, lines, and a line with the word. */
export function parseHeredoc(cursor: Cursor): Template {
  const { start, scanner } = cursor;
  const { marker } = scanner.frame;
  const indented = scanner.text.startsWith("<<-", start);
  cursor.advance();
  const pieces = parsePieces(cursor, false);
  if (!cursor.at("close heredoc")) failUnclosedHeredoc(cursor, start, marker);
  cursor.advance();
  return new TemplateNode(cursor, start, cursor.end, "heredoc", partsOf(cursor, pieces, indented));
}

/** A whole text that is a template: no quotes around it, and no backslash escapes in it. */
export function parseBareTemplate(cursor: Cursor): Template {
  const { start } = cursor;
  const pieces = parsePieces(cursor, false);
  if (!cursor.at("end")) cursor.unexpected("Invalid template", `Found ${cursor.describe()}, which cannot stand here.`);
  return new TemplateNode(cursor, start, cursor.start, "bare", partsOf(cursor, pieces));
}

function partsOf(cursor: Cursor, pieces: TemplatePiece[], indented = false): readonly TemplatePart[] {
  if (pieces.length === 1 && pieces[0]!.kind === "text" && !indented) {
    const { text, start, end } = pieces[0]!;
    return [new TextNode(cursor, start, end, text)];
  }
  applyStripMarkers(pieces);
  if (indented) removeIndentation(pieces);
  return nestParts(cursor, joinLines(pieces, cursor.scanner.text));
}

/** Lines of text that follow one another become one piece. */
function joinLines(pieces: readonly TemplatePiece[], text: string): readonly TemplatePiece[] {
  const joined: TemplatePiece[] = [];
  let lines: TextPiece[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === "marked") joined.push(piece);
    else if (lines.push(piece) && pieces[index + 1]?.kind !== "text") {
      joined.push(lines.length === 1 ? piece : joinedText(lines, text));
      lines = [];
    }
  }
  return joined;
}

/** One string, rather than a tree of the lines' strings; decoding and stripping only ever shorten a text. */
function joinedText(lines: readonly TextPiece[], text: string): TextPiece {
  const { start } = lines[0]!;
  const { end } = lines.at(-1)!;
  const isVerbatim = lines.every((line) => line.text.length === line.end - line.start);
  return {
    kind: "text",
    text: isVerbatim ? text.slice(start, end) : lines.map((line) => line.text).join(""),
    start,
    end,
  };
}

function parsePieces(cursor: Cursor, quoted: boolean): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  for (;;) {
    switch (cursor.kind) {
      case "text":
        pieces.push(parseText(cursor, quoted));
        break;
      case "${":
        pieces.push(parseMarked(cursor, parseInterpolation));
        break;
      case "%{":
        pieces.push(parseMarked(cursor, parseDirective));
        break;
      default:
        return pieces;
    }
  }
}

function parseText(cursor: Cursor, quoted: boolean): TextPiece {
  const { start, end, escaped } = cursor.scanner;
  const raw = cursor.text();
  const text = !escaped ? raw : quoted ? decodeEscapes(cursor, raw, start) : decodeMarkers(raw);
  cursor.advance();
  return { kind: "text", text, start, end };
}

/** ( "${" | "%{" ) "~"? content "~"? "}" */
function parseMarked(cursor: Cursor, parseContent: (cursor: Cursor) => Content): MarkedPiece {
  const { start, end } = cursor.scanner;
  cursor.enter();
  cursor.advance();
  const content = parseContent(cursor);
  const stripsAfter = cursor.at("~}");
  if (!stripsAfter && !cursor.at("}")) failUnclosedSequence(cursor, start);
  cursor.leave();
  const piece: MarkedPiece = {
    kind: "marked",
    start,
    end: cursor.scanner.end,
    stripsBefore: end - start === 3,
    stripsAfter,
    content,
  };
  cursor.advance();
  return piece;
}

function parseInterpolation(cursor: Cursor): Content {
  return { is: "interpolation", expression: cursor.expression() };
}

/** "if" Expression | "for" names "in" Expression | "else" | "endif" | "endfor" */
function parseDirective(cursor: Cursor): Content {
  const word = cursor.at("name") ? cursor.text() : "";
  switch (word) {
    case "if":
      cursor.advance();
      return { is: "if", condition: cursor.expression() };
    case "for":
      cursor.advance();
      return { is: "for", ...parseForNames(cursor), collection: cursor.expression() };
    case "else":
    case "endif":
    case "endfor":
      cursor.advance();
      return { is: word };
    default:
      return cursor.unexpected(
        "Invalid template directive",
        `"%{" must be followed by if, else, endif, for or endfor; found ${cursor.describe()}. For a literal "%{" write "%%{".`,
      );
  }
}

function failUnclosedSequence(cursor: Cursor, start: number): never {
  const opener = cursor.scanner.text.slice(start, start + 2);
  const what = opener === "${" ? "interpolation" : "directive";
  cursor.unexpected(
    "Unclosed template sequence",
    `The ${what} that began on ${cursor.lineOf(start)} must be closed with "}" here; found ${cursor.describe()}. For a literal "${opener}" write "${opener[0]}${opener}".`,
    cursor.range(start, start + 2),
  );
}

/** Where a string of several lines was meant, those lines are left out, so that they give no errors of their own. */
function failUnterminated(cursor: Cursor, start: number): never {
  cursor.refuseInvalid();
  const context = cursor.range(start, cursor.start);
  const { scanner } = cursor;
  const depth = scanner.frames.length - 1;
  const end = scanner.frames[depth - 1]!.opener === "${" ? undefined : intendedStringEnd(scanner.text, cursor.start);
  if (end !== undefined) scanner.restart(end, depth);
  cursor.fail(
    cursor.range(start, start + 1),
    "Unterminated string",
    `The string that begins here has no closing quote on its line. Add it; for text of several lines write "\\n" or use a heredoc.`,
    context,
  );
}

function failUnclosedHeredoc(cursor: Cursor, start: number, marker: string): never {
  cursor.refuseInvalid();
  const { text } = cursor.scanner;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1).trim();
  const detail =
    lastLine === marker
      ? `The heredoc's closing word "${shorten(marker)}" must be followed by a new line. Add one at the end of the file.`
      : `The heredoc that begins here has no end: no later line holds only its closing word "${shorten(marker)}".`;
  cursor.fail(cursor.range(start, start + 2 + marker.length), "Unterminated heredoc", detail);
}
