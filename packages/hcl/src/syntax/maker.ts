import type { Value } from "../value/value.js";
import type {
  BinaryOperator,
  Expression,
  For,
  Literal,
  Name,
  ObjectItem,
  ObjectKey,
  Splat,
  Template,
  TemplateFor,
  TemplatePart,
  Unary,
} from "./ast.js";
import type { Cursor } from "./cursor.js";
import type { TemplatePiece, TextPiece } from "./template-piece.js";

/**
 * What a text is read for. Most of what a file holds is looked at by nobody, and nodes that are kept cost more than reading
 * the text once more; so a file is checked first, and an argument's tree is made when somebody asks for it.
 */
export type Purpose = "check" | "tree";

/** What a production gives: in a tree its node; in a check how many levels of nodes that would be, which must not be too many. */
export type Made<P extends Purpose, N> = P extends "tree" ? N : number;

/** What several of a kind give: in a tree their list; in a check the height of the highest. */
export type MadeList<P extends Purpose, N> = P extends "tree" ? N[] : number;

/**
 * What productions make of what they have read. They are the same for both purposes, take the same tokens and complain alike;
 * only what they make differs, and all of it is made here. A node ends where the last token ended that was taken.
 */
export interface Maker<P extends Purpose> {
  list<N>(): MadeList<P, N>;
  /** The list with an item more, which may be the same list. */
  add<N>(list: MadeList<P, N>, item: Made<P, N>): MadeList<P, N>;

  /** What could not be read; the cursor has a problem. */
  missing(cursor: Cursor): Made<P, Expression>;
  literal(cursor: Cursor, start: number, value: Value): Made<P, Literal>;
  /** A keyword or a variable. */
  named(cursor: Cursor, start: number): Made<P, Expression>;
  attribute(cursor: Cursor, start: number, object: Made<P, Expression>, nameStart: number): Made<P, Expression>;
  index(cursor: Cursor, start: number, collection: Made<P, Expression>, key: Made<P, Expression>): Made<P, Expression>;
  splat(
    cursor: Cursor,
    start: number,
    form: Splat["form"],
    collection: Made<P, Expression>,
    each: Made<P, Expression>,
  ): Made<P, Expression>;
  splatItem(cursor: Cursor, start: number): Made<P, Expression>;
  call(
    cursor: Cursor,
    start: number,
    name: Name,
    items: MadeList<P, Expression>,
    expandFinal: boolean,
  ): Made<P, Expression>;
  conditional(
    cursor: Cursor,
    start: number,
    condition: Made<P, Expression>,
    whenTrue: Made<P, Expression>,
    whenFalse: Made<P, Expression>,
  ): Made<P, Expression>;
  binary(
    cursor: Cursor,
    start: number,
    operator: BinaryOperator,
    left: Made<P, Expression>,
    right: Made<P, Expression>,
  ): Made<P, Expression>;
  unary(cursor: Cursor, start: number, operator: Unary["operator"], operand: Made<P, Expression>): Made<P, Expression>;
  parentheses(cursor: Cursor, start: number, expression: Made<P, Expression>): Made<P, Expression>;
  tuple(cursor: Cursor, start: number, items: MadeList<P, Expression>): Made<P, Expression>;
  object(cursor: Cursor, start: number, items: MadeList<P, ObjectItem>): Made<P, Expression>;
  objectItem(
    cursor: Cursor,
    start: number,
    key: Made<P, ObjectKey | Expression>,
    value: Made<P, Expression>,
  ): Made<P, ObjectItem>;
  /** Of a key that began with a name: a lone name, and a keyword as well, is the key itself. */
  objectKey(cursor: Cursor, start: number, key: Made<P, Expression>): Made<P, ObjectKey | Expression>;
  for(cursor: Cursor, start: number, clauses: ForClauses<P>): Made<P, Expression>;

  plainString(cursor: Cursor, start: number): Made<P, Template>;
  template(
    cursor: Cursor,
    start: number,
    end: number,
    form: Template["form"],
    parts: MadeList<P, TemplatePart>,
  ): Made<P, Template>;
  /** Adds the current token, a text, which in quotes may hold escapes. */
  addText(cursor: Cursor, pieces: TemplatePiece<P>[], quoted: boolean): void;
  /** The pieces of a template, when strip markers and indentation are taken off. */
  layOut(cursor: Cursor, pieces: TemplatePiece<P>[], indented: boolean): readonly TemplatePiece<P>[];
  text(cursor: Cursor, piece: TextPiece): Made<P, TemplatePart>;
  interpolation(cursor: Cursor, start: number, end: number, expression: Made<P, Expression>): Made<P, TemplatePart>;
  templateIf(
    cursor: Cursor,
    start: number,
    end: number,
    condition: Made<P, Expression>,
    whenTrue: MadeList<P, TemplatePart>,
    whenFalse: MadeList<P, TemplatePart>,
  ): Made<P, TemplatePart>;
  templateFor(
    cursor: Cursor,
    start: number,
    end: number,
    clauses: TemplateForClauses<P>,
    parts: MadeList<P, TemplatePart>,
  ): Made<P, TemplatePart>;
}

export interface TemplateForClauses<P extends Purpose> extends Pick<TemplateFor, "keyName" | "valueName"> {
  readonly collection: Made<P, Expression>;
}

export interface ForClauses<P extends Purpose> extends Pick<For, "keyName" | "valueName" | "group"> {
  readonly collection: Made<P, Expression>;
  readonly key: Made<P, Expression> | undefined;
  readonly value: Made<P, Expression>;
  readonly condition: Made<P, Expression> | undefined;
}
