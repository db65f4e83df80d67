import type { BinaryOperator, Expression, Name } from "./ast.js";
import { parseBraces, parseTuple } from "./collection-parser.js";
import type { Cursor } from "./cursor.js";
import type { Made, MadeList, Purpose } from "./maker.js";
import { NameNode } from "./nodes.js";
import { numberLiteral } from "./number-literal.js";
import type { TokenKind } from "./scanner.js";
import { shorten } from "./shorten.js";
import { parseHeredoc, parseQuoted } from "./template-parser.js";
import { parseTraversals } from "./traversal-parser.js";

/** How tightly a binary operator binds; 0 for what is none. All are left-associative. */
function precedence(kind: TokenKind): number {
  switch (kind) {
    case "||":
      return 1;
    case "&&":
      return 2;
    case "==":
    case "!=":
      return 3;
    case "<":
    case ">":
    case "<=":
    case ">=":
      return 4;
    case "+":
    case "-":
      return 5;
    case "*":
    case "/":
    case "%":
      return 6;
    default:
      return 0;
  }
}

/** Expression : Binary ( "?" Expression ":" Expression )? */
export function parseExpression<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  cursor.enter();
  const { start } = cursor;
  const condition = parseBinary(cursor, 0);
  const expression = cursor.at("?") ? parseConditional(cursor, condition, start) : condition;
  cursor.leave();
  return expression;
}

function parseConditional<P extends Purpose>(
  cursor: Cursor<P>,
  condition: Made<P, Expression>,
  start: number,
): Made<P, Expression> {
  cursor.advance();
  const whenTrue = parseExpression(cursor);
  if (cursor.lacks(":")) {
    cursor.unexpected(
      "Incomplete conditional",
      `After the first result of a conditional, ":" and the second result must follow, as in "condition ? yes : no"; found ${cursor.describe()}.`,
      cursor.range(start),
    );
  }
  const whenFalse = parseExpression(cursor);
  return cursor.make.conditional(cursor, start, condition, whenTrue, whenFalse);
}

/** Binary : Unary ( operator Binary )*, where the right side takes only operators that bind tighter. */
function parseBinary<P extends Purpose>(cursor: Cursor<P>, looserThan: number): Made<P, Expression> {
  const { start } = cursor;
  let left = parseUnary(cursor);
  for (;;) {
    const operator = cursor.kind;
    const level = precedence(operator);
    if (level <= looserThan) return left;
    cursor.advance();
    const right = parseBinary(cursor, level);
    left = cursor.make.binary(cursor, start, operator as BinaryOperator, left, right);
  }
}

/** Unary : ( "-" | "!" ) Unary | Term */
function parseUnary<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const { start, kind } = cursor;
  if (kind !== "-" && kind !== "!") return parseTerm(cursor);
  cursor.enter();
  cursor.advance();
  const operand = parseUnary(cursor);
  cursor.leave();
  return cursor.make.unary(cursor, start, kind, operand);
}

/** Term : Primary ( "." Name | "." Number | "[" Expression "]" | splat )* */
function parseTerm<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const { start } = cursor;
  const primary = parsePrimary(cursor);
  return cursor.at(".") || cursor.at("[") ? parseTraversals(cursor, start, primary) : primary;
}

function parsePrimary<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  switch (cursor.kind) {
    case "name":
      return parseNamed(cursor);
    case "open quote":
      return parseQuoted(cursor);
    case "number":
      return numberLiteral(cursor);
    case "[":
      return parseTuple(cursor);
    case "{":
      return parseBraces(cursor);
    case "(":
      return parseParentheses(cursor);
    case "open heredoc":
      return parseHeredoc(cursor);
    default:
      return missingExpression(cursor);
  }
}

function missingExpression<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const { text, start } = cursor.scanner;
  if (text.startsWith("<<", start)) failInHeredocOpener(cursor, start);
  cursor.unexpected("Expression expected", `A value or an expression must stand here; found ${cursor.describe()}.`);
  return cursor.make.missing(cursor);
}

