import { Source } from "../source.js";
import { format } from "./format.js";
import { parseJson } from "./json-syntax.js";
import { parse, parseExpression } from "./parser.js";
import { references } from "./references.js";
import { sequences } from "./sequences.test-fixtures.js";

/** What holds for any text: it ends, complains within the text, and is formatted once and for all. */
function check(text: string): void {
  const source = new Source("a.hcl", text);
  const { file, diagnostics } = parse(source);
  for (const { subject, detail } of diagnostics) {
    if (!subject || subject.start < 0 || subject.end > text.length || subject.end < subject.start || detail === "") {
      throw new Error(`bad diagnostic for ${JSON.stringify(text)}`);
    }
  }
  references(file);
  if (diagnostics.length > 0) return;
  const formatted = format(text);
  if (format(formatted) !== formatted) throw new Error(`not settled: ${JSON.stringify(text)}`);
  if (parse(new Source("b.hcl", formatted)).diagnostics.length > 0) throw new Error(`broken: ${JSON.stringify(text)}`);
}

test.each([
  ["blocks and brackets", ["a", "=", "{", "}", "\n", "(", "]", ","]],
  ["templates", ["a=", '"', "${", "}", "%{", "if a", "endif", "\n"]],
  ["heredocs", ["a=", "<<E", "<<-E\n", "\n", "E", "${a", "~}", " "]],
  ["expressions", ["a", ".", "[", "*", "]", "?", ":", "-", "\n"]],
  ["loops", ["a=[", "{", "for ", "x ", "in ", ":", "=>", "...", "]"]],
])("all short sequences of %s end", (_name, words) => {
  let count = 0;
  for (const text of sequences(words, 5)) {
    check(text);
    parseExpression(new Source("a.hcl", text));
    count++;
  }
  expect(count).toBeGreaterThan(words.length ** 5);
});

test("all short sequences of JSON end", () => {
  for (const text of sequences(["{", "}", "[", "]", '"a"', ":", ",", "1", "\\", "\n"], 5)) {
    const { diagnostics } = parseJson(new Source("a.json", text), { strings: "template" });
    const accepted = isObject(text);
    if (accepted !== (diagnostics.length === 0)) throw new Error(JSON.stringify(text));
  }
});

/** What the platform's own parser says, of which an object and an array of objects are wanted. */
function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).every(
      (each) => typeof each === "object" && each !== null && !Array.isArray(each),
    );
  } catch {
    return false;
  }
}
