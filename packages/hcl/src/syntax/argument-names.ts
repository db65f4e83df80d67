import type { AttributeNode } from "./nodes.js";

/** Most bodies hold fewer arguments than this, and looking through a short list is cheaper than keeping a map. */
const fewArguments = 12;

/** The arguments that a body has so far, by name. */
export class ArgumentNames {
  readonly #list: AttributeNode[] = [];
  #map: Map<string, AttributeNode> | undefined;

  /** Adds an argument; where its name is there already, returns the first of that name instead. */
  add(argument: AttributeNode): AttributeNode | undefined {
    const { nameText } = argument;
    const first = this.#find(nameText);
    if (first) return first;
    if (this.#map) this.#map.set(nameText, argument);
    else if (this.#list.push(argument) > fewArguments) {
      this.#map = new Map(this.#list.map((each) => [each.nameText, each]));
    }
    return undefined;
  }

  #find(name: string): AttributeNode | undefined {
    return this.#map ? this.#map.get(name) : this.#list.find(({ nameText }) => nameText === name);
  }
}
