import { wantsColour } from "./wants-colour.js";

test.each([
  ["a terminal", [], {}, true, true],
  ["a pipe", [], {}, false, false],
  ["a pipe, insisting", ["build", "-color=true"], {}, false, true],
  ["a terminal, refused by flag", ["-color=false"], {}, true, false],
  ["the last flag wins", ["-color=false", "--color"], {}, true, true],
  ["NO_COLOR", [], { NO_COLOR: "1" }, true, false],
  ["PACKER_NO_COLOR", [], { PACKER_NO_COLOR: "x" }, true, false],
  ["INGOT_NO_COLOR", [], { INGOT_NO_COLOR: "x" }, true, false],
  ["an empty INGOT_NO_COLOR counts before Packer's", [], { INGOT_NO_COLOR: "", PACKER_NO_COLOR: "x" }, true, true],
  ["an empty NO_COLOR", [], { NO_COLOR: "" }, true, true],
  ["a dumb terminal", [], { TERM: "dumb" }, true, false],
])("%s", (_name, words, env, isTerminal, wanted) => {
  expect(wantsColour(words, env, isTerminal)).toBe(wanted);
});
