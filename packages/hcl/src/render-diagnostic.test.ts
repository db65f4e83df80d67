import { errorAt, warningAt } from "./diagnostic.js";
import { renderDiagnostic } from "./render-diagnostic.js";
import { Source } from "./source.js";
import { Scanner } from "./syntax/scanner.js";

/** Marks what stands between « and » in the text. */
function marked(text: string, name = "a.pkr.hcl") {
  const start = text.indexOf("«");
  const end = text.indexOf("»") - 1;
  return { source: new Source(name, text.replace(/[«»]/g, "")), start, end };
}

const render = (text: string, options = {}) => renderDiagnostic(errorAt(marked(text), "Wrong", "It is."), options);

test("a diagnostic without a place is its summary and detail", () => {
  expect(renderDiagnostic(errorAt(undefined, "Wrong", "It is."))).toBe("Error: Wrong\n\nIt is.\n");
  expect(renderDiagnostic(warningAt(undefined, "Odd", ""))).toBe("Warning: Odd\n");
});

test("the block around the subject is named, the innermost first", () => {
  const text = 'build {\n  name = "x{"\n  provisioner "shell" {\n    inline = [{}, f({ a = «1» })]\n  }\n}\n';
  expect(render(text)).toBe(`Error: Wrong

  on a.pkr.hcl line 4, in provisioner "shell":
   4:     inline = [{}, f({ a = 1 })]
                                ^

It is.
`);
});

test.each([
  ["a «b» {\n}\n", "  on a.pkr.hcl line 1:"],
  ["a {\n}\nb = «1»\n", "  on a.pkr.hcl line 3:"],
  ["a = {\n  b = «1»\n}\n", "  on a.pkr.hcl line 2:"],
  ['a {\n  b = "x\n  c = «1»\n}\n', "  on a.pkr.hcl line 3, in a:"],
  ["a {\n  b = <<E\n}\nE\n  c = «1»\n}\n", "  on a.pkr.hcl line 5, in a:"],
])("%j: %s", (text, place) => {
  expect(render(text).split("\n")[2]).toBe(place);
});

test.each([
  ['{"source": {"null": {"x": {"a": «1»}}}}', "  on a.pkr.json line 1, in source.null.x:"],
  ['{"source": {"null": {"x": {"a": 1}, «"y"»: 2}}}', "  on a.pkr.json line 1, in source.null:"],
  [
    '{"build": [{"a": {"}": "{"}}, {"provisioner": [{"shell": {"b": «1»}}]}]}',
    "  on a.pkr.json line 1, in build.provisioner.shell:",
  ],
  ['{"a": "b: {", «"c"»: [1]}', "  on a.pkr.json line 1:"],
  ['{"a": {}}} «x»', "  on a.pkr.json line 1:"],
])("in JSON the way to the subject is named: %s", (text, place) => {
  expect(renderDiagnostic(errorAt(marked(text, "a.pkr.json"), "Wrong", "")).split("\n")[2]).toBe(place);
});

test("a source is read once, however many diagnostics it has, and secrets are looked for in it under one text", () => {
  const advance = jest.spyOn(Scanner.prototype, "advance");
  const source = new Source("a.pkr.hcl", `a = [${"[{b = 1}],".repeat(5000)}]\n`);
  const asked = new Set<string>();
  const secrets = (text: string) => {
    asked.add(text);
    return [];
  };
  const show = (start: number) => renderDiagnostic(errorAt(source.range(start, start + 1), "Wrong", ""), { secrets });
  show(5);
  const once = advance.mock.calls.length;
  for (let start = 0; start < source.text.length; start += 50) show(start);
  expect(once).toBeGreaterThan(5000);
  expect(advance.mock.calls.length).toBe(once);
  expect([...asked].filter((text) => text.length > 100)).toEqual([source.text]);
});

