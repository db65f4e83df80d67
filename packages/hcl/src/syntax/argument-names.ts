import type { Name } from "./ast.js";

/** Most bodies hold fewer arguments than this, and looking through a short list is cheaper than keeping a map. */
const fewNames = 12;

/** The names of the arguments that a body has so far. */
export class ArgumentNames {
  readonly #list: Name[] = [];
  #map: Map<string, Name> | undefined;

  /** Adds a name; where it is there already, returns its first mention instead. */
  add(name: Name): Name | undefined {
    const first = this.#find(name.text);
    if (first) return first;
    if (this.#map) this.#map.set(name.text, name);
    else if (this.#list.push(name) > fewNames) this.#map = new Map(this.#list.map((each) => [each.text, each]));
    return undefined;
  }

  #find(text: string): Name | undefined {
    return this.#map ? this.#map.get(text) : this.#list.find((name) => name.text === text);
  }
}
