import { elementsAt, escapeXml, parseXml, textAt } from "./xml.js";

test("elements become their text or their children, in order", () => {
  const read = parseXml('<?xml version="1.0"?>\n<a xmlns="x"><b>1</b><b> 2 </b><c/><d><e>&lt;&#65;&#x42;</e></d></a>');
  expect(read).toEqual({ a: [{ b: ["1", "2"], c: [""], d: [{ e: ["<AB"] }] }] });
  expect(elementsAt(read, "a/b")).toEqual(["1", "2"]);
  expect(textAt(read, "a/d/e")).toBe("<AB");
  expect(textAt(read, "a/d")).toBe(undefined);
});

test("what is not closed is no XML", () => {
  expect(() => parseXml("<a><b></b>")).toThrow("this is no XML");
});

test("what is escaped reads as it was", () => {
  const text = `<"&'>`;
  expect(parseXml(`<a>${escapeXml(text)}</a>`)).toEqual({ a: [text] });
});
