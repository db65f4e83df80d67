import { type FlagSpecs, parseFlags } from "./flags.js";

const specs = {
  only: { kind: "list", placeholder: "foo,bar", help: "" },
  var: { kind: "many", placeholder: "'name=value'", help: "" },
  force: { kind: "boolean", help: "" },
  "parallel-builds": { kind: "number", help: "" },
  "on-error": { kind: "string", choices: ["cleanup", "abort"], help: "" },
} as const satisfies FlagSpecs;

const none = { only: [], var: [] };

test.each([
  [["a.pkr.hcl"], none, ["a.pkr.hcl"]],
  [["-force", "a"], { ...none, force: true }, ["a"]],
  [["--force=false", "a"], { ...none, force: false }, ["a"]],
  [["-force=T"], { ...none, force: true }, []],
  [["-only=a,b", "-only", "c", "x"], { ...none, only: ["a", "b", "c"] }, ["x"]],
  [["-only=,a,,"], { ...none, only: ["a"] }, []],
  [["-only="], { ...none, only: [""] }, []],
  [["-only=x.{a,{b,c}},d"], { ...none, only: ["x.{a,{b,c}}", "d"] }, []],
  [["-only={a,b"], { ...none, only: ["{a,b"] }, []],
  [["-only=a},b"], { ...none, only: ["a}", "b"] }, []],
  [["-var", "a=1,2", "-var=b==", "x"], { ...none, var: ["a=1,2", "b=="] }, ["x"]],
  [["-var=a=line\nbreak"], { ...none, var: ["a=line\nbreak"] }, []],
  [["-parallel-builds=4"], { ...none, "parallel-builds": 4 }, []],
  [["-parallel-builds", "-1"], { ...none, "parallel-builds": -1 }, []],
  [["-parallel-builds=0x1F"], { ...none, "parallel-builds": 31 }, []],
  [["-parallel-builds=-0b11"], { ...none, "parallel-builds": -3 }, []],
  [["-parallel-builds=0o17"], { ...none, "parallel-builds": 15 }, []],
  [["-parallel-builds=017"], { ...none, "parallel-builds": 15 }, []],
  [["-parallel-builds=0"], { ...none, "parallel-builds": 0 }, []],
  [["-on-error=Abort"], { ...none, "on-error": "abort" }, []],
  [["-on-error=abort"], { ...none, "on-error": "abort" }, []],
  [["x", "-force"], { ...none, force: true }, ["x"]],
  [["--", "-force"], none, ["-force"]],
  [["-"], none, ["-"]],
])("%j", (argv, flags, positional) => {
  expect(parseFlags(specs, argv)).toEqual({ ok: true, flags, positional });
});

test.each([
  [["---force"], '"---force" is not a flag: one or two dashes and a name make one, and "--" ends them.'],
  [["-=x"], '"-=x" is not a flag: one or two dashes and a name make one, and "--" ends them.'],
  [["-parallel-builds=09"], 'The flag -parallel-builds takes a whole number, not "09".'],
  [["-var"], "The flag -var needs a value: -var='name=value'."],
  [["-force=maybe"], 'The flag -force is true or false, not "maybe".'],
  [["-parallel-builds=many"], 'The flag -parallel-builds takes a whole number, not "many".'],
  [["-parallel-builds=1e99"], 'The flag -parallel-builds takes a whole number, not "1e99".'],
  [["-on-error=panic"], 'The flag -on-error takes one of cleanup, abort, not "panic".'],
])("%j is refused", (argv, problem) => {
  expect(parseFlags(specs, argv)).toEqual({ ok: false, problem });
});

test.each(["nope", "constructor"])("a flag that is not there is named: %s", (name) => {
  const problem = `There is no flag -${name}.`;
  expect(parseFlags(specs, [`--${name}=x`])).toEqual({ ok: false, problem, unknownFlag: name });
});
