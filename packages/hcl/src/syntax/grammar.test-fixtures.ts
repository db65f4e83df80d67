/** A rule's right side, as EBNF writes it. */
export type Pattern =
  | { readonly is: "literal"; readonly text: string }
  | { readonly is: "rule"; readonly name: string }
  | { readonly is: "words"; readonly text: string }
  | { readonly is: "many" | "optional"; readonly of: Pattern }
  | { readonly is: "choice" | "sequence"; readonly of: readonly Pattern[] };

export interface Rule {
  readonly pattern: Pattern;
  /** Nothing may stand between its symbols. */
  readonly tight: boolean;
}

export type Grammar = ReadonlyMap<string, Rule>;

const symbols = /"[^"]*"|'[^']*'|\?[^?]*\?|[A-Za-z]+|[=;|()[\]{}]/g;

export function readGrammar(text: string, tight: boolean): Grammar {
  const tokens = text.match(symbols)!;
  const rules = new Map<string, Rule>();
  for (let at = 0; at < tokens.length; ) {
    const [name, equals] = [tokens[at]!, tokens[at + 1]];
    if (equals !== "=") throw new Error(`"=" is missing after ${name}`);
    const reader = { tokens, at: at + 2 };
    rules.set(name, { pattern: readChoice(reader), tight });
    if (tokens[reader.at] !== ";") throw new Error(`";" is missing at the end of ${name}`);
    at = reader.at + 1;
  }
  return rules;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function readChoice(reader: Reader): Pattern {
  const choices = [readSequence(reader)];
  while (reader.tokens[reader.at] === "|") {
    reader.at++;
    choices.push(readSequence(reader));
  }
  return choices.length === 1 ? choices[0]! : { is: "choice", of: choices };
}

function readSequence(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  while (!["|", ")", "]", "}", ";"].includes(reader.tokens[reader.at]!)) parts.push(readPart(reader));
  return parts.length === 1 ? parts[0]! : { is: "sequence", of: parts };
}

function readPart(reader: Reader): Pattern {
  const token = reader.tokens[reader.at++]!;
  if (token === "(" || token === "[" || token === "{") {
    const of = readChoice(reader);
    reader.at++;
    return token === "(" ? of : { is: token === "[" ? "optional" : "many", of };
  }
  if (/^["']/.test(token)) return { is: "literal", text: token.slice(1, -1) };
  return token.startsWith("?") ? { is: "words", text: token.slice(1, -1).trim() } : { is: "rule", name: token };
}

/** The rules that a pattern uses. */
export function rulesIn(pattern: Pattern): string[] {
  if (pattern.is === "rule") return [pattern.name];
  if (!("of" in pattern)) return [];
  return "is" in pattern.of ? rulesIn(pattern.of) : (pattern.of as readonly Pattern[]).flatMap(rulesIn);
}

const samples: Readonly<Record<string, readonly string[]>> = {
  "a character but quote, backslash, line break and the beginning of an insert or directive": ["x", " ", "é", "#", "}"],
  "a character but line break and the beginning of an insert or directive": ["x", " ", '"', "\\", "}"],
  "a character with the property ID_Start": ["a", "é", "日"],
  "a character with the property ID_Continue": ["a", "7", "é"],
  "LF, or CR and LF": ["\n", "\r\n"],
  "a space or a tab": [" ", "\t"],
};

/** Deeper within one another than this they are as short as can be, so that choices are left for what follows. */
const deepest = 3;
const nesting = ["Body", "Expression", "QuotedPart", "LinePart"];

/**
 * A text that the grammar makes of a rule. `choose` picks one of so many; where it says 0 for ever, the shortest text follows,
 * because the first alternative of each rule is the one that ends.
 */
export function textOf(rule: string, grammar: Grammar, choose: (count: number) => number): string {
  let names = 0;
  let depth = 0;
  const pick = (count: number): number => (depth > deepest ? 0 : choose(count));
  const exceptions: Readonly<Record<string, (made: string) => string>> = {
    // What the rules do not say: an argument is set once, escapes write characters, a heredoc's names are the same.
    Attribute: (made) => `n${names++} ${made.slice(made.indexOf("="))}`,
    Escape: (made) => (/^\\(?:u[dD][89a-fA-F]|U(?!000[01]))/.test(made) ? "\\t" : made),
    Heredoc: () => {
      const lines = all(grammar.get("LinePart")!.pattern, true);
      return `(<<E0T\n${lines}${lines === "" || lines.endsWith("\n") ? "" : "\n"} E0T\n)`;
    },
  };
  const all = (of: Pattern, tight: boolean): string => {
    let text = "";
    for (let rest = pick(4); rest > 0; rest--) text += make(of, tight);
    return text;
  };
  const make = (pattern: Pattern, tight: boolean): string => {
    switch (pattern.is) {
      case "literal":
        return tight && !/^[a-z]{2,}$/.test(pattern.text) ? pattern.text : ` ${pattern.text} `;
      case "words": {
        const known = samples[pattern.text]!;
        return known[pick(known.length)]!;
      }
      case "rule": {
        const { pattern: of, tight: within } = grammar.get(pattern.name)!;
        depth += nesting.includes(pattern.name) ? 1 : 0;
        const made = make(of, within);
        depth -= nesting.includes(pattern.name) ? 1 : 0;
        return exceptions[pattern.name]?.(made) ?? made;
      }
      case "many":
        return all(pattern.of, tight);
      case "optional":
        return pick(2) === 0 ? "" : make(pattern.of, tight);
      case "choice":
        return make(pattern.of[pick(pattern.of.length)]!, tight);
      case "sequence":
        return pattern.of.map((part) => make(part, tight)).join("");
    }
  };
  return make({ is: "rule", name: rule }, false);
}
