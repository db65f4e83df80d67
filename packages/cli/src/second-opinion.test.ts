import { Source } from "@ingot/hcl";
import { secondOpinion } from "./second-opinion.js";

const right = new Source("right.pkr.hcl", "a = 1\n");
const wrong = new Source("wrong.pkr.hcl", "a = [\n");
const accepts = jest.fn<Promise<boolean | undefined>, [string]>();

beforeEach(() => accepts.mockReset());

test("a file that the reference accepts is right, and we are wrong", async () => {
  accepts.mockResolvedValue(true);
  expect(await secondOpinion([right, wrong], accepts)).toEqual([
    {
      severity: "warning",
      summary: "Fault in the parser",
      detail:
        "HashiCorp's own parser accepts \"wrong.pkr.hcl\", so the syntax errors above are a fault of Ingot's and none of yours. Please report it with the lines that are quoted there.",
    },
  ]);
  expect(accepts.mock.calls).toEqual([["a = [\n"]]);
});

test.each([false, undefined])("an answer of %s says nothing", async (answer) => {
  accepts.mockResolvedValue(answer);
  expect(await secondOpinion([wrong], accepts)).toEqual([]);
});

test.each([
  ["a file without syntax errors", right],
  ["JSON", new Source("a.pkr.json", "{")],
  ["nesting beyond our limit", new Source("a.pkr.hcl", `a = ${"[".repeat(500)}${"]".repeat(500)}\n`)],
  ["a number beyond our limit", new Source("a.pkr.hcl", "a = 1e200000\n")],
  ["a large file", new Source("a.pkr.hcl", `a = [${" ".repeat(500_000)}`)],
])("nobody is asked about %s", async (_name, source) => {
  accepts.mockResolvedValue(true);
  expect(await secondOpinion([source], accepts)).toEqual([]);
  expect(accepts).not.toHaveBeenCalled();
});
