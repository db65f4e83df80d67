import { isIngotError } from "../errors.js";
import { engineFunctions, type TemplateFacts } from "./engine-functions.js";
import { parseGoTemplate } from "./parse-go-template.js";
import { renderTemplate, type TemplateData } from "./render-template.js";

const facts: TemplateFacts = {
  buildName: "web",
  buildType: "docker",
  startedAt: new Date("2026-03-04T15:06:07.089Z"),
  cwd: "/work",
  templateDirectory: "images",
  packerVersion: "1.16.0",
  variables: { region: "eu", count: 3, list: ["a"] },
  exports: { ID: "c0ffee" },
  randomBytes: (size) => new Uint8Array(size).fill(0xff),
};

const render = (template: string, data: TemplateData = {}, parts: Partial<TemplateFacts> = {}) =>
  renderTemplate(template, data, engineFunctions({ ...facts, ...parts }));

function failure(template: string, data: TemplateData = {}): string {
  try {
    return `rendered: ${render(template, data)}`;
  } catch (error) {
    return isIngotError(error, "TEMPLATE_ENGINE") ? error.message : `other: ${String(error)}`;
  }
}

describe("renderTemplate", () => {
  it.each([
    ["no template } at } all {", "no template } at } all {"],
    ["{{ .Path }} {{.Vars.A}}", "/tmp/x 1"],
    ["a {{- .Path -}}  b", "a/tmp/xb"],
    ["a\n{{- /* a comment {{ */ -}}\nb", "ab"],
    ["{{/* nothing */}}x", "x"],
    ["{{ build_name }}-{{ build_type }}", "web-docker"],
    ["{{timestamp}} {{ isotime }}", "1772636767 2026-03-04T15:06:07Z"],
    ['{{ isotime "20060102-150405" }}', "20260304-150607"],
    [
      '{{ isotime "Mon Monday Jan January 2 _2 02 3:4:5 03PM pm .000 .999 MST -0700" }}',
      "Wed Wednesday Mar March 4  4 04 3:6:7 03PM pm .089 .089 UTC +0000",
    ],
    ['{{ strftime "%Y-%m-%dT%H:%M:%S %j %y%%" }}', "2026-03-04T15:06:07 063 26%"],
    ["{{ uuid }}", "ffffffff-ffff-4fff-bfff-ffffffffffff"],
    ["{{ pwd }} {{ template_dir }} {{ packer_version }}", "/work images 1.16.0"],
    ["{{ user `region` }}{{ user `count` }}{{ user `list` }}", 'eu3["a"]'],
    ["{{ build `ID` }}", "c0ffee"],
    ["{{ upper `a` }}{{ `B` | lower }}", "Ab"],
    ["{{ len `aé` }}", "3"],
    ['{{ split "x-y-z" "-" 1 }}', "y"],
    ['{{ replace "a" "b" 2 "aaaa" }} {{ replace_all "." "-" "1.2.3" }}', "bbaa 1-2-3"],
    ["{{ build_name | upper | clean_resource_name }}", "WEB"],
    ["{{ clean_resource_name `a b/c:d.e` }}", "a-b-c-d.e"],
    ["{{ if .Empty }}yes{{ else }}no{{ end }}", "no"],
    ["{{ if eq build_name `db` }}1{{ else if eq .Path `/tmp/x` }}2{{ else }}3{{ end }}", "2"],
    ["{{ if not .Empty }}{{ if and .Path (ne build_type `qemu`) }}both{{ end }}{{ end }}", "both"],
    [String.raw`{{ "tab\tquote\" \u00e9" }}`, 'tab\tquote" é'],
    ["{{ `back\\slash` }}", "back\\slash"],
    ["{{ true }} {{ 42 }} {{ .Null }}", "true 42 "],
  ])("%s", (template, expected) => {
    const data = { Path: "/tmp/x", Vars: { A: 1 }, Empty: "", Null: null };
    expect(render(template, data)).toBe(expected);
  });

  it("reads the environment only where it may", () => {
    expect(render("{{ env `HOME` }}{{ env `NONE` }}", {}, { env: { HOME: "/root" } })).toBe("/root");
    expect(failure("{{ env `HOME` }}")).toBe(
      "The {{ }} template has an error at line 1, column 4: env: the environment can only be read in the default of a variable.",
    );
  });

  it.each([
    ["a\nb {{ .Pth }}", 'line 2, column 6: there is no field ".Pth". Known are .Path.'],
    ["{{ .Path.Deep }}", 'line 1, column 4: there is no field ".Path.Deep". There are no fields here.'],
    ["{{ .constructor }}", 'line 1, column 4: there is no field ".constructor". Known are .Path.'],
    ["{{ toString }}", 'line 1, column 4: there is no function "toString" here.'],
    ["{{ user `x` }}", 'line 1, column 4: user: there is no variable "x".'],
    ["{{ build `X` }}", 'line 1, column 4: build: there is no "X". Known are ID.'],
    ["{{ user }}", "line 1, column 4: user: a text is missing, such as `name`."],
    ["{{ split `a` `-` 4 }}", "line 1, column 4: split: there is no part 4: the text has 1, counted from 0."],
    ["{{ strftime `%Q` }}", 'line 1, column 4: strftime: "%Q" is not a directive.'],
    ["x {{ .Path", 'line 1, column 3: this "{{" is never closed with "}}".'],
    ["{{ }}", "line 1, column 4: a value or a function is missing."],
    ["{{ .Path | }}", "line 1, column 12: a value or a function is missing."],
    ["{{ | upper }}", 'line 1, column 4: a value or a function is missing before "|".'],
    ["{{ .Path | .Path }}", "line 1, column 12: only a function can stand after a pipe."],
    ["{{ .Path `x` }}", "line 1, column 4: only a function can have arguments."],
    ["{{ (upper `a` }}", 'line 1, column 4: this "(" is never closed.'],
    ["{{ upper `a`) }}", 'line 1, column 13: ")" cannot stand here.'],
    ["{{ `never }}", "line 1, column 4: this text is never closed."],
    [String.raw`{{ "\q" }}`, String.raw`line 1, column 5: "\q" is no escape.`],
    ["{{ if .Path }}", 'line 1, column 1: this "if" has no "end".'],
    ["{{ if .Path }}{{ else }}x", 'line 1, column 15: this "else" has no "end".'],
    ["{{ end }}", 'line 1, column 1: "end" belongs to no "if".'],
    ["{{ range .Path }}{{ end }}", 'line 1, column 1: "range" is not known in these templates.'],
    ["{{{ .Path }}", 'line 1, column 3: "{" cannot stand here.'],
    ["{{ $x := 1 }}", 'line 1, column 4: "$" cannot stand here.'],
  ])("refuses %s", (template, expected) => {
    const message = failure(template, { Path: "/tmp/x" });
    expect(message).toBe(`The {{ }} template has an error at ${expected}`);
  });

  it("ends with deep nesting rather than with the call stack", () => {
    expect(failure(`{{ ${"(".repeat(5000)} }}`)).toContain('"(" is nested more than 200 deep.');
    expect(failure("{{ if 1 }}".repeat(5000))).toContain('"if" is nested more than 200 deep.');
  });
});

describe("parseGoTemplate", () => {
  it("reads without knowing fields or functions", () => {
    expect(parseGoTemplate("a {{ later .Field }}")).toMatchObject([
      { kind: "text", text: "a " },
      {
        kind: "action",
        pipeline: {
          commands: [
            {
              operands: [
                { kind: "function", name: "later" },
                { kind: "field", path: ["Field"] },
              ],
            },
          ],
        },
      },
    ]);
  });
});
