import { Source } from "../source.js";
import { outline, outlineArgument, printParts } from "./outline.test-fixtures.js";
import { parseTemplate } from "./parser.js";

describe("quoted templates", () => {
  test.each([
    ['"plain"', '"plain"'],
    ['""', '""'],
    ['"a${b}c"', '"a|${b}|c"'],
    ['"${a}${b}"', '"${a}|${b}"'],
    [String.raw`"\n\t\r\"\\"`, '"⏎\t\r"\\"'],
    [String.raw`"\u00e9\U0001F600"`, '"é😀"'],
    ['"$${a} %%{b}"', '"${a} %{b}"'],
    ['"$$${a}"', '"$${a}"'],
    ['"$ $x % %x $$ 100%"', '"$ $x % %x $$ 100%"'],
    ['"\\\\${a}"', '"\\|${a}"'],
    ['"${"${"x"}"}"', '"${"${"x"}"}"'],
    ['"${ "}" }"', '"${"}"}"'],
    ['"${ {a = 1}.a }"', '"${{a = 1}.a}"'],
    ['"a  ${~ b ~}  c"', '"a|${b}|c"'],
    ['"a  ${~ b }  c"', '"a|${b}|  c"'],
    ['"${b ~} "', '"${b}|"'],
    ['"%{ if a }b%{ endif }"', '"if(a then b else )"'],
    ['"%{ if a }b%{ else }c%{ endif }"', '"if(a then b else c)"'],
    ['"%{ for x in y }${x},%{ endfor }"', '"for(x in y: ${x}|,)"'],
    ['"%{ for k, v in y }%{ if v }${k}%{ endif }%{ endfor }"', '"for(k,v in y: if(v then ${k} else ))"'],
    ['"a %{~ if b ~} c %{~ else ~} d %{~ endif ~} e"', '"a|if(b then c else d)|e"'],
  ])("%s is %s", (text, expected) => {
    expect(outline(text)).toBe(expected);
  });

  test.each([
    ['"a', "Unterminated string"],
    ['"a\nb"', "Unterminated string"],
    [String.raw`"\q"`, "Invalid escape"],
    [String.raw`"\u12"`, "Invalid escape"],
    [String.raw`"\ud800"`, "Invalid escape"],
    [String.raw`"\U00110000"`, "Invalid escape"],
    ['"\\${a}"', "Invalid escape"],
    ['"${}"', "Expression expected"],
    ['"${a b}"', "Unclosed template sequence"],
    ['"${a', "Unclosed template sequence"],
    ['"%{ what }"', "Invalid template directive"],
    ['"%{ if a }b"', "Unclosed template directive"],
    ['"%{ endif }"', "Unbalanced template directive"],
    ['"%{ if a }%{ endfor }"', "Unbalanced template directive"],
    ['"%{ for x in y }%{ else }%{ endfor }"', "Unbalanced template directive"],
    ['"%{ if a }%{ else }%{ else }%{ endif }"', "Unbalanced template directive"],
  ])("%j is refused: %s", (text, summary) => {
    expect(outline(text)).toBe(`error: ${summary}`);
  });
});

