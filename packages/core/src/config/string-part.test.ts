import { Source } from "@ingot/hcl";
import { stringPart } from "./string-part.js";

/** What is marked when the part is `part` of `value`, in the expression `written`. */
function marked(written: string, value: string, part: string): string {
  const source = new Source("a.pkr.hcl", `x = ${written}\n`);
  const range = { source, start: 4, end: 4 + written.length };
  const { start, end } = stringPart(range, { offset: value.indexOf(part), length: part.length });
  return source.text.slice(start, end);
}

test("a part of a string that is written out plainly is marked alone", () => {
  expect(marked('"abc<entr>d"', "abc<entr>d", "<entr>")).toBe("<entr>");
  expect(marked('"$5 100% <entr>"', "$5 100% <entr>", "<entr>")).toBe("<entr>");
  expect(marked('"<entr>\\n${x}"', "<entr>\n1", "<entr>")).toBe("<entr>"); // what comes after does not matter
});

test.each([
  ['"a\\"<entr>"', 'a"<entr>'],
  ['"${b}<entr>"', "1<entr>"],
  ['"%{ if b }<entr>%{ endif }"', "<entr>"],
  ["local.command", "<entr>"],
  ['"a" == b ? "<entr>" : ""', "<entr>"],
])("of %s all is marked", (written, value) => expect(marked(written, value, "<entr>")).toBe(written));
