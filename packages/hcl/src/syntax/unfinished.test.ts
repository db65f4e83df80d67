import { isUnfinished } from "./unfinished.js";

test.each([
  "[",
  "[1,\n",
  "[1, # and more\n",
  "{\n",
  "{\n  a = 1\n",
  "{ a = [1,",
  "upper(",
  "(1",
  "a[",
  "[for x in",
  '"${',
  '"${upper(',
  "<<E\n",
  "<<-E\n  text\n",
  "<<E\nnever E ends\n E2\n",
  "[<<E\ntext\n",
])("%j goes on", (text) => {
  expect(isUnfinished(text)).toBe(true);
});

test.each([
  "",
  "1",
  "[1]\n",
  "1 +\n",
  "a ?",
  "}",
  "[1]]",
  "[1, )",
  "[1 2",
  "[,\n",
  '"text',
  '["text\n',
  '"%{ if true }a',
  "<<E\ntext\nE\n",
  "/* text",
])("%j does not", (text) => {
  expect(isUnfinished(text)).toBe(false);
});
