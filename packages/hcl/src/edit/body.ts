import type { Expression } from "../syntax/ast.js";
import type * as api from "./api.js";
import { ArgumentNode, equalsBelow } from "./argument.js";
import { BlockNode, headerKey } from "./block.js";
import { checkedValue } from "./checked-text.js";
import type { DocumentNode } from "./document.js";
import { EditError } from "./edit-error.js";
import type { ItemNode } from "./item.js";
import { endsBlank, shiftBreaks, shiftLines, shiftStart, startsBlank } from "./lines.js";
import { checkName, labelsText } from "./names.js";
import { stepsOf } from "./path.js";
import { joinGaps, wantsBlank } from "./spacing.js";

/** The text of a body that is not its items'. */
export interface BodyText {
  /** The rest of the line of the opening brace. */
  opening: string;
  /** Blank lines and comments behind the last item. */
  end: string;
  /** What stands before the closing brace on its line. */
  closing: string;
  /** A body between braces on one line: the blanks inside these, and how many items it may have and stay there. */
  readonly oneLine?: { readonly pads: readonly [string, string]; readonly capacity: number };
}

/** A chain of items, each found by its name or its header, with the text around them. */
export class BodyNode implements api.Body {
  readonly document: DocumentNode;
  /** The block whose body it is; none for the file's. */
  owner: BlockNode | undefined;
  first: ItemNode | undefined;
  last: ItemNode | undefined;
  readonly text: BodyText;
  readonly #index = new Map<string, Set<ItemNode>>();
  #size = 0;
  /** The last argument; unknown until it is asked for, since blocks may follow it. */
  #tail: ArgumentNode | undefined;

  constructor(document: DocumentNode, text: BodyText) {
    this.document = document;
    this.text = text;
  }

  get items(): readonly (ArgumentNode | BlockNode)[] {
    const items: (ArgumentNode | BlockNode)[] = [];
    for (let at = this.first; at; at = at.next) items.push(at as ArgumentNode | BlockNode);
    return items;
  }

  argument(name: string): ArgumentNode | undefined {
    return this.#index.get(name)?.values().next().value as ArgumentNode | undefined;
  }

  block(type: string, ...labels: string[]): BlockNode | undefined {
    const found = this.#index.get(headerKey(type, labels));
    if (!found || found.size < 2) return found?.values().next().value as BlockNode | undefined;
    let at = this.first;
    while (at && !found.has(at)) at = at.next;
    return at as BlockNode;
  }

  blocks(type?: string, ...labels: string[]): BlockNode[] {
    const fits = (item: ItemNode): item is BlockNode =>
      item instanceof BlockNode &&
      (type === undefined || item.type === type) &&
      labels.every((label, at) => item.labels[at] === label);
    return this.items.filter(fits);
  }

  get(path: api.Path): Expression | undefined {
    const [name, ...within] = stepsOf(path);
    return this.argument(name)?.getAt(within);
  }

  set(path: api.Path, value: unknown): ArgumentNode {
    const [name, ...within] = stepsOf(path);
    const known = this.attached().argument(name);
    if (known) known.setAt(within, value);
    return known ?? this.#addArgument(name, within, value);
  }

  remove(path: api.Path): boolean {
    const [name, ...within] = stepsOf(path);
    const argument = this.attached().argument(name);
    if (argument && within.length > 0) return argument.removeAt(within);
    argument?.remove();
    return argument !== undefined;
  }

  addBlock(type: string, labels: readonly string[] = [], place: api.Place = { endOf: this }): BlockNode {
    checkName(type, "A block's type");
    const body = new BodyNode(this.document, {
      opening: "",
      end: "",
      closing: "",
      oneLine: { pads: ["", ""], capacity: 0 },
    });
    const block = new BlockNode({ type, labels: [...labels], labelsText: labelsText(labels), brace: " {" }, body);
    this.document.insert(block, place);
    return block;
  }

