import type { Decimal } from "decimal.js";
import type { Type } from "./type.js";
import {
  boolType,
  dynamicType,
  listType,
  mapType,
  numberType,
  objectType,
  setType,
  stringType,
  tupleType,
} from "./type.js";

/** What may be remarked about a value, and spreads to all that is computed from it. */
export type Mark = "sensitive";

/** Known content by type: string; number (safe integers as `number`, all else as `Decimal`); boolean; elements; attributes. */
export type Content = string | number | Decimal | boolean | readonly Value[] | ReadonlyMap<string, Value>;

const unknownContent = Symbol("unknown");
const noMarks: ReadonlySet<Mark> = new Set();

/** Deeper than this a value is refused, so that walking one by recursion is safe; templates come nowhere near it. */
export const maximumDepth = 1000;

/** Larger than this a value is refused: a few lines can double one until nothing else has room. */
export const maximumSize = 10_000_000;

/** What is true of all that a value holds, found once, when it is made. */
interface Extent {
  readonly depth: number;
  readonly size: number;
  readonly marks: ReadonlySet<Mark>;
  readonly isKnown: boolean;
}

const scalar: Extent = { depth: 0, size: 1, marks: noMarks, isKnown: true };
const unknownScalar: Extent = { ...scalar, isKnown: false };

/** An immutable value with cty's semantics: typed, and possibly null, unknown or marked. */
export class Value {
  readonly type: Type;
  readonly marks: ReadonlySet<Mark>;
  readonly #content: Content | null | typeof unknownContent;
  readonly #extent: Extent;

  private constructor(
    type: Type,
    content: Content | null | typeof unknownContent,
    marks: ReadonlySet<Mark>,
    extent: Extent,
  ) {
    this.type = type;
    this.marks = marks;
    this.#content = content;
    this.#extent = extent;
  }

  /** Trusts the caller that `content` fits `type`; the functions below do not need that trust. */
  static known(type: Type, content: Content): Value {
    return new Value(type, content, noMarks, extentOf(content));
  }

  static null(type: Type = dynamicType): Value {
    return new Value(type, null, noMarks, scalar);
  }

  static unknown(type: Type = dynamicType): Value {
    return new Value(type, unknownContent, noMarks, unknownScalar);
  }

  get isNull(): boolean {
    return this.#content === null;
  }

  /** Known at the top; elements may still be unknown. */
  get isKnown(): boolean {
    return this.#content !== unknownContent;
  }

  /** Known at every depth. */
  get isWhollyKnown(): boolean {
    return this.#extent.isKnown;
  }

  /** How many collections stand within one another: 0 for a string, 1 for a list of strings. */
  get depth(): number {
    return this.#extent.depth;
  }

  /** How many values it is made of, itself included; one that it holds twice counts twice. */
  get size(): number {
    return this.#extent.size;
  }

  /** Its own marks and those of all that it holds. */
  get marksWithin(): ReadonlySet<Mark> {
    const within = this.#extent.marks;
    if (within.size === 0) return this.marks;
    return this.marks.size === 0 ? within : new Set([...this.marks, ...within]);
  }

  /** The content of a known value that is not null; anything else is a fault of the caller. */
  get content(): Content {
    const content = this.#content;
    if (content === null || content === unknownContent) throw new TypeError("this value has no content");
    return content;
  }

  withMarks(marks: Iterable<Mark>): Value {
    const all = new Set([...this.marks, ...marks]);
    return all.size === this.marks.size ? this : new Value(this.type, this.#content, all, this.#extent);
  }

  /** The same value without marks of its own; elements keep theirs. */
  withoutMarks(): Value {
    return this.marks.size === 0 ? this : new Value(this.type, this.#content, noMarks, this.#extent);
  }
}

function extentOf(content: Content): Extent {
  if (typeof content !== "object" || !(Symbol.iterator in content)) return scalar;
  let [depth, size, isKnown, marks] = [0, 1, true, noMarks];
  for (const item of content.values()) {
    depth = Math.max(depth, item.depth);
    size += item.size;
    isKnown &&= item.isWhollyKnown;
    if (item.marksWithin.size > 0) marks = new Set([...marks, ...item.marksWithin]);
  }
  return { depth: depth + 1, size, isKnown, marks };
}

const trueValue = Value.known(boolType, true);
const falseValue = Value.known(boolType, false);

/** Strings are kept in Unicode normal form C, as cty keeps them. */
export const string = (text: string): Value => Value.known(stringType, text.normalize("NFC"));
/** True or false. */
export const bool = (truth: boolean): Value => (truth ? trueValue : falseValue);
/** `content` beyond the safe integers, or with a fraction, must be a `Decimal`; see `numbers.ts`. */
export const number = (content: number | Decimal): Value => Value.known(numberType, content);
/** The `items` must be of the type `element`; `convert` makes them so. */
export const list = (element: Type, items: readonly Value[]): Value => Value.known(listType(element), items);
/** `items` must be without duplicates and in cty's order; see `sets.ts`. */
export const setOfSorted = (element: Type, items: readonly Value[]): Value => Value.known(setType(element), items);
/** The values must be of the type `element`. The order is that of `entries`. */
export const map = (element: Type, entries: ReadonlyMap<string, Value>): Value =>
  Value.known(mapType(element), entries);
/** Of the types of its items. */
export const tuple = (items: readonly Value[]): Value => Value.known(tupleType(items.map((item) => item.type)), items);
/** Of the types of its attributes, in their order. */
export const object = (attributes: ReadonlyMap<string, Value>): Value =>
  Value.known(objectType(new Map([...attributes].map(([name, value]) => [name, value.type]))), attributes);
