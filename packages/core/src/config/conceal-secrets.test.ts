import { type Diagnostic, errorAt, Source } from "@ingot/hcl";
import { concealSecrets } from "./conceal-secrets.js";

const concealed = (problem: Diagnostic, ...secrets: string[]) => concealSecrets([problem], secrets)[0]!;

test("no secret is left in a sentence, nor in values, though it be cut there", () => {
  const problem = {
    ...errorAt(undefined, "Wrong", 'not "hunter2"'),
    values: [{ name: 'm["hunter2"]', text: '"hunt…"' }],
  };
  expect(concealed(problem, "hunter2")).toMatchObject({
    detail: 'not "<sensitive>"',
    values: [{ name: 'm["<sensitive>"]', text: '"<sensitive>…"' }],
  });
});

test("what is quoted of a secret's inside is hidden, and what stands beside one is not", () => {
  const source = new Source("a.pkr.hcl", `${"x".repeat(9000)}"one\${two}three" \${two}`);
  const at = (start: number) => errorAt(source.range(start, start + 3), "Unknown variable", 'no "two"');
  const [inside, beside] = [source.text.indexOf("two"), source.text.lastIndexOf("two")];
  expect(concealed(at(inside), "one${two}three").detail).toBe('no "<sensitive>"');
  expect(concealed(at(beside), "one${two}three").detail).toBe('no "two"');
});
