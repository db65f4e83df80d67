import fc from "fast-check";
import { NameTable } from "./name-table.js";

test("whatever came before, a name is its own text", () => {
  const name = fc.stringMatching(/^[a-c]{1,4}$/); // so few letters that names share slots
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), (names) => {
      const table = new NameTable();
      const text = names.join("");
      let start = 0;
      for (const each of names) {
        expect(table.slice(text, start, start + each.length)).toBe(each);
        start += each.length;
      }
    }),
  );
});

test("a name is not taken for one that begins with it", () => {
  const table = new NameTable();
  expect(table.slice("abca abcaabca", 5, 13)).toBe("abcaabca");
  expect(table.slice("abca abcaabca", 0, 4)).toBe("abca");
});
