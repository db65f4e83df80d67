import { parseIni } from "./ini.js";

const parsed = (text: string) => Object.fromEntries(parseIni(text));

test.each([
  ["", {}],
  ["[a]\nx = 1\r\nY=2\n", { a: { x: "1", y: "2" } }],
  ["# comment\n; another\n[a] # here\n x = 1\n", { a: { ".x": "1" } }],
  ["[a]\nx = 1 # not this\ny = 1#this\nz = # nothing\n", { a: { x: "1", y: "1#this", z: "" } }],
  ["[a]\ns3 =\n  style = path\nnext = 1", { a: { s3: "", "s3.style": "path", next: "1" } }],
  ["[a]\nx = 1\nx = 2\n[b]\n[a]\ny = 3", { a: { x: "2", y: "3" }, b: {} }],
  ['[profile "my builds"]\nx = a = b', { "profile my builds": { x: "a = b" } }],
  ["no section = 1\n[a]\nno value", { a: {} }],
])("%j", (text, sections) => {
  expect(parsed(text)).toEqual(sections);
});
