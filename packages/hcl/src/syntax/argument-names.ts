import type { BodyItem } from "./ast.js";
import { AttributeNode } from "./nodes.js";

/** Most bodies hold fewer items than this, and looking through a short list is cheaper than keeping a map. */
const fewItems = 12;

/** The arguments by name among the items of a body, which is still growing: from `from` on in a list that it shares. */
export class ArgumentNames {
  readonly #items: readonly BodyItem[];
  readonly #from: number;
  #map: Map<string, AttributeNode> | undefined;
  #mapped: number;

  constructor(items: readonly BodyItem[], from: number) {
    this.#items = items;
    this.#from = from;
    this.#mapped = from;
  }

  /** The first argument of that name so far. */
  find(name: string): AttributeNode | undefined {
    const items = this.#items;
    if (items.length - this.#from > fewItems) return this.#lookUp(name);
    for (let at = this.#from; at < items.length; at++) {
      const item = items[at]!;
      if (item instanceof AttributeNode && item.nameText === name) return item;
    }
    return undefined;
  }

  #lookUp(name: string): AttributeNode | undefined {
    this.#map ??= new Map();
    for (; this.#mapped < this.#items.length; this.#mapped++) {
      const item = this.#items[this.#mapped]!;
      if (item instanceof AttributeNode) this.#map.set(item.nameText, item);
    }
    return this.#map.get(name);
  }
}
