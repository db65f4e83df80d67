import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { evaluate } from "../evaluate/evaluate.js";
import { emptyScope } from "../evaluate/scope.js";
import { renderDiagnostic } from "../render-diagnostic.js";
import { Source } from "../source.js";
import { toJsonText } from "../value/json-text.js";
import type { Attribute, File } from "./ast.js";
import { parseJson } from "./json-syntax.js";
import { mutated } from "./mutations.test-fixtures.js";
import { references } from "./references.js";
import { walk } from "./walk.js";

const fixtures = join(__dirname, "../../../../fixtures/json-templates");
const texts = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .map((name) => readFileSync(join(fixtures, name), "utf8"))
  .flatMap((text) => [text, ...text.split(/(?<=,)\n(?= {2}")/).map((line) => `{${line.replace(/^\{|,$/g, "")}}`)]);

function byThePlatform(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

const isRoot = (value: unknown) => isObject(value) || (Array.isArray(value) && value.every(isObject));

/** JSON.parse takes numbers beyond all bounds; we do not. */
const hugeNumber = /[eE]\+?\d{5,}/;

/** Where no name comes twice, the values are those of JSON.parse, but for digits that a double does not hold. */
function expectValues(file: File, value: unknown): void {
  const items = file.body.items as readonly Attribute[];
  if (!isObject(value) || items.length !== Object.keys(value as object).length) return;
  for (const { name, expression } of items) {
    const evaluated = evaluate(expression, emptyScope);
    if (evaluated.diagnostics.length > 0) continue; // a key that comes twice
    expect(normal(JSON.parse(toJsonText(evaluated.value)))).toEqual(
      normal((value as Record<string, unknown>)[name.text]),
    );
  }
}

/** Keys in order; strings as HCL has them. */
function normal(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\p{Cs}/gu, "\ufffd").normalize("NFC");
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== "object" || value === null) return value === 0 ? 0 : value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [normal(key) as string, normal(item)]);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
}

function check(text: string): void {
  const { file, diagnostics } = parseJson(new Source("a.pkr.json", text), { strings: "literal" });
  const value = byThePlatform(text);
  if (!hugeNumber.test(text))
    expect({ text, accepted: diagnostics.length === 0 }).toEqual({ text, accepted: isRoot(value) });
  for (const diagnostic of diagnostics) {
    const { start, end } = diagnostic.subject!;
    expect(start >= 0 && start <= end && end <= text.length).toBe(true);
    expect(renderDiagnostic(diagnostic)).not.toBe("");
  }
  if (diagnostics.length === 0) expectValues(file, value);
}

/** In a template: nothing throws, whatever is in the strings, and everything lies within the text. */
function checkTemplate(text: string): void {
  const { file } = parseJson(new Source("a.pkr.json", text), { strings: "template" });
  references(file);
  walk(file, ({ range }) => {
    if (range.start < 0 || range.start > range.end || range.end > text.length) throw new Error(JSON.stringify(text));
  });
  for (const item of file.body.items) if (item.kind === "attribute") evaluate(item.expression, emptyScope);
}

test("mutated files are accepted if, and only if, they are JSON, and have its values", () => {
  fc.assert(
    fc.property(mutated(texts), (text) => {
      check(text);
      checkTemplate(text);
    }),
    { numRuns: 5000 },
  );
});

test("so is whatever can be written as JSON", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" })),
      fc.nat(2),
      (value, space) => {
        check(JSON.stringify(value, undefined, space));
        checkTemplate(JSON.stringify(value));
      },
    ),
    { numRuns: 1000 },
  );
});

test("random text is refused without a crash", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => check(text)),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => check(new TextDecoder("latin1").decode(bytes))),
    { numRuns: 2000 },
  );
});
