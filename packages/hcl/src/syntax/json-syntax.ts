import type { Diagnostic } from "../diagnostic.js";
import type { Source } from "../source.js";
import type { Attribute, Body, Expression, File, Name, ObjectItem, ObjectKey, Template } from "./ast.js";
import { codes, nameLength } from "./characters.js";
import { maximumDepth } from "./cursor.js";
import { refuseLarge } from "./file-size.js";
import { readJsonNumber, startsNumber } from "./json-number.js";
import { JsonProblem } from "./json-problem.js";
import { type JsonString, readJsonString, startsString } from "./json-string.js";
import { jsonLiteral, jsonTemplate } from "./json-template.js";
import { JsonText } from "./json-text.js";
import { readJsonWord } from "./json-word.js";

export interface JsonOptions {
  /** `"template"`: a string may hold interpolations and directives; `"literal"`: it is taken as it is. */
  readonly strings: "literal" | "template";
  /** Whether the properties may come in several objects, in an array. Default: true. */
  readonly arrayOfObjects?: boolean;
}

/**
 * Parses a JSON object, or an array of them, as a body of arguments: one for each property, repeated ones too, with the
 * same nodes as the native syntax. Mistakes of which it is plain what was meant are told and read over; another ends the
 * reading. A string that is no template is told by whoever evaluates it.
 */
export function parseJson(source: Source, options: JsonOptions): { file: File; diagnostics: Diagnostic[] } {
  const tooLarge = refuseLarge(source);
  if (tooLarge) return tooLarge;
  const json = new JsonText(source);
  const items: Attribute[] = [];
  const start = json.at;
  try {
    new JsonParser(json, options).parseRoot(items);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error; // a bug in the parser is not a bug in the file
  }
  const body: Body = { kind: "body", items, range: json.range(start, json.at) };
  return { file: { kind: "file", body, range: json.range(0, source.text.length) }, diagnostics: json.diagnostics };
}

class JsonParser {
  readonly #json: JsonText;
  readonly #options: JsonOptions;
  #depth = 0;

  constructor(json: JsonText, options: JsonOptions) {
    this.#json = json;
    this.#options = options;
  }

  /** Root : Object | "[" ( Object ( "," Object )* )? "]" */
  parseRoot(items: Attribute[]): void {
    const json = this.#json;
    if (json.ended) json.fail("Object expected", "The file is empty. It must hold a JSON object; the smallest is {}.");
    if (json.code === codes.leftBracket && this.#options.arrayOfObjects !== false) {
      this.#bracketed("]", () => this.#rootObject(items));
    } else this.#rootObject(items);
    if (!json.ended)
      json.fail("End of file expected", `The object is complete, and nothing may follow it; found ${json.describe()}.`);
  }

  #rootObject(items: Attribute[]): void {
    const json = this.#json;
    if (json.code !== codes.leftBrace) {
      const detail = `The file must hold a JSON object, such as {"name": "value"}; found ${json.describe()}.`;
      json.fail("Object expected", detail);
    }
    this.#properties((key, value, end) => {
      const name: Name = { kind: "name", text: key.text, range: json.range(key.start, key.end) };
      items.push({ kind: "attribute", name, expression: value, range: json.range(key.start, end) });
    });
  }

  /** Value : Object | Array | String | Number | "true" | "false" | "null" */
  #value(): Expression {
    const json = this.#json;
    const { code, at } = json;
    if (code === codes.leftBrace) return this.#object(at);
    if (code === codes.leftBracket) return this.#array(at);
    if (startsString(code)) return this.#string(readJsonString(json));
    return startsNumber(code) ? readJsonNumber(json) : readJsonWord(json);
  }

  /** Object : "{" ( Property ( "," Property )* )? "}" */
  #object(start: number): Expression {
    const items: ObjectItem[] = [];
    const end = this.#properties((key, value, itemEnd) => {
      items.push({ kind: "object-item", key: this.#key(key), value, range: this.#json.range(key.start, itemEnd) });
    });
    return { kind: "object", items: items.slice(), range: this.#json.range(start, end), distinctKeys: true };
  }

  /** Array : "[" ( Value ( "," Value )* )? "]" */
  #array(start: number): Expression {
    const items: Expression[] = [];
    const end = this.#bracketed("]", () => items.push(this.#value()));
    return { kind: "tuple", items: items.slice(), range: this.#json.range(start, end) };
  }

  /** Property : String ":" Value */
  #properties(take: (key: JsonString, value: Expression, end: number) => void): number {
    return this.#bracketed("}", () => {
      const key = this.#propertyName();
      this.#colon();
      const value = this.#value();
      take(key, value, value.range.end);
    });
  }

  #propertyName(): JsonString {
    const json = this.#json;
    if (startsString(json.code)) return readJsonString(json);
    const start = json.at;
    const length = nameLength(json.source.text, start);
    const text = json.source.text.slice(start, start + length);
    const detail = `A property's name in double quotes must stand here; found ${json.describe()}.`;
    json.report("Property name expected", detail, start, start + Math.max(1, length));
    if (length === 0) json.giveUp();
    json.take(start + length);
    if (json.code !== codes.colon && json.source.text[json.at] !== "=") json.giveUp();
    return { start, end: start + length, text, offsetInSource: (offset) => start + offset };
  }

  #colon(): void {
    const json = this.#json;
    if (json.eat(":")) return;
    json.report("Colon expected", `":" must follow the name of a property; found ${json.describe()}.`);
    if (!json.eat("=")) json.giveUp();
  }

  /** An opening bracket, items separated by commas, and `close`. Returns where the closing bracket ends. */
  #bracketed(close: "]" | "}", parseItem: () => void): number {
    const json = this.#json;
    if (++this.#depth > maximumDepth)
      json.fail("Nesting too deep", `Objects and arrays may be nested at most ${maximumDepth} deep.`);
    json.take(json.at + 1);
    for (let first = true; json.source.text[json.at] !== close; first = false) {
      if (first || !this.#comma(close)) parseItem();
    }
    const end = json.at + 1;
    json.take(end);
    this.#depth--;
    return end;
  }

  /** Whether it was one too many, before the closing bracket. */
  #comma(close: "]" | "}"): boolean {
    const json = this.#json;
    const { at } = json;
    const what = close === "}" ? "the properties of an object" : "the items of an array";
    if (!json.eat(",")) {
      const end = json.lastEnd;
      const detail = `A comma separates ${what}, and "${close}" ends them; found ${json.describe()}.`;
      if (!json.startsLine || json.ended || "]}:".includes(json.source.text[at]!)) json.fail("Comma expected", detail);
      json.report("Comma expected", detail, end, end + 1);
      return false;
    }
    if (json.source.text[json.at] !== close) return false;
    json.report("Trailing comma", `In JSON no comma may follow the last of ${what}. Delete it.`, at);
    return true;
  }

  /** A key is text, or a template where strings are; as the name of an argument or a label it is always text. */
  #key(string: JsonString): ObjectKey | Expression {
    const expression = this.#string(string);
    if (expression.literal !== undefined) return expression;
    return { kind: "object-key", text: string.text, range: expression.range };
  }

  #string(string: JsonString): Template {
    const { source } = this.#json;
    return this.#options.strings === "template"
      ? jsonTemplate(source, string, this.#depth)
      : jsonLiteral(source, string);
  }
}