  #addArgument(name: string, within: readonly (string | number)[], value: unknown): ArgumentNode {
    checkName(name, "An argument's name");
    const neighbour = this.#lastArgument();
    const argument = new ArgumentNode(name, neighbour ? equalsBelow(neighbour, name) : " = ", "{}");
    this.valueText(value, within.length); // what is wrong is told before anything is changed
    if (typeof within[0] === "number") throw new EditError(`There is no list that could have an item ${within[0]}.`);
    this.insert(argument, neighbour, neighbour === undefined);
    this.#tail = argument;
    try {
      argument.setAt(within, value);
    } catch (error) {
      this.take(argument);
      throw error;
    }
    return argument;
  }

  /** The argument behind which a new one stands. */
  #lastArgument(): ArgumentNode | undefined {
    this.#tail ??= argumentBefore(this.last);
    return this.#tail;
  }

  /** Refuses to edit what was removed with the block that it is in. */
  attached(): this {
    this.owner?.home.attached();
    return this;
  }

  /** How many blocks it is in. */
  get depth(): number {
    return this.owner?.parent ? this.owner.parent.depth + 1 : this.owner ? 1 : 0;
  }

  /** What is written for a value that stands `within` brackets of an argument; throws where it cannot be. */
  valueText(value: unknown, within: number): string {
    const { newline, unit } = this.document.style;
    return checkedValue(value, this.depth, within, unit).replace(/\r?\n/g, newline);
  }

  /** The indentation of its items. */
  get indentation(): string {
    if (this.first && !this.first.lead.includes("/*")) return this.first.indentation;
    return this.owner ? this.owner.indentation + this.document.style.unit : "";
  }

  /** Puts an item behind `previous`, or at the start; `above` when it is put there as the neighbour of what comes next. */
  insert(item: ItemNode, previous: ItemNode | undefined, above = false): void {
    const { newline } = this.document.style;
    const next = previous ? previous.next : this.first;
    this.#openLines();
    item.isNew = true;
    item.lead ||= this.indentation;
    item.tail ||= newline;
    this.#takeGap(item, previous, next, above);
    const blankAbove = wantsBlank(previous, item, item.gap) && !endsBlank(item.gap) && !previous?.blankBelow;
    const blankBelow = next && wantsBlank(item, next, "") && !startsBlank(next.gap) && !next.blankAbove;
    item.blankAbove = blankAbove ? newline : "";
    item.blankBelow = blankBelow ? newline : "";
    this.append(item, previous);
    this.document.touch();
  }

  /** An item that comes before another stands below what is nobody's above that one; so does the first one of a file. */
  #takeGap(item: ItemNode, previous: ItemNode | undefined, next: ItemNode | undefined, above: boolean): void {
    if (next && above) {
      item.gap = next.gap;
      next.gap = "";
    } else if (!previous && !next) {
      item.gap = this.text.end;
      this.text.end = "";
    }
  }

  /** Whether there are lines between the braces, or have been. */
  get #hasLines(): boolean {
    return !this.text.oneLine || this.text.opening !== "";
  }

  /** A body on one line gets lines of its own for what comes. */
  #openLines(): void {
    const { text, owner } = this;
    if (this.#hasLines || !owner) return;
    text.opening = this.document.style.newline;
    text.closing = owner.indentation;
  }

  /** Links an item behind `previous`, at the start where there is none. */
  append(item: ItemNode, previous: ItemNode | undefined): void {
    const next = previous ? previous.next : this.first;
    item.parent = this;
    item.previous = previous;
    item.next = next;
    if (previous) previous.next = item;
    else this.first = item;
    if (next) next.previous = item;
    else this.last = item;
    if (item instanceof ArgumentNode) this.#tail = undefined;
    this.#enter(item);
    this.#size++;
  }

  /** Takes an item out, with the comments that are its own. */
  take(item: ItemNode): void {
    const { previous, next } = item;
    const below = next ? next.gap : this.text.end;
    const gap = item.isNew ? item.gap + below : joinGaps(item.gap, below, !previous, !next);
    if (next) next.gap = gap;
    else this.text.end = gap;
    if (next && endsBlank(gap)) next.blankAbove = "";
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.last = previous;
    if (item === this.#tail) this.#tail = argumentBefore(previous);
    this.#leave(item);
    this.#size--;
    item.parent = item.previous = item.next = undefined;
    item.gap = item.blankAbove = item.blankBelow = "";
    this.document.touch();
  }

  /** Changes what an item is found by. */
  rekey(item: ItemNode, change: () => void): void {
    this.#leave(item);
    change();
    this.#enter(item);
    this.document.touch();
  }

  #enter(item: ItemNode): void {
    const same = this.#index.get(item.key);
    if (same) same.add(item);
    else this.#index.set(item.key, new Set([item]));
  }

  #leave(item: ItemNode): void {
    const same = this.#index.get(item.key);
    same?.delete(item);
    if (same?.size === 0) this.#index.delete(item.key);
  }

  shift(from: string, to: string): void {
    const { text } = this;
    text.opening = shiftBreaks(text.opening, from, to);
    text.end = shiftLines(text.end, from, to);
    if (this.#hasLines) text.closing = shiftStart(text.closing, from, to);
    for (const item of this.items) item.shift(from, to);
  }

  print(): string {
    if (this.#fitsOneLine()) return this.#printOneLine();
    this.#openLines();
    const { opening, end, closing } = this.text;
    return `${opening}${this.items.map((item) => item.print()).join("")}${end}${closing}`;
  }

  #fitsOneLine(): boolean {
    const { oneLine, end } = this.text;
    if (!oneLine || this.#size > oneLine.capacity || end !== "") return false;
    return !this.first || (this.first instanceof ArgumentNode && this.first.fitsOneLine);
  }

  #printOneLine(): string {
    const { pads, capacity } = this.text.oneLine!;
    const item = this.first;
    if (!item) return capacity === 0 ? pads[0] : "";
    return `${pads[0]}${item.lead.trimStart()}${item.core}${item.tail.trimEnd()}${pads[1]}`;
  }
}

function argumentBefore(item: ItemNode | undefined): ArgumentNode | undefined {
  let at = item;
  while (at && !(at instanceof ArgumentNode)) at = at.previous;
  return at;
}