/** The lines of the heredoc that was meant are left out, so that they give no errors of their own. */
function failInHeredocOpener(cursor: Cursor, start: number): undefined {
  const { scanner } = cursor;
  const range = cursor.range(start, start + 2);
  const end = intendedHeredocEnd(scanner.text, start);
  if (end !== undefined) scanner.restart(end, scanner.frames.length);
  cursor.fail(
    range,
    "Invalid heredoc",
    `A heredoc begins with "<<" or "<<-" and a word of your choice, with nothing else on the rest of the line, such as <<EOT.`,
  );
}

/** The end of the line that holds only the word after `<<`. */
function intendedHeredocEnd(text: string, start: number): number | undefined {
  const word = /^<<-?[ \t]*["']?([\p{ID_Start}_][\p{ID_Continue}-]*)/u.exec(text.slice(start, start + 200))?.[1];
  if (word === undefined) return undefined;
  const line = new RegExp(`\\n[ \\t]*${word}[ \\t]*(?=\\r?\\n|$)`, "gu");
  line.lastIndex = start;
  const found = line.exec(text);
  return found ? found.index + found[0].length : undefined;
}

/** A keyword, a variable or a function call. */
function parseNamed<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const { start } = cursor;
  cursor.advance();
  if (cursor.at("(") || cursor.at("::")) return parseCall(cursor, start);
  return cursor.make.named(cursor, start);
}

/** FunctionCall : Name ( "::" Name )* "(" ( Expression ( "," Expression )* ( "," | "..." )? )? ")" */
function parseCall<P extends Purpose>(cursor: Cursor<P>, start: number): Made<P, Expression> {
  const name = parseQualifiedName(cursor, start);
  const open = cursor.start;
  cursor.advance();
  let items: MadeList<P, Expression> = cursor.make.list();
  let expandFinal = false;
  while (!cursor.at(")") && !cursor.at("end") && !expandFinal) {
    items = cursor.make.add(items, parseExpression(cursor));
    expandFinal = cursor.eat("...");
    if (!expandFinal && !cursor.eat(",")) break;
  }
  if (cursor.lacks(")")) failInCall(cursor, name, open, expandFinal);
  return cursor.make.call(cursor, start, name, items, expandFinal);
}

function parseQualifiedName(cursor: Cursor, start: number): Name {
  const firstEnd = cursor.end;
  let text = cursor.nameFrom(start);
  while (cursor.eat("::")) {
    if (cursor.at("name")) text += `::${cursor.parseName().text}`;
    else {
      cursor.unexpected(
        "Invalid function name",
        `After "::" the rest of a function's name must follow; found ${cursor.describe()}.`,
      );
    }
  }
  if (!cursor.at("(")) {
    cursor.unexpected(
      "Invalid function name",
      `"${shorten(text)}" can only be a function's name, so its arguments in parentheses must follow; found ${cursor.describe()}.`,
      cursor.range(start, firstEnd),
    );
  }
  return new NameNode(cursor, start, text);
}

function failInCall(cursor: Cursor, name: Name, open: number, expanded: boolean): undefined {
  const context = cursor.range(open, open + 1);
  if (expanded) {
    return cursor.unexpected(
      "Invalid function call",
      `"..." spreads the last argument, so ")" must follow it at once; found ${cursor.describe()}.`,
      context,
    );
  }
  cursor.unexpected(
    "Unfinished function call",
    `The arguments of "${shorten(name.text)}" are separated by commas and end with ")"; found ${cursor.describe()}. The parenthesis opened on ${cursor.lineOf(open)}.`,
    context,
  );
}

function parseParentheses<P extends Purpose>(cursor: Cursor<P>): Made<P, Expression> {
  const { start } = cursor;
  cursor.advance();
  const expression = parseExpression(cursor);
  if (cursor.lacks(")")) {
    cursor.unexpected(
      "Unclosed parenthesis",
      `The parenthesis that opened on ${cursor.lineOf(start)} must be closed with ")" here; found ${cursor.describe()}.`,
      cursor.range(start, start + 1),
    );
  }
  return cursor.make.parentheses(cursor, start, expression);
}
