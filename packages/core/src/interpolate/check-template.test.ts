import { FunctionError } from "@ingot/hcl";
import { checkCalls, checkTemplate } from "./check-template.js";
import { NotYetKnown } from "./not-yet-known.js";
import { textFunctions } from "./text-functions.js";

test.each([
  "no template",
  "{{ build_name }}-{{ timestamp }}",
  '{{ split build_name "-" 1 | upper }}',
  "{{ build `ID` }}",
  "{{ if build_name }}{{ .Later }}{{ end }}",
  "{{ . }}",
])("%s is well", (template) => {
  expect(() => checkTemplate(template)).not.toThrow();
});

test.each([
  ["{{ nope }}", 4, 'there is no function "nope" here.'],
  ["{{ build_name | nope }}", 17, 'there is no function "nope" here.'],
  ["{{ upper (nope) }}", 11, 'there is no function "nope" here.'],
  ["{{ if true }}{{ else }}{{ nope }}{{ end }}", 27, 'there is no function "nope" here.'],
  ["{{ .Vars }}", 4, 'there is no field ".Vars". There are no fields here.'],
  ["{{ if .A.B }}{{ end }}", 7, 'there is no field ".A.B". There are no fields here.'],
  ["{{ ", 1, 'this "{{" is never closed with "}}".'],
])("%s is wrong at column %i", (template, column, what) => {
  expect(() => checkTemplate(template)).toThrow(
    expect.objectContaining({
      code: "TEMPLATE_ENGINE",
      message: `The {{ }} template has an error at line 1, column ${column}: ${what}`,
    }),
  );
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
])("%s may be well once its fields are known", (template) => {
  expect(() => checkCalls(template, functions)).not.toThrow();
});

test.each([
  ["{{ nope .A }}", 4, 'there is no function "nope" here.'],
  ["{{ .A | nope }}", 9, 'there is no function "nope" here.'],
  ["{{ .A }}{{ env `HOME` }}", 12, "env: it is not to be had here."],
  ["{{ if .A }}{{ upper (env) }}{{ end }}", 22, "env: it is not to be had here."],
  ["{{ split `a` `-` 1 }}", 4, "split: there is no part 1: the text has 1, counted from 0."],
])("%s is wrong at column %i whatever its fields are", (template, column, what) => {
  expect(() => checkCalls(template, functions)).toThrow(
    expect.objectContaining({
      code: "TEMPLATE_ENGINE",
      message: `The {{ }} template has an error at line 1, column ${column}: ${what}`,
    }),
  );
});
