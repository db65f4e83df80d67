import { checkTemplate } from "./check-template.js";

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
