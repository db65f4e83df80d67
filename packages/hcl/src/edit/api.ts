import type { Diagnostic } from "../diagnostic.js";
import type { Expression } from "../syntax/ast.js";

/**
 * An argument's name; or that name and the way into its value: keys of objects and positions in lists, as far as they are
 * written out.
 */
export type Path = string | readonly [argument: string, ...within: (string | number)[]];

/** Where an item shall stand: beside another one, or at the end of a body. */
export type Place = { readonly before: Item } | { readonly after: Item } | { readonly endOf: Body };

/** What stands in a body. A handle stays good whatever is edited elsewhere; one whose item was removed can no longer be edited. */
export type Item = Argument | Block;

/** A file whose text is kept byte for byte, except where it is edited. */
export interface Document {
  readonly body: Body;
  /** The syntax errors of the text as it was; broken stretches are kept, but are no items. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text with all edits so far. A file in canonical style is still in it. */
  print(): string;
}

/**
 * A file's or a block's items. A value is plain data, a `Value`, or an `expression`; whatever is wrong with a name or a value
 * is thrown as an `EditError`, and then nothing has changed.
 */
export interface Body {
  /** All items, in the order of the text. */
  readonly items: readonly Item[];
  argument(name: string): Argument | undefined;
  /** The first block of that type with exactly these labels. */
  block(type: string, ...labels: string[]): Block | undefined;
  /** The blocks of a type, of every type when none is given; those whose labels begin with `labels`. */
  blocks(type?: string, ...labels: string[]): Block[];
  /** The expression at a path; undefined where nothing is written out. */
  get(path: Path): Expression | undefined;
  /** Gives an argument, or a part of its value, a value. What is not there yet is added; a new argument stands after the others. */
  set(path: Path, value: unknown): Argument;
  /** Removes an argument, or a part of its value; false when there is none. */
  remove(path: Path): boolean;
  /** Adds an empty block, at the end unless another place is given. */
  addBlock(type: string, labels?: readonly string[], place?: Place): Block;
}

interface Movable {
  /** The body in which it stands; undefined once it is removed. */
  readonly parent: Body | undefined;
  /** Takes it out, with the comments directly above it and behind it. */
  remove(): void;
  /** Puts it elsewhere in this document, with those comments. */
  move(place: Place): void;
}

/** A name and its value. */
export interface Argument extends Movable {
  readonly kind: "argument";
  readonly name: string;
  /** The value's text. */
  readonly text: string;
  /** The value's tree; its ranges are those of the file until the argument is edited, and those of `text` from then on. */
  readonly expression: Expression;
  set(value: unknown): void;
  rename(name: string): void;
}

/** A type, labels and a body. */
export interface Block extends Movable {
  readonly kind: "block";
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  rename(type: string): void;
  setLabels(labels: readonly string[]): void;
}
