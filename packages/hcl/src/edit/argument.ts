import type { Expression } from "../syntax/ast.js";
import type * as api from "./api.js";
import { removeWithin, setWithin, slotAt } from "./collection-edits.js";
import { EditError } from "./edit-error.js";
import { ItemNode } from "./item.js";
import { endsInHeredoc, shiftBreaks } from "./lines.js";
import { checkName } from "./names.js";
import { parseValue, type Slot, textOf } from "./written-collection.js";

/** Name, equals sign, value: the value is text until an edit goes into it. */
export class ArgumentNode extends ItemNode implements api.Argument {
  readonly kind = "argument";
  #name: string;
  /** The equals sign with the blanks around it. */
  #equals: string;
  readonly #slot: Slot;
  #expression: Expression | undefined;

  constructor(name: string, equals: string, text: string, expression?: Expression) {
    super();
    this.#name = name;
    this.#equals = equals;
    this.#slot = { value: text };
    this.#expression = expression;
  }

  get name(): string {
    return this.#name;
  }

  get key(): string {
    return this.#name;
  }

  get equals(): string {
    return this.#equals;
  }

  get text(): string {
    return textOf(this.#slot);
  }

  get core(): string {
    return this.#name + this.#equals + this.text;
  }

  get expression(): Expression {
    this.#expression ??= expressionOf(this.text);
    return this.#expression;
  }

  /** Whether it can stand between braces on one line: no comment goes to a line's end, and no heredoc. */
  get fitsOneLine(): boolean {
    const around = `${this.lead}${this.tail.trimEnd()}`.replace(/\/\*[\s\S]*?\*\//g, "");
    return !/#|\/\/|\n/.test(around) && !endsInHeredoc(this.text);
  }

  set(value: unknown): void {
    this.setAt([], value);
  }

  /** Sets the value, or what is at `keys` within it. */
  setAt(keys: readonly (string | number)[], value: unknown): void {
    const text = this.home.valueText(value, keys.length);
    const style = { ...this.home.document.style, indentation: this.indentation };
    if (keys.length > 0) setWithin(this.#slot, keys, text, style);
    else this.#slot.value = shiftBreaks(text, "", this.indentation);
    this.#expression = undefined;
    this.home.document.touch();
  }

  getAt(keys: readonly (string | number)[]): Expression | undefined {
    if (keys.length === 0) return this.expression;
    const slot = slotAt(this.#slot, keys);
    return slot && expressionOf(textOf(slot));
  }

  removeAt(keys: readonly (string | number)[]): boolean {
    const removed = removeWithin(this.#slot, keys);
    if (removed) this.#expression = undefined;
    if (removed) this.home.document.touch();
    return removed;
  }

  rename(name: string): void {
    checkName(name, "An argument's name");
    const { home } = this;
    if (name === this.#name) return;
    if (home.argument(name)) throw new EditError(`There is an argument "${name}" already.`);
    home.rekey(this, () => {
      this.#equals = equalsBelow(this, name);
      this.#name = name;
    });
  }

  protected override shiftCore(from: string, to: string): void {
    const text = shiftBreaks(this.text, from, to);
    if (text !== this.text) this.#expression = undefined;
    this.#slot.value = text;
  }
}

function expressionOf(text: string): Expression {
  const { expression } = parseValue(text);
  if (!expression) throw new EditError("The value is no expression by itself.");
  return expression;
}

/** The equals sign of an argument that is to be called `name`, below that of `neighbour` if there is room. */
export function equalsBelow({ name: other, equals }: ArgumentNode, name: string): string {
  const [, blank, rest] = /^([ \t]*)(=[ \t]*)$/.exec(equals) ?? [];
  if (blank === undefined || rest === undefined) return " = ";
  if (/^\t|^$/.test(blank)) return equals;
  return " ".repeat(Math.max(1, other.length + blank.length - name.length)) + rest;
}
