import type * as api from "./api.js";
import type { BodyNode } from "./body.js";
import { EditError } from "./edit-error.js";
import { indentationOf, shiftBreaks, shiftLines } from "./lines.js";

/** An item as it stands in a body: a link of its chain, with the text around it. */
export abstract class ItemNode {
  abstract readonly kind: "argument" | "block";
  parent: BodyNode | undefined;
  previous: ItemNode | undefined;
  next: ItemNode | undefined;
  /** Blank lines, and comments that belong to no item, above it. */
  gap = "";
  /** The comments directly above, and all that stands before it on its line. */
  lead = "";
  /** The rest of its line. */
  tail = "";
  /** Blank lines that came with it, and go with it. */
  blankAbove = "";
  blankBelow = "";
  /** Whether it came by an edit. */
  isNew = false;

  /** Under what it is found in its body. */
  abstract get key(): string;
  /** Its own text, without what surrounds it. */
  abstract get core(): string;
  /** The same on lines with another indentation. */
  protected abstract shiftCore(from: string, to: string): void;

  print(): string {
    return `${this.gap}${this.blankAbove}${this.lead}${this.core}${this.tail}${this.blankBelow}`;
  }

  get indentation(): string {
    return indentationOf(this.lead);
  }

  /** The body in which it stands; an item that was removed has none, and cannot be edited. */
  get home(): BodyNode {
    if (this.parent) return this.parent.attached();
    throw new EditError(`The ${this.kind} was removed, and can no longer be edited.`);
  }

  /** Moves it and all that is in it from one indentation to another. */
  shift(from: string, to: string): void {
    this.gap = shiftLines(this.gap, from, to);
    this.lead = shiftLines(this.lead, from, to);
    this.tail = shiftBreaks(this.tail, from, to);
    this.shiftCore(from, to);
  }

  remove(): void {
    this.home.take(this);
  }

  move(place: api.Place): void {
    const { document } = this.home;
    document.move(this, place);
  }
}
