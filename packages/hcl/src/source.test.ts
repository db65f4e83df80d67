import { Source } from "./source.js";

test.each([
  [0, 1, 1],
  [1, 1, 2],
  [2, 2, 1],
  [3, 3, 1],
  [4, 3, 2],
])("offset %i is line %i, column %i", (offset, line, column) => {
  expect(new Source("a.hcl", "x\n\ny").position(offset)).toEqual({ offset, line, column });
});
