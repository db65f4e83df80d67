import fc from "fast-check";

const pick = (...texts: readonly string[]) => fc.constantFrom(...texts);
const blank = pick("", "", " ", "  ", "\t");
const newline = pick("\n", "\n", "\n\n", " \n", "\n  ");
const name = pick("a", "bb", "ccc", "x-y", "é", "_u", "for_each", "in", "if", "日本");
const comment = pick(" # c\n", "// dd\n", "#\n");
const leaf = pick("1", "x", '"s"', "true", "null", "1.5e3", "var.a", "-1", "!x", "x[0]", '"a${b}"', "x /* c */");
const operator = pick("+", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", " - ");
const directive = "%{ if a ~}z%{ endif }";

/** Joins what the arbitraries give; plain texts stand for themselves. */
function text(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((all) => all.join(""));
}

function many(item: fc.Arbitrary<string>, separator: fc.Arbitrary<string>, maxLength = 3): fc.Arbitrary<string> {
  const items = fc.array(fc.tuple(item, separator), { maxLength });
  return items.map((pairs) =>
    pairs.map(([each, after], index) => each + (index < pairs.length - 1 ? after : "")).join(""),
  );
}

const comma = text(blank, ",", blank);
const optional = (part: fc.Arbitrary<string>) => fc.oneof(fc.constant(""), part);

/** Valid expressions and bodies, spaced, broken and commented in every way that the grammar allows. */
const grammar = fc.letrec<{ expression: string; compound: string; entry: string; body: string; item: string }>(
  (tie) => {
    const expression = tie("expression");
    const entry = tie("entry");
    const lines = text(pick("  text", "${ x }", "\ttab  ", "", `$\${y} ${directive}`), "\n");
    return {
      expression: fc.oneof({ maxDepth: 4, depthIdentifier: "nesting" }, leaf, tie("compound")),
      compound: fc.oneof(
        text(expression, blank, operator, blank, expression),
        text("(", blank, expression, blank, ")"),
        text("[", blank, many(expression, comma), blank, "]"),
        text(
          "[",
          newline,
          many(expression, text(blank, ",", fc.oneof(newline, comment))),
          optional(text(",", newline)),
          "]",
        ),
        text("{", blank, many(entry, comma, 2), blank, "}"),
        text("{", newline, many(entry, fc.oneof(pick("\n", ",\n", "\n# only\n"), comment)), "\n", "}"),
        text(name, blank, "(", blank, many(expression, comma), blank, ")"),
        text(name, "(", newline, many(expression, text(",", newline)), newline, ")"),
        text("x", blank, "?", blank, expression, blank, ":", blank, expression),
        text(
          "[for ",
          pick("v", "k,v"),
          " in ",
          expression,
          blank,
          ":",
          blank,
          expression,
          optional(text(" if ", expression)),
          "]",
        ),
        text("{for k,v in ", expression, " : ", expression, blank, "=>", blank, expression, pick("", "..."), "}"),
        text(pick("-", "!", "- ", "! "), leaf),
        text(name, pick(".b", ".*.c", "[*].d", "[ 0 ]", ".0", " . e")),
        text('"t ', pick("${", "${ ", "${~ "), expression, pick("}", " }", " ~}"), ' u"'),
        text('"%{ if ', expression, ' }y%{ else }%{ endif }"'),
        text("(<<", pick("", "-"), "E\n", many(lines, fc.constant("")), pick("", "  "), "E\n)"),
      ),
      entry: text(
        fc.oneof(
          name.filter((word) => word !== "for"),
          pick('"k"', "(x)"),
        ),
        blank,
        pick("=", "=", ":"),
        blank,
        expression,
      ),
      body: fc.array(tie("item"), { minLength: 1, maxLength: 5 }).map(numbered),
      item: fc.oneof(
        { maxDepth: 3, depthIdentifier: "nesting" },
        text(blank, name, "@", blank, "=", blank, expression, fc.oneof(pick("\n", "\n\n", "  \n"), comment)),
        text(
          blank,
          name,
          "@",
          blank,
          "= <<",
          pick("", "-"),
          "E\n",
          many(lines, fc.constant("")),
          pick("", "\t"),
          "E\n",
        ),
        pick("# c\n", "  // c\n", "/* x */\n", "/*\n  y\n*/\n", "\n"),
        text(name, " {", blank, optional(text("q", blank, "=", blank, leaf)), blank, "}\n"),
        text(
          blank,
          name,
          blank,
          many(pick('"l"', " lbl", '"日本"'), fc.constant(" ")),
          blank,
          "{",
          fc.oneof(newline, comment),
          tie("body"),
          blank,
          "}",
          fc.oneof(newline, comment),
        ),
      ),
    };
  },
);

/** Each argument's name gets a number of its own, so that none is set twice. */
function numbered(items: readonly string[]): string {
  return items.map((item, index) => item.replace("@", String(index))).join("");
}

/** Whole files; one in ten has CR LF. */
export const generatedFile: fc.Arbitrary<string> = fc
  .tuple(grammar.body, fc.nat(9))
  .map(([file, dice]) => (dice === 0 ? file.replaceAll("\n", "\r\n") : file));
