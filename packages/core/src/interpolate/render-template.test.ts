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
    ["x{{ .Vars.B }}{{ if .Vars.B }}y{{ end }}{{ .Vars.toString }}", "x"],
    ["{{ range $i, $e := .List }}{{ if eq $e `b` }}{{ continue }}{{ end }}{{ $i }}{{ . }} {{ end }}", "0a 2c "],
    ["{{ range .List }}{{ . }}{{ if eq . `b` }}{{ break }}{{ end }}{{ end }}", "ab"],
    ["{{ range $key, $value := .Vars }}{{ $key }}={{ $value }}{{ $.Path }}{{ end }}", "A=1/tmp/x"],
    ["{{ range 3 }}{{ . }}{{ end }}{{ range .Null }}x{{ else }}none{{ end }}", "012none"],
    [
      "{{ with .Vars }}{{ .A }}{{ else }}none{{ end }}{{ with .Empty }}{{ else with .Path }}{{ . }}{{ end }}",
      "1/tmp/x",
    ],
    ["{{ .Vars }} {{ .List }} {{ . | len }}", "map[A:1] [a b c] 6"],
    ["{{ $.Path }}{{ (print .Path `y`) }}{{ $x := .Vars }}{{ $x.A }}{{ (index .Deep 0).B }}", "/tmp/x/tmp/xy1deep"],
  ])("%s", (template, expected) => {
    const data = {
      Path: "/tmp/x",
      Vars: { A: 1 },
      Empty: "",
      Null: null,
      List: ["a", "b", "c"],
      Deep: [{ B: "deep" }],
    };
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
    ["{{ build `X` }}", 'line 1, column 4: build: there is no "X". Known are ID.'],
    ["{{ user }}", "line 1, column 4: user: it takes 1 argument, here are none."],
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
    ["{{ end }}", 'line 1, column 1: "end" ends nothing that begins before it.'],
    ["{{ range .Path }}{{ end }}", 'line 1, column 1: "range" goes through lists, maps and whole numbers only.'],
    ["{{{ .Path }}", 'line 1, column 3: "{" cannot stand here.'],
    ["{{ $x = 1 }}", 'line 1, column 4: there is no variable "$x" here.'],
    ["{{ if $x := 1 }}{{ end }}{{ $x }}", 'line 1, column 29: there is no variable "$x" here.'],
    ["{{ range $i, 2 := .Path }}{{ end }}", 'line 1, column 14: "2" is no variable, such as $x.'],
    ["{{ break }}", 'line 1, column 1: "break" stands in no "range".'],
    [
      "{{ if .Path }}{{ define `x` }}{{ end }}{{ end }}",
      'line 1, column 15: "define" can only stand outside all else.',
    ],
    ["{{ define `x` }}", 'line 1, column 1: this "define" has no "end".'],
    ["{{ define `x` }}{{ end }}{{ define `x` }}{{ end }}", 'line 1, column 26: "x" is defined twice.'],
    ["{{ template .Path }}", 'line 1, column 13: a name is missing, such as "part".'],
    ["{{ template `x` }}", 'line 1, column 1: no template "x" is defined here.'],
    [
      "{{ define `x` }}{{ template `x` }}{{ end }}{{ template `x` }}",
      "line 1, column 17: templates call one another more than 100 deep.",
    ],
    ["{{ range 1000000000 }}{{ end }}", "line 1, column 1: it takes more than 1000000 steps."],
    [
      "{{ $x := `x` }}{{ range 40 }}{{ $x = print $x $x }}{{ end }}",
      "line 1, column 38: print: its result is too long.",
    ],
    ["{{ print `a`.b }}", 'line 1, column 13: ".b" cannot stand here.'],
    ["{{ print `a``b` }}", 'line 1, column 13: a space is missing before "`b`".'],
    ["{{ nil }}", 'line 1, column 4: "nil" can only be an argument.'],
    ["{{ print if }}", 'line 1, column 10: "if" cannot stand here.'],
    ["{{ 08 }}", 'line 1, column 4: "08" is no number.'],
    ["{{ 'ab' }}", "line 1, column 4: \"'ab'\" is no character."],
    ["{{/* never */ }}", 'line 1, column 14: only "}}" or " -}}" can stand after a comment.'],
    ["{{/* never }}", "line 1, column 1: this comment is never closed."],
    ["{{ .Path-}}", 'line 1, column 9: "-" cannot stand here.'],
    ["{{ build_name 1 }}", "line 1, column 4: build_name: it takes no arguments, here is 1."],
    ["{{ upper 5 }}", "line 1, column 4: upper: a text is missing among its arguments; texts stand in ` `."],
    ["{{ 'a' | lower }}", "line 1, column 10: lower: a text is missing among its arguments; texts stand in ` `."],
    ["{{ printf }}", "line 1, column 4: printf: it takes at least 1 argument, here are none."],
    ["{{ slice `a` 0 1 2 }}", "line 1, column 4: slice: it takes 1 to 3 arguments, here are 4."],
  ])("refuses %s", (template, expected) => {
    const message = failure(template, { Path: "/tmp/x" });
    expect(message).toBe(`The {{ }} template has an error at ${expected}`);
  });

  it.each([
    ["user `region`", "user: in HCL a variable is written ${var.region}, and a local ${local.region}."],
    ["`region` | user", "user: in HCL a variable is written ${var.region}, and a local ${local.region}."],
    ["consul_key `a`", 'consul_key: in HCL it is a function of the language. Write ${consul_key("key")}.'],
  ])("has no %s in HCL", (action, expected) => {
    const { variables: _, ...ofHcl } = facts;
    const inHcl = () => renderTemplate(`{{ ${action} }}`, {}, engineFunctions(ofHcl));
    expect(inHcl).toThrow(
      `The {{ }} template has an error at line 1, column ${action.startsWith("`") ? 15 : 4}: ${expected}`,
    );
  });

  it("ends with deep nesting rather than with the call stack", () => {
    expect(failure(`{{ ${"(".repeat(5000)} }}`)).toContain('"(" is nested more than 200 deep.');
    expect(failure("{{ if 1 }}".repeat(5000))).toContain('"if" is nested more than 200 deep.');
  });
});

describe("parseGoTemplate", () => {
  it("reads without knowing fields or functions", () => {
    expect(parseGoTemplate("a {{ later .Field }}").nodes).toMatchObject([
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
