import { FunctionError } from "@ingot/hcl";
import { checkTemplate } from "./check-template.js";
import { functionsBeforeRun } from "./engine-functions.js";
import { NotYetKnown } from "./not-yet-known.js";
import { textFunctions } from "./text-functions.js";

test.each([
  "no template",
  "{{ build_name }}-{{ timestamp }}",
  '{{ split build_name "-" 1 | upper }}',
  "{{ build `ID` }}",
  "{{ if build_name }}{{ .Later }}{{ end }}",
  "{{ . }}",
  "{{ if false }}{{ user `x` }}{{ end }}",
  "{{ with build_name }}{{ .Later }}{{ end }}",
])("%s is well", (template) => {
  expect(() => checkTemplate(template, functionsBeforeRun, [])).not.toThrow();
});

test.each([
  ["{{ nope }}", 4, 'there is no function "nope" here.'],
  ["{{ build_name | nope }}", 17, 'there is no function "nope" here.'],
  ["{{ upper (nope) }}", 11, 'there is no function "nope" here.'],
  ["{{ if true }}{{ else }}{{ nope }}{{ end }}", 27, 'there is no function "nope" here.'],
  ["{{ .Vars }}", 4, 'there is no field ".Vars". There are no fields here.'],
  ["{{ if .A.B }}{{ end }}", 7, 'there is no field ".A.B". There are no fields here.'],
  ["{{ $.Vars }}", 4, 'there is no field ".Vars". There are no fields here.'],
  ["{{ user `x` | upper }}", 4, "user: in HCL a variable is written ${var.x}, and a local ${local.x}."],
  ["{{ build_name }}{{ env `HOME` }}", 20, "env: the environment can only be read in the default of a variable."],
  ["{{ strftime `%Q` }}", 4, 'strftime: "%Q" is not a directive.'],
  ["{{ ", 1, 'this "{{" is never closed with "}}".'],
])("%s is wrong at column %i", (template, column, what) => {
  expect(() => checkTemplate(template, functionsBeforeRun, [])).toThrow(
    expect.objectContaining({
      code: "TEMPLATE_ENGINE",
      message: `The {{ }} template has an error at line 1, column ${column}: ${what}`,
    }),
  );
});

test.each(["{{ .A }}-{{ $.B.C }}", "{{ if .A }}{{ .Later }}{{ end }}", "no template"])(
  "%s is well where the fields are A and B",
  (template) => expect(() => checkTemplate(template, functionsBeforeRun, ["A", "B"])).not.toThrow(),
);

test.each([
  ["{{ .C }}", 4, ".C"],
  ["{{ .A }}{{ $.b.C }}", 12, ".b.C"],
])("%s is wrong there at column %i", (template, column, field) => {
  const message = `The {{ }} template has an error at line 1, column ${column}: there is no field "${field}". Known are .A, .B.`;
  expect(() => checkTemplate(template, functionsBeforeRun, ["A", "B"])).toThrow(expect.objectContaining({ message }));
});

const functions = {
  ...textFunctions,
  build: () => {
    throw new NotYetKnown();
  },
  env: () => {
    throw new FunctionError("it is not to be had here");
  },
};

test.each([
  "{{ .Vars }}",
  "{{ build `ID` | upper }}",
  "{{ split .Path `/` 9 }}",
  "{{ .Path | split }}",
  "{{ if .A }}{{ upper `x` }}{{ end }}",
  "{{ if .A }}{{ env }}{{ end }}",
  "{{ $x := .Path }}{{ upper $x }}",
])("%s may be well once its fields are known", (template) => {
  expect(() => checkTemplate(template, functions, "later")).not.toThrow();
});

test.each([
  ["{{ nope .A }}", 4, 'there is no function "nope" here.'],
  ["{{ .A | nope }}", 9, 'there is no function "nope" here.'],
  ["{{ .A }}{{ env `HOME` }}", 12, "env: it is not to be had here."],
  ["{{ upper (env `x`) }}", 11, "env: it is not to be had here."],
  ["{{ `HOME` | env }}", 13, "env: it is not to be had here."],
  ["{{ split `a` `-` 1 }}", 4, "split: there is no part 1: the text has 1, counted from 0."],
])("%s is wrong at column %i whatever its fields are", (template, column, what) => {
  expect(() => checkTemplate(template, functions, "later")).toThrow(
    expect.objectContaining({
      code: "TEMPLATE_ENGINE",
      message: `The {{ }} template has an error at line 1, column ${column}: ${what}`,
    }),
  );
});
