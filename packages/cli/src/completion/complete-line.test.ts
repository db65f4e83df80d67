import { commandList } from "../command-list.js";
import { completeLine } from "./complete-line.js";
import type { TemplateNames } from "./completion.js";

const asked: string[] = [];
const names: TemplateNames = {
  builds: async (path) => {
    asked.push(path);
    return ["a.null.x", "a.null.y", "b.file.z"].map((text) => ({ text, meaning: "" }));
  },
  variables: async (path) => {
    asked.push(path);
    return ["release", "region"].map((text) => ({ text, meaning: `the ${text}` }));
  },
};

/** The line as it is typed, with "|" where the cursor stands. */
async function complete(line: string) {
  const words = line.split(" ");
  const at = words.findIndex((word) => word.includes("|"));
  const completion = await completeLine(commandList, { words: words.map((word) => word.replace("|", "")), at }, names);
  return [completion.kind, ...completion.candidates.map(({ text }) => text)];
}

beforeEach(() => asked.splice(0));

test.each([
  ["pl|", ["words", "plan", "plugins"]],
  ["comple|", ["words", "completion"]], // what scripts call is not for people
  ["nope |", ["words"]],
  ["plugins in|", ["words", "installed", "install"]],
  ["plugin in|", ["words", "installed", "install"]],
  ["plugins nope |", ["words"]],
  ["plugins required |", ["templates"]],
  ["build |", ["templates"]],
  ["build -|", ["templates"]], // standard input
  ["build x.pkr.hcl |", ["templates"]],
  ["console |", ["templates"]],
  ["fmt |", ["files"]],
  ["completion |", ["words", "bash", "zsh", "fish"]],
  ["build -o|", ["words", "-on-error=", "-only="]],
  ["build --fo|", ["words", "--force"]],
  ["build -h|", ["words", "-help"]],
  [
    "build -on-error=|",
    ["words", ...["cleanup", "abort", "ask", "run-cleanup-provisioner"].map((each) => `-on-error=${each}`)],
  ],
  ["build --on-error=a|", ["words", "--on-error=abort", "--on-error=ask"]],
  ["build -on-error a|", ["words", "abort", "ask"]],
  ["build -force |", ["templates"]],
  ["build -color=|", ["words", "-color=true", "-color=false"]],
  ["build -parallel-builds |", ["words"]],
  ["build -nope=|", ["words"]],
  ["build -var-file |", ["files"]],
  ["build -var-file=x|", ["files"]],
  ["build -var -var |", ["templates"]], // the second is the first one's value
])("%s", async (line, expected) => {
  expect(await complete(line)).toEqual(expected);
  expect(asked).toEqual([]);
});

test.each([
  ["build -only=| t.pkr.hcl", ["words", "-only=a.null.x", "-only=a.null.y", "-only=b.file.z"], "t.pkr.hcl"],
  ["build -only a| t.pkr.hcl", ["words", "a.null.x", "a.null.y"], "t.pkr.hcl"],
  ["build t.pkr.hcl -except=a.null.x,a|", ["words", "-except=a.null.x,a.null.y"], "t.pkr.hcl"],
  ["plan -var a=b -force=1 t -only=b|", ["words", "-only=b.file.z"], "."], // plan has no -force, so nothing is certain
  ["build -only=b|", ["words", "-only=b.file.z"], "."],
  ["build -var re| t.pkr.hcl", ["words", "release=", "region="], "t.pkr.hcl"],
  ["build -var=rel|", ["words", "-var=release="], "."],
  ["console -var reg| t", ["words", "region="], "t"],
])("%s asks the template", async (line, expected, template) => {
  expect(await complete(line)).toEqual(expected);
  expect(asked).toEqual([template]);
});

test("fmt has no template that could be asked", async () => {
  expect(await complete("fmt -only=|")).toEqual(["words"]);
  expect(asked).toEqual([]);
});
