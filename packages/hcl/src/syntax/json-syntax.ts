import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Source, SourceRange } from "../source.js";
import { isFiniteNumber, type NumberContent, parseNumber } from "../value/numbers.js";
import { bool, Value } from "../value/value.js";
import type { Attribute, Body, Expression, File, ObjectItem, ObjectKey, Template } from "./ast.js";
import { codes, isDigitCode, nameEnd } from "./characters.js";
import { Cursor, maximumDepth, maximumProblems, SyntaxProblem } from "./cursor.js";
import { parseExpression } from "./expression-parser.js";
import { refuseLarge } from "./file-size.js";
import { JsonProblem } from "./json-problem.js";
import { type JsonString, readJsonString } from "./json-string.js";
import { JsonText, jsonNumberEnd } from "./json-text.js";
import { refuseDeepChains } from "./nesting-depth.js";
import { shorten } from "./shorten.js";
import { parseBareTemplate } from "./template-parser.js";

export interface JsonOptions {
  /** `"template"`: a string may hold interpolations and directives; `"literal"`: it is taken as it is. */
  readonly strings: "literal" | "template";
}

/**
 * Parses a JSON object as a body of arguments, one for each property, with the same nodes as the native syntax. What
 * breaks JSON's grammar ends the reading; what only breaks a template or repeats a key does not.
 */
export function parseJson(source: Source, options: JsonOptions): { file: File; diagnostics: Diagnostic[] } {
  const tooLarge = refuseLarge(source);
  if (tooLarge) return tooLarge;
  const json = new JsonText(source);
  const diagnostics: Diagnostic[] = [];
  const parser = new JsonParser(json, options, diagnostics);
  const items: Attribute[] = [];
  const start = json.at;
  try {
    parser.parseRoot(items);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error; // a bug in the parser is not a bug in the file
    diagnostics.push(error.diagnostic);
  }
  const body: Body = { kind: "body", items, range: { source, start, end: json.at } };
  return { file: { kind: "file", body, range: { source, start: 0, end: source.text.length } }, diagnostics };
}

class JsonParser {
  readonly #json: JsonText;
  readonly #templates: boolean;
  readonly #diagnostics: Diagnostic[];
  #depth = 0;

  constructor(json: JsonText, { strings }: JsonOptions, diagnostics: Diagnostic[]) {
    this.#json = json;
    this.#templates = strings === "template";
    this.#diagnostics = diagnostics;
  }