describe("heredocs", () => {
  test.each([
    ["plain", "a = <<EOT\nfoo\n  bar\nEOT\n", '"foo⏎  bar⏎"'],
    ["empty", "a = <<EOT\nEOT\n", '""'],
    ["with its closing word indented", "a = <<EOT\n  foo\n  EOT\n", '"  foo⏎"'],
    ["with blanks after its closing word", "a = <<EOT\nfoo\nEOT \t\n", '"foo⏎"'],
    ["with words like its closing word", "a = <<EOT\nEOTX\nX EOT\nEOT.\nEOT\n", '"EOTX⏎X EOT⏎EOT.⏎"'],
    ["without escapes", 'a = <<EOT\n\\n "q" \\\nEOT\n', '"\\n "q" \\⏎"'],
    ["with doubled markers", "a = <<EOT\n$${x} %%{y}\nEOT\n", '"${x} %{y}⏎"'],
    ["with interpolation", "a = <<EOT\nx ${y} z\nEOT\n", '"x |${y}| z⏎"'],
    ["with a brace of its own", "a = <<EOT\n}\nEOT\n", '"}⏎"'],
    ["with CR LF", "a = <<EOT\r\nfoo\r\nEOT\r\n", '"foo\r⏎"'],
    ["in a call", "a = f(<<EOT\nx\nEOT\n, 2)\n", 'f("x⏎", 2)'],
    ["in another", "a = <<A\n${<<B\nx\nB\n}\nA\n", '"${"x⏎"}|⏎"'],
    ["with a word of any script", "a = <<É-1\nx\nÉ-1\n", '"x⏎"'],
    ["indented", "a = <<-EOT\n    foo\n  bar\n  EOT\n", '"  foo⏎bar⏎"'],
    ["indented, with blank lines", "a = <<-EOT\n    foo\n\n \n   bar\n  EOT\n", '" foo⏎⏎ ⏎bar⏎"'],
    ["indented with tabs", "a = <<-EOT\n\ta\n\t\tb\n  EOT\n", '"a⏎\tb⏎"'],
    ["indented, beginning with an interpolation", "a = <<-EOT\n  a\n${x}\n  EOT\n", '"  a⏎|${x}|⏎"'],
    ["indented, with an indented interpolation", "a = <<-EOT\n  ${x}\n    b\n  EOT\n", '"|${x}|⏎  b⏎"'],
    ["a marker that takes off only its line", "a = <<EOT\nx ${y ~}\n\n\n  z\nEOT\n", '"x |${y}|⏎⏎  z⏎"'],
    ["a marker before", "a = <<EOT\nx\n\n  ${~ y}\nEOT\n", '"x⏎⏎|${y}|⏎"'],
    ["a marker before indentation is shared", "a = <<-EOT\n    ${~ y}\n    z\n  EOT\n", '"|${y}|⏎    z⏎"'],
    [
      "a line joined by a marker keeps its indentation",
      "a = <<-EOT\n    a ${~ y ~} \n    z\n      w\n  EOT\n",
      '"a|${y}|    z⏎  w⏎"',
    ],
    ["directives on lines", "a = <<EOT\n%{ if x ~}\n  y\n%{ endif ~}\nEOT\n", '"if(x then   y⏎ else )|"'],
  ])("%s", (_name, text, expected) => {
    expect(outlineArgument(text)).toBe(expected);
  });

  test.each([
    ["a = <<EOT\nfoo\n", "Unterminated heredoc"],
    ["a = <<EOT\nfoo\nEOT", "Unterminated heredoc"],
    ["a = <<EOT\nfoo\nEOT x\n", "Unterminated heredoc"],
    ["a = <<EOT \nfoo\nEOT\n", "Invalid heredoc"],
    ['a = <<"EOT"\nfoo\nEOT\n', "Invalid heredoc"],
    ["a = <<\n", "Invalid heredoc"],
    ["a = <<EOT\na\rb\nEOT\n", "Invalid character"],
    ["a = <<EOT\n${x\nEOT\n", "Unclosed template sequence"],
  ])("%j is refused: %s", (text, summary) => {
    expect(outlineArgument(text)).toBe(`error: ${summary}`);
  });
});

describe("a text that is a template", () => {
  const parts = (text: string) => {
    const { expression, diagnostics } = parseTemplate(new Source("test", text));
    return expression ? printParts(expression.parts) : `error: ${diagnostics[0]!.summary}`;
  };

  test.each([
    ["", ""],
    ['say "hi"\\n\n${x}', 'say "hi"\\n⏎|${x}'],
    ["$${x}", "${x}"],
    ["%{ for x in y ~}\n- ${x}\n%{ endfor }", "for(x in y: - |${x}|⏎)"],
    ["${x", "error: Unclosed template sequence"],
    ["a }", "a }"],
  ])("%j is %s", (text, expected) => {
    expect(parts(text)).toBe(expected);
  });
});