describe("the caret line", () => {
  const shown = (text: string, options = {}) => render(text, options).split("\n").slice(3, -3).join("\n");

  test.each([
    ["is as wide as the subject", "abc = «def» ghi", "   1: abc = def ghi\n            ^^^"],
    ["has one caret at least", "abc = «»def", "   1: abc = def\n            ^"],
    ["may stand after the end", "abc =«»", "   1: abc =\n           ^"],
    ["counts tabs as four columns", "\t«a»\t«", "   1:     a   «\n          ^".replace("   «", "")],
    ["counts wide characters twice", "日本 = «語»x", "   1: 日本 = 語x\n             ^^"],
    ["counts accents not at all", "e\u0301 = «x»", "   1: e\u0301 = x\n          ^"],
    ["shows control characters as pictures", "\u001b[31m«\u0000»x", "   1: ␛[31m␀x\n           ^"],
    ["shows half a pair as a question", "\ud800 «x»", "   1: \ufffd x\n        ^"],
    ["leaves CR LF out", "a = «b\r\n»c", "   1: a = b\n          ^"],
    [
      "marks several lines",
      "a = «[\n  1,\n]» b",
      "   1: a = [\n          ^\n   2:   1,\n      ^^^^\n   3: ] b\n      ^",
    ],
  ])("%s", (_name, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test("leaves out the middle of many lines", () => {
    expect(shown(`«${"x\n".repeat(20)}»`)).toBe(
      [
        "   1: x",
        "      ^",
        "   2: x",
        "      ^",
        "   3: x",
        "      ^",
        "   4: x",
        "      ^",
        "   …",
        "  20: x",
        "      ^",
      ].join("\n"),
    );
  });

  test("cuts a long line around the subject", () => {
    const long = `${"a".repeat(5_000_000)}«b»${"c".repeat(5_000_000)}`;
    expect(shown(long, { width: 40 })).toBe(`   1: …${"a".repeat(10)}b${"c".repeat(21)}…\n                 ^`);
    expect(shown(`«a»${"b".repeat(100)}`, { width: 40 })).toBe(`   1: a${"b".repeat(31)}…\n      ^`);
    expect(shown(`${"a".repeat(100)}«b»`, { width: 40 })).toBe(`   1: …${"a".repeat(31)}b\n${" ".repeat(38)}^`);
  });

  test("no line is wider than the terminal, however wide its characters are", () => {
    expect(shown(`a = «${"語".repeat(60)}»`, { width: 40 })).toBe(
      `   1: a = ${"語".repeat(14)}…\n          ${"^".repeat(28)}`,
    );
    expect(shown(`${"日本".repeat(40)}«x»`, { width: 40 })).toBe(
      `   1: …${"日本".repeat(8).slice(1)}x\n${" ".repeat(37)}^`,
    );
    expect(shown(`«[\n${"日".repeat(60)}\n]»`, { width: 40 }).split("\n")[2]).toBe(`   2: ${"日".repeat(16)}…`);
  });

  test("stands at the end of a text that ends early, and under the last line's end", () => {
    expect(shown("a = [\n  1,«»")).toBe("   2:   1,\n          ^");
    expect(shown("a = [\n  1,\n«»")).toBe("   3:\n      ^");
  });

  test("counts a family of joined pictures as terminals without joining show it", () => {
    expect(shown('"👩\u200d👧 «x»"')).toBe(`   1: "👩\u200d👧 x"\n            ^`);
  });

  test("cuts no character in two", () => {
    const line = shown(`${"😀".repeat(100)}«b»${"😀".repeat(100)}`, { width: 40 }).split("\n")[0]!;
    expect(line).not.toMatch(/\ufffd/);
    expect(line).toContain("😀b😀");
  });
});

describe("secrets", () => {
  const secrets = (text: string) =>
    [...text.matchAll(/S3[a-z\n]*T/gs)].map(({ 0: found, index }) => [index, index + found.length] as const);
  const lines = (text: string, width = 40) => render(text, { width, secrets }).split("\n").slice(3, -3);

  test.each([
    ["are hidden whole", "a = S3cretT «x»", ["   1: a = <sensitive> x", "                      ^"]],
    ["are marked whole where a part is meant", "a = S3c«ret»T x", ["   1: a = <sensitive> x", "          ^^^^^^^^^^^"]],
    ["are marked where nothing in them is", "a = S3c«»retT x", ["   1: a = <sensitive> x", "          ^"]],
    [
      "are marked with what is around them",
      "a = «f(S3cretT)» x",
      ["   1: a = f(<sensitive>) x", "          ^^^^^^^^^^^^^^"],
    ],
    [
      "may stand on several lines",
      "a = «S3c\nretT» x",
      ["   1: a = <sensitive>", "          ^^^^^^^^^^^", "   2: <sensitive> x", "      ^^^^^^^^^^^"],
    ],
    [
      "are not cut at the window's end",
      `«a» ${"b".repeat(24)}S3cretT ${"c".repeat(50)}`,
      [`   1: a ${"b".repeat(24)}…`, "      ^"],
    ],
    [
      "are not cut at the window's start",
      `${"c".repeat(50)}S3cretT bbbbbb«a»${"b".repeat(40)}`,
      [`   1: … bbbbbba${"b".repeat(24)}…`, "              ^"],
    ],
    [
      "are shown at the very end",
      `${"c".repeat(50)} S3c«re»tT`,
      [`   1: …${"c".repeat(20)} <sensitive>`, `${" ".repeat(28)}^^^^^^^^^^^`],
    ],
  ])("%s", (_name, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  test("no part of one is shown, wherever the line is cut and whatever is marked", () => {
    const line = `${"x".repeat(60)}S3cretsecretT${"y".repeat(60)}`;
    for (let at = 0; at < line.length; at++) {
      for (const width of [20, 33, 60]) {
        const shown = lines(`${line.slice(0, at)}«${line[at]}»${line.slice(at + 1)}`, width).join("\n");
        expect(shown).not.toMatch(/S3|[cret]{2}|T/);
        expect(shown).toContain("^");
      }
    }
  });

  test("are hidden in sentences before those are wrapped, in values, names of files and headers", () => {
    const spaced = (text: string) => [...text.matchAll(/two words/g)].map(({ index }) => [index, index + 9] as const);
    const problem = errorAt(
      marked('a "two words" {\n  «b»\n}\n', "two words.hcl"),
      "Wrong",
      `${"x".repeat(14)} two words`,
    );
    const text = renderDiagnostic(
      { ...problem, values: [{ name: 'v["two words"]', text: '"two words"' }] },
      { width: 20, secrets: spaced },
    );
    expect(text).toBe(
      `Error: Wrong\n\n  on <sensitive>.hcl line 2, in a "<sensitive>":\n   2:   b\n        ^\n    v["<sensitive>"] is "<sensitive>"\n\n${"x".repeat(14)}\n<sensitive>\n`,
    );
  });
});

test("the line on which the context begins is shown as well", () => {
  const subject = marked("f(\n  1,\n  2\n  «3»\n)");
  const context = { ...subject, start: 0, end: 2 };
  const lines = renderDiagnostic(errorAt(subject, "Wrong", "It is.", context)).split("\n");
  expect(lines.slice(3, 7)).toEqual(["   1: f(", "   …", "   4:   3", "        ^"]);
});

test("the detail is wrapped between words, and lines that begin with a space are not", () => {
  const detail = `${"word ".repeat(8).trim()}\n  a line that is as it is, however long\n${"日本".repeat(12)} x`;
  expect(renderDiagnostic(errorAt(undefined, "Wrong", detail), { width: 20 })).toBe(
    `Error: Wrong\n\nword word word word\nword word word word\n  a line that is as it is, however long\n${"日本".repeat(12)}\nx\n`,
  );
});

test("colours are ANSI, and only on request", () => {
  expect(render("a = «b»", { color: true })).toBe(
    "\u001b[31;1mError:\u001b[0m \u001b[1mWrong\u001b[0m\n\n  on a.pkr.hcl line 1:\n\u001b[2m   1:\u001b[0m a = b\n          \u001b[31;1m^\u001b[0m\n\nIt is.\n",
  );
  expect(renderDiagnostic(warningAt(undefined, "Odd", ""), { color: true })).toContain("\u001b[33;1mWarning:");
});

test("nothing in a message or a file's name can control the terminal", () => {
  const subject = marked("«a»", "x\u001b]0;y\u0007.hcl");
  const text = renderDiagnostic(errorAt(subject, "Bad\u001b[2J", "See \u0007\u202ehere."));
  expect(text).toBe("Error: Bad␛[2J\n\n  on x␛]0;y␇.hcl line 1:\n   1: a\n      ^\n\nSee ␇\ufffdhere.\n");
});
