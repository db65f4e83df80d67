import { FunctionError } from "../evaluate/scope.js";
import { numberOf } from "../value/content.js";
import { isFiniteNumber, parseNumber } from "../value/numbers.js";
import { bool, maximumDepth, object, string, tuple, Value } from "../value/value.js";

/** The value of a JSON text, with every digit of its numbers; `FunctionError` for anything else. */
export function readJson(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.readValue(0);
  reader.expectEnd();
  return value;
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readValue(depth: number): Value {
    if (depth > maximumDepth) throw new FunctionError(`it is nested more than ${maximumDepth} levels deep`, 0);
    switch (this.#peek()) {
      case "{":
        return this.#readObject(depth);
      case "[":
        return this.#readArray(depth);
      case '"':
        return string(this.#readString());
      case "t":
        return this.#readWord("true", bool(true));
      case "f":
        return this.#readWord("false", bool(false));
      case "n":
        return this.#readWord("null", Value.null());
      default:
        return this.#readNumber();
    }
  }

  expectEnd(): void {
    if (this.#peek() !== undefined) this.#fail("something follows the value");
  }

  #peek(): string | undefined {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
    return this.#text[this.#at];
  }

  #fail(problem: string): never {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    throw new FunctionError(`it is not valid JSON: on line ${line} ${problem}`, 0);
  }

  #readWord(word: string, value: Value): Value {
    if (!this.#text.startsWith(word, this.#at)) this.#fail("a value is expected");
    this.#at += word.length;
    return value;
  }

  #readNumber(): Value {
    const pattern = new RegExp(numberPattern);
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? this.#fail("a value is expected");
    this.#at += found!.length;
    const value = parseNumber(found!);
    return isFiniteNumber(numberOf(value)) ? value : this.#fail("a number is too large");
  }

  /** Finds the closing quote, and leaves the escapes to the platform. */
  #readString(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === "\\" ? 2 : 1;
    this.#at = end + 1;
    try {
      return (JSON.parse(this.#text.slice(start, end + 1)) as string).replace(/\p{Surrogate}/gu, "\ufffd");
    } catch {
      this.#at = start;
      return this.#fail("a string is not closed, or has a character or an escape that is not allowed");
    }
  }

  #readArray(depth: number): Value {
    const items: Value[] = [];
    this.#at++;
    if (this.#peek() === "]") this.#at++;
    else
      do items.push(this.readValue(depth + 1));
      while (this.#goesOn("]"));
    return tuple(items);
  }

  #readObject(depth: number): Value {
    const attributes = new Map<string, Value>();
    this.#at++;
    if (this.#peek() === "}") this.#at++;
    else
      do this.#readMember(attributes, depth);
      while (this.#goesOn("}"));
    return object(attributes);
  }

  #readMember(attributes: Map<string, Value>, depth: number): void {
    if (this.#peek() !== '"') this.#fail("a key in quotes is expected");
    const key = this.#readString().normalize("NFC");
    if (this.#peek() !== ":") this.#fail('a ":" is expected after a key');
    this.#at++;
    attributes.set(key, this.readValue(depth + 1));
  }

  /** After an element: a comma, or the end. */
  #goesOn(end: string): boolean {
    const next = this.#peek();
    if (next !== "," && next !== end) this.#fail(`"," or "${end}" is expected`);
    this.#at++;
    return next === ",";
  }
}
