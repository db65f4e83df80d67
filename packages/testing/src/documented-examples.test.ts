import { consoleExamples, consoleExamplesOf, fencesOf, filesOf } from "./documented-examples.js";

const page = `# Page

\`\`\`text motd.tpl
Hello
\`\`\`

Text.

\`\`\`hcl console
> 1 + 1
2

> nope
Error: There is no
variable.
\`\`\`
`;

test("a page's blocks, files and examples are found", () => {
  expect(fencesOf(page).map(({ info }) => info)).toEqual(["text motd.tpl", "hcl console"]);
  expect(filesOf(page)).toEqual({ "motd.tpl": "Hello\n" });
  expect(consoleExamplesOf(page)).toEqual([
    { expression: "1 + 1", answer: "2" },
    { expression: "nope", answer: "Error: There is no\nvariable." },
  ]);
});

test.each(["1 + 1\n2", "> 1 + 1", ""])("%j is refused, so that no example goes unnoticed", (text) => {
  expect(() => consoleExamples(text)).toThrow("this is no example");
});
