const slots = 64;

/**
 * Gives the same string for the same name, most times: a file repeats few names over and over, and a tree that shares their
 * texts is smaller. Each slot remembers the last name that fell into it.
 */
export class NameTable {
  readonly #names = new Array<string | undefined>(slots);

  /** `text.slice(start, end)`, which is not empty. */
  slice(text: string, start: number, end: number): string {
    const slot = (text.charCodeAt(start) * 5 + text.charCodeAt(end - 1) * 3 + end - start) % slots;
    const known = this.#names[slot];
    if (known?.length === end - start && text.startsWith(known, start)) return known;
    const name = text.slice(start, end);
    this.#names[slot] = name;
    return name;
  }
}
