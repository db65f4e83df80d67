import type { Template } from "./ast.js";
import { parseForNames } from "./collection-parser.js";
import type { Cursor } from "./cursor.js";
import { intendedStringEnd } from "./intended-string.js";
import type { Made, Purpose } from "./maker.js";
import { shorten } from "./shorten.js";
import type { Content, MarkedPiece, TemplatePiece } from "./template-piece.js";
import { nestParts } from "./template-structure.js";

/** `"` text and sequences `"` */
export function parseQuoted<P extends Purpose>(cursor: Cursor<P>): Made<P, Template> {
  const { start } = cursor;
  if (cursor.scanner.takePlainString()) return cursor.make.plainString(cursor, start);
  cursor.advance();
  const pieces = parsePieces(cursor, true);
  if (cursor.lacks("close quote")) failUnterminated(cursor, start);
  return cursor.make.template(cursor, start, cursor.end, "quoted", partsOf(cursor, pieces));
}

/** "<<" or "<<-", a word and a newline, lines, and a line with the word. */
export function parseHeredoc<P extends Purpose>(cursor: Cursor<P>): Made<P, Template> {
  const { start, scanner } = cursor;
  const { marker } = scanner.frame;
  const indented = scanner.text.startsWith("<<-", start);
  cursor.advance();
  const pieces = parsePieces(cursor, false);
  if (cursor.lacks("close heredoc")) failUnclosedHeredoc(cursor, start, marker);
  return cursor.make.template(cursor, start, cursor.end, "heredoc", partsOf(cursor, pieces, indented));
}

/** A whole text that is a template: no quotes around it, and no backslash escapes in it. */
export function parseBareTemplate<P extends Purpose>(cursor: Cursor<P>): Made<P, Template> {
  const { start } = cursor;
  const pieces = parsePieces(cursor, false);
  if (!cursor.at("end")) cursor.unexpected("Invalid template", `Found ${cursor.describe()}, which cannot stand here.`);
  return cursor.make.template(cursor, start, cursor.start, "bare", partsOf(cursor, pieces));
}

function partsOf<P extends Purpose>(cursor: Cursor<P>, pieces: TemplatePiece<P>[], indented = false) {
  return nestParts(cursor, cursor.make.layOut(cursor, pieces, indented));
}

function parsePieces<P extends Purpose>(cursor: Cursor<P>, quoted: boolean): TemplatePiece<P>[] {
  const pieces: TemplatePiece<P>[] = [];
  for (;;) {
    switch (cursor.kind) {
      case "text":
        cursor.make.addText(cursor, pieces, quoted);
        cursor.advance();
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

/** ( "${" | "%{" ) "~"? content "~"? "}" */
function parseMarked<P extends Purpose>(
  cursor: Cursor<P>,
  parseContent: (cursor: Cursor<P>) => Content<P>,
): MarkedPiece<P> {
  const { start, end } = cursor.scanner;
  cursor.enter();
  cursor.advance();
  const content = parseContent(cursor);
  const stripsAfter = cursor.at("~}");
  if (!stripsAfter && !cursor.at("}")) failUnclosedSequence(cursor, start);
  cursor.leave();
  const piece: MarkedPiece<P> = {
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

function parseInterpolation<P extends Purpose>(cursor: Cursor<P>): Content<P> {
  return { is: "interpolation", expression: cursor.expression() };
}

/** "if" Expression | "for" names "in" Expression | "else" | "endif" | "endfor" */
function parseDirective<P extends Purpose>(cursor: Cursor<P>): Content<P> {
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
      return unknownDirective(cursor);
  }
}

function unknownDirective<P extends Purpose>(cursor: Cursor<P>): Content<P> {
  cursor.unexpected(
    "Invalid template directive",
    `"%{" must be followed by if, else, endif, for or endfor; found ${cursor.describe()}. For a literal "%{" write "%%{".`,
  );
  return { is: "interpolation", expression: cursor.make.missing(cursor) };
}

function failUnclosedSequence(cursor: Cursor, start: number): undefined {
  const opener = cursor.scanner.text.slice(start, start + 2);
  const what = opener === "${" ? "interpolation" : "directive";
  cursor.unexpected(
    "Unclosed template sequence",
    `The ${what} that began on ${cursor.lineOf(start)} must be closed with "}" here; found ${cursor.describe()}. For a literal "${opener}" write "${opener[0]}${opener}".`,
    cursor.range(start, start + 2),
  );
}

/** Where a string of several lines was meant, those lines are left out, so that they give no errors of their own. */
function failUnterminated(cursor: Cursor, start: number): undefined {
  if (cursor.refusesInvalid()) return;
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

function failUnclosedHeredoc(cursor: Cursor, start: number, marker: string): undefined {
  if (cursor.refusesInvalid()) return;
  const { text } = cursor.scanner;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1).trim();
  const detail =
    lastLine === marker
      ? `The heredoc's closing word "${shorten(marker)}" must be followed by a new line. Add one at the end of the file.`
      : `The heredoc that begins here has no end: no later line holds only its closing word "${shorten(marker)}".`;
  cursor.fail(cursor.range(start, start + 2 + marker.length), "Unterminated heredoc", detail);
}
