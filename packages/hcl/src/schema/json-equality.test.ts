import fc from "fast-check";
import { memoryHost } from "../functions/memory-host.test-fixtures.js";
import { standardFunctions } from "../functions/standard-functions.js";
import { Source } from "../source.js";
import type { Body } from "../syntax/ast.js";
import { parseJson } from "../syntax/json-syntax.js";
import { parse } from "../syntax/parser.js";
import { toJsonText } from "../value/json-text.js";
import { dynamicType } from "../value/type.js";
import { number, object, string, tuple, Value } from "../value/value.js";
import { isWhollyKnown } from "../value/walk.js";
import type { BlockSpec, BodySpec } from "./body-spec.js";
import { decodeBody } from "./decode-body.js";
import { expandedContent } from "./expanded-content.js";
import { jsonBody, nativeBody, writtenBody } from "./json-equality.test-fixtures.js";
import { scopeOf } from "./schema.test-fixtures.js";

const optional = { type: dynamicType, required: false };

function specOf(depth: number): BodySpec {
  const inner = depth === 0 ? { attributes: {}, blocks: {} } : specOf(depth - 1);
  const block = (...labels: string[]): BlockSpec => ({ body: inner, labels, minimum: 0, maximum: 99 });
  const attributes = { a: optional, b: optional, c: optional };
  return { attributes, blocks: { plain: block(), one: block("name"), two: block("type", "name") } };
}

const spec = specOf(5);
const numbers = tuple([number(1), number(2)]);
const scope = scopeOf(
  {
    n: number(3),
    s: string("text"),
    l: numbers,
    o: object(new Map([["a", numbers]])),
    u: Value.unknown(),
  },
  standardFunctions(memoryHost()),
);

/** What a reader makes of a body: its value, its blocks in order with their labels, and what is wrong with it. */
function meaning(body: Body) {
  const { value, diagnostics } = decodeBody(body, spec, scope);
  const { blocks } = expandedContent(body, spec, scope);
  return {
    value: isWhollyKnown(value) ? toJsonText(value) : "unknown",
    blocks: blocks.map(({ block }) => [block.type.text, ...block.labels.map(({ text }) => text)]),
    problems: diagnostics.map(({ summary, detail }) => `${summary}: ${inEither(detail)}`).sort(),
  };
}

/** Without the file's name, and without how the native syntax alone would have been written. */
const inEither = (detail: string) =>
  detail.replaceAll(/b\.pkr\.\w+/g, "b").replaceAll(/ If a text is meant, it stands in quotes: "\w+"\./g, "");

function parsed({ file, diagnostics }: ReturnType<typeof parse>, text: string): Body {
  if (diagnostics.length > 0) throw new Error(`${text}\n${JSON.stringify(diagnostics.map(({ detail }) => detail))}`);
  return file.body;
}

test("a body means the same in both syntaxes, whichever of JSON's forms its blocks have", () => {
  fc.assert(
    fc.property(writtenBody, fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }), (written, choices) => {
      let at = 0;
      const choose = (count: number) => choices[at++ % choices.length]! % count;
      const nativeText = nativeBody(written);
      const jsonText = jsonBody(written, choose);
      const native = parsed(parse(new Source("b.pkr.hcl", nativeText)), nativeText);
      const json = parsed(parseJson(new Source("b.pkr.json", jsonText), { strings: "template" }), jsonText);
      expect({ text: jsonText, ...meaning(json) }).toEqual({ text: jsonText, ...meaning(native) });
    }),
    { numRuns: 3000 },
  );
});
