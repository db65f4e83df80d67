import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { checkTemplate } from "./check-template.js";
import { functionsBeforeRun } from "./engine-functions.js";
import { renderTemplate } from "./render-template.js";
import { textFunctions } from "./text-functions.js";

/** Templates that packer 1.6.6 renders, whose text/template is of Go 1.15. */
const accepted: readonly string[] = [
  "{{ 12 }} {{ 1_000 }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 017 }} {{ -3 }} {{ +4 }} {{ 1.5 }} {{ .5 }} {{ 'a' }} {{ '\\n' }}",
  '{{ "a\\tb\\x41\\u00e9\\U0001F600\\101" }} {{ `raw \\n` }}',
  "a  {{- /* comment */ -}}  b {{- 3 -}} c",
  "{{/* a\ncomment */}}x",
  "{{ $x := `a` }}{{ $x }}{{ $x = `b` }}{{ $x }}",
  "{{ $x := `a` }}{{ if true }}{{ $x = `b` }}{{ $y := `c` }}{{ $y }}{{ end }}{{ $x }}",
  "{{ $x := `a` }}{{ if true }}{{ $x := `b` }}{{ $x }}{{ end }}{{ $x }}",
  "{{ if $x := upper `a` }}{{ $x }}{{ else }}{{ $x }}none{{ end }}",
  "{{ if false }}1{{ else if eq 1 2 }}2{{ else if true }}3{{ else }}4{{ end }}",
  "{{ with `a` }}{{ . }}{{ upper . }}{{ else }}none{{ end }}",
  "{{ with `` }}{{ . }}{{ else }}none{{ end }}",
  "{{ with $x := `a` }}{{ $x }}{{ . }}{{ end }}",
  "{{ define `part` }}<{{ . }}>{{ end }}{{ template `part` `a` }}{{ template `part` (upper `b`) }}",
  "{{ block `part` `a` }}<{{ . }}>{{ end }}{{ template `part` `b` }}",
  "{{ template `later` }}{{ define `later` }}x{{ end }}",
  "{{ and `` `b` }}|{{ and `a` `b` }}|{{ or `` `b` }}|{{ or `a` `b` }}|{{ not `` }}|{{ not 1 }}",
  "{{ eq 1 1 }} {{ eq 1 2 3 1 }} {{ eq `a` `b` }} {{ ne `a` `b` }} {{ eq true true }}",
  "{{ lt 1 2 }} {{ le 2 2 }} {{ gt `a` `b` }} {{ ge `b` `a` }} {{ lt `é` `z` }}",
  "{{ len `aé` }} {{ index `abc` 1 }} {{ slice `abcdef` 1 3 }} {{ slice `abc` 1 }} {{ slice `abc` }}",
  "{{ print 1 2 `a` `b` 3 4 true false }} {{ print }}",
  "{{ println 1 `a` }}",
  '{{ printf "%s-%03d-%v-%q-%x-%5s|%-5s|%t-%%" `a` 7 true `q` 255 `r` `l` false }}',
  '{{ printf "%+d %e %8.3f %g" 5 1.5 2.25 0.1 }}',
  `{{ html "<a href='x'>\\"&" 1 2 }} {{ js "it's <b>=\\"x\\"\\n&" }} {{ urlquery "a b/é!~*'()" "x" }}`,
  "{{ upper `a` | lower | printf `%s-%s` `x` }}",
  "{{ (upper `a`) | lower }}{{ ((upper `b`)) }}",
  '{{ split "x-y-z" "-" 1 }} {{ replace "a" "b" 2 "aaaa" }} {{ replace_all "." "-" "1.2.3" }}',
  '{{ "a-b" | replace_all "-" "_" }}',
  "{{ if false }}{{ user `x` }}{{ end }}-",
  "{{ true }}{{\n`newline`\n}}",
];

/** Templates that it refuses. */
const refused: readonly string[] = [
  "{{ $x }}",
  "{{ $x = 1 }}",
  "{{ if $x := 1 }}{{ end }}{{ $x }}",
  "{{ nil }}",
  "{{ range }}{{ end }}",
  "{{ range `abc` }}{{ end }}",
  "{{ if true }}{{ define `x` }}{{ end }}{{ end }}",
  "{{ define `x` }}",
  "{{ template `x` }}",
  "{{ template upper }}",
  "{{ end }}",
  "{{ else }}",
  "{{ if true }}",
  "{{ if true }}{{ else }}{{ else }}{{ end }}",
  "{{ if }}{{ end }}",
  "{{ /* x */ }}",
  "{{/* x */ }}",
  "{{/* x }}",
  "{{ `a` `b` }}",
  "{{ `a` | `b` }}",
  "{{ upper`a` }}",
  "{{ print `a``b` }}",
  "{{ `a`.b }}",
  "{{ upper `a`) }}",
  "{{ (upper `a` }}",
  "{{ 08 }}",
  "{{ 1__0 }}",
  "{{ 'ab' }}",
  '{{ "\\q" }}',
  '{{ "\n" }}',
  "{{ print if }}",
  "{{ upper }}",
  "{{ upper `a` `b` }}",
  "{{ build_name `a` }}",
  "{{ eq 1 `a` }}",
  "{{ eq 1 }}",
  "{{ lt true false }}",
  "{{ len 1 }}",
  "{{ index `abc` 9 }}",
  "{{ slice `abc` 2 1 }}",
  "{{ call `a` }}",
  "{{ and }}",
  "{{ user }}",
  "{{ `x` | user }}",
  "{{ split `a` `-` 4 }}",
  "{{ nope }}",
  "{{ if false }}{{ nope }}{{ end }}",
];

/** As `validate` does, and then a build. */
function refuse(template: string): void {
  checkTemplate(template, functionsBeforeRun, []);
  renderTemplate(template, {}, functionsBeforeRun);
}

const source = (template: string, at: number) =>
  `source "file" "t${at}" {\n  content = ${hcl(template)}\n  target  = "out-${at}"\n}\n`;

const hcl = (text: string) => JSON.stringify(text);

function files(templates: readonly string[]): string {
  const names = templates.map((_, at) => `"file.t${at}"`).join(", ");
  return `${templates.map(source).join("")}build {\n  sources = [${names}]\n}\n`;
}

const packer = (args: readonly string[], cwd: string) =>
  spawnSync("packer", args, {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: cwd, CHECKPOINT_DISABLE: "1" },
  });

requires("packer", "packer")("beside packer", () => {
  const directory = mkdtempSync(join(tmpdir(), "ingot-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const functions = { ...textFunctions, user: () => "", build_name: () => "" };

  test("templates render to the same text", () => {
    writeFileSync(join(directory, "all.pkr.hcl"), files(accepted));
    packer(["build", "-color=false", "all.pkr.hcl"], directory);
    const theirs = accepted.map((_, at) => readFileSync(join(directory, `out-${at}`), "utf8"));
    expect(accepted.map((template) => renderTemplate(template, {}, functions))).toEqual(theirs);
  });

  test("what it refuses is refused", () => {
    const verdicts = refused.map((template, at) => {
      writeFileSync(join(directory, `${at}.pkr.hcl`), files([template]));
      return packer(["validate", `${at}.pkr.hcl`], directory).status;
    });
    expect(verdicts).toEqual(refused.map(() => 1));
    for (const template of refused) expect(() => refuse(template)).toThrow("The {{ }} template has an error");
  });
});