  /** Root : Object */
  parseRoot(items: Attribute[]): void {
    const json = this.#json;
    if (json.ended) json.fail("Object expected", "The file is empty. It must hold a JSON object; the smallest is {}.");
    if (json.code !== codes.leftBrace) {
      json.fail(
        "Object expected",
        `The file must hold a JSON object, such as {"name": "value"}; found ${json.describe()}.`,
      );
    }
    this.#properties((key, value, range) => {
      items.push({
        kind: "attribute",
        name: { kind: "name", text: key.text, range: this.#range(key.start, key.end) },
        expression: value,
        range,
      });
    });
    if (!json.ended)
      json.fail("End of file expected", `The object is complete, and nothing may follow it; found ${json.describe()}.`);
  }

  /** Value : Object | Array | String | Number | "true" | "false" | "null" */
  #value(): Expression {
    const { code, at } = this.#json;
    switch (code) {
      case codes.leftBrace:
        return this.#object(at);
      case codes.leftBracket:
        return this.#array(at);
      case codes.quote:
        return this.#string(readJsonString(this.#json));
      default:
        return code === codes.minus || isDigitCode(code) ? this.#number(at) : this.#keyword(at);
    }
  }

  /** Object : "{" ( Property ( "," Property )* )? "}" */
  #object(start: number): Expression {
    const items: ObjectItem[] = [];
    const end = this.#properties((key, value, range) => {
      items.push({ kind: "object-item", key: this.#key(key), value, range });
    });
    return { kind: "object", items: items.slice(), range: this.#range(start, end) };
  }

  /** Array : "[" ( Value ( "," Value )* )? "]" */
  #array(start: number): Expression {
    const items: Expression[] = [];
    const end = this.#bracketed("]", () => items.push(this.#value()));
    return { kind: "tuple", items: items.slice(), range: this.#range(start, end) };
  }

  /** Property : String ":" Value */
  #properties(take: (key: JsonString, value: Expression, range: SourceRange) => void): number {
    const json = this.#json;
    const seen = new Map<string, number>();
    return this.#bracketed("}", () => {
      if (json.code !== codes.quote) {
        json.fail(
          "Property name expected",
          `A property's name in double quotes must stand here; found ${json.describe()}.`,
        );
      }
      const key = readJsonString(json);
      if (!json.eat(":"))
        json.fail("Colon expected", `":" must follow the name of a property; found ${json.describe()}.`);
      const value = this.#value();
      if (this.#isNew(key, seen)) take(key, value, this.#range(key.start, value.range.end));
    });
  }

  /** An opening bracket, items separated by commas, and `close`. Returns where the closing bracket ends. */
  #bracketed(close: "]" | "}", parseItem: () => void): number {
    const json = this.#json;
    if (++this.#depth > maximumDepth)
      json.fail("Nesting too deep", `Objects and arrays may be nested at most ${maximumDepth} deep.`);
    json.at++;
    json.skipBlank();
    for (let first = true; !json.eatLast(close); first = false) {
      if (!first) this.#comma(close);
      parseItem();
    }
    this.#depth--;
    return json.lastEnd;
  }

  #comma(close: "]" | "}"): void {
    const json = this.#json;
    const { at } = json;
    const what = close === "}" ? "the properties of an object" : "the items of an array";
    if (!json.eat(","))
      json.fail("Comma expected", `A comma separates ${what}, and "${close}" ends them; found ${json.describe()}.`);
    if (json.source.text[json.at] === close) {
      json.fail("Trailing comma", `In JSON no comma may follow the last of ${what}. Delete it.`, at);
    }
  }

  /** A property named "//" is a comment, and there may be several. */
  #isNew({ text, start, end }: JsonString, seen: Map<string, number>): boolean {
    const first = seen.get(text);
    if (first === undefined || text === "//") {
      seen.set(text, start);
      return true;
    }
    const { line } = this.#json.source.position(first);
    this.#report(
      errorAt(
        this.#range(start, end),
        "Duplicate property",
        `The property "${shorten(text)}" already has a value from line ${line}. Each name may be given only once.`,
      ),
    );
    return false;
  }

  #key(string: JsonString): ObjectKey | Expression {
    const expression = this.#string(string);
    const plain = expression.kind === "template" && expression.parts.every((part) => part.kind === "text");
    return plain ? { kind: "object-key", text: string.text, range: expression.range } : expression;
  }

  #string(string: JsonString): Template {
    const range = this.#range(string.start, string.end);
    if (this.#templates && /[$%]\{/.test(string.text)) return this.#template(string, range);
    const inner = this.#range(string.start + 1, string.end - 1);
    const parts = string.text === "" ? [] : [{ kind: "text", text: string.text, range: inner } as const];
    return { kind: "template", form: "quoted", parts, range };
  }

  /** A broken template is reported, and stands for an empty string, so that the rest of the file is read. */
  #template(string: JsonString, range: SourceRange): Template {
    const options = { as: "bare", parseExpression, offsetInSource: string.offsetInSource } as const;
    try {
      const cursor = new Cursor(this.#json.source, options, string.text);
      cursor.depth = this.#depth;
      const template: Template = { ...parseBareTemplate(cursor), range };
      refuseDeepChains(cursor, template);
      return template;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.#report(error.diagnostic);
      return { kind: "template", form: "quoted", parts: [], range };
    }
  }

  #number(start: number): Expression {
    const json = this.#json;
    const end = jsonNumberEnd(json.source.text, start);
    if (end === start || isWordCode(json.source.text.charCodeAt(end))) {
      const found = json.describe();
      json.fail(
        "Invalid number",
        `${found} is not a JSON number, such as 12, -0.5 or 6.02e23.`,
        start,
        start + found.length - 2,
      );
    }
    const value = parseNumber(json.source.text.slice(start, end));
    if (!isFiniteNumber(value.content as NumberContent)) {
      json.fail(
        "Number out of range",
        `${json.describe()} is larger than any number that can be worked with.`,
        start,
        end,
      );
    }
    json.at = end;
    json.skipBlank();
    return { kind: "literal", value, range: this.#range(start, end) };
  }

  #keyword(start: number): Expression {
    const json = this.#json;
    const word = /^[\p{L}\p{N}_]*/u.exec(json.source.text.slice(start, start + 80))![0];
    if (word !== "true" && word !== "false" && word !== "null") {
      json.fail(
        "Value expected",
        `A JSON value must stand here: an object, an array, a string in double quotes, a number, true, false or null; found ${json.describe()}.`,
        start,
        start + Math.max(1, word.length),
      );
    }
    json.at += word.length;
    json.skipBlank();
    const value = word === "null" ? Value.null() : bool(word === "true");
    return { kind: "literal", value, range: this.#range(start, start + word.length) };
  }

  #report(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic);
    if (this.#diagnostics.length < maximumProblems) return;
    this.#json.fail(
      "Too many syntax errors",
      `The file has ${maximumProblems} errors or more; what follows was not read. Mend these first.`,
    );
  }

  #range(start: number, end: number): SourceRange {
    return { source: this.#json.source, start, end };
  }
}

/** A number that runs into a word is no number. */
function isWordCode(code: number): boolean {
  return code === codes.dot || nameEnd(String.fromCharCode(code), 0) > 0;
}
