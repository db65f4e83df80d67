const named: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

/** What stands as it is between quotes. Characters beyond U+FFFF do not, for the sake of old readers. */
const printable = /^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u;

/** A line is broken at the first space after this column. */
const width = 80;

/** A string in double quotes. With `indent`, long ones are folded, and go on at that indentation. */
export function quoteYaml(text: string, startColumn: number, indent: number | undefined): string {
  const characters = [...text];
  let quoted = '"';
  let column = startColumn + 1;
  let afterSpace = false;
  for (const [at, character] of characters.entries()) {
    const inside = at > 0 && at < characters.length - 1;
    const folds = indent !== undefined && character === " " && !afterSpace && column > width && inside;
    const piece = folds ? foldAt(characters[at + 1]!, indent) : escapeYaml(character);
    quoted += piece;
    column = folds ? piece.length - 1 : column + piece.length;
    afterSpace = character === " ";
  }
  return `${quoted}"`;
}

/** A space that follows the break would be lost, so it is escaped. */
function foldAt(next: string, indent: number): string {
  return `\n${" ".repeat(indent)}${next === " " ? "\\" : ""}`;
}

function escapeYaml(character: string): string {
  const name = named[character];
  if (name) return name;
  if (printable.test(character)) return character;
  const code = character.codePointAt(0)!;
  const hex = (digits: number) => code.toString(16).toUpperCase().padStart(digits, "0");
  if (code <= 0xff) return `\\x${hex(2)}`;
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** Several lines, nothing in them that needs an escape, and no space that an editor might strip. */
export function isLiteralBlock(text: string): boolean {
  if (!text.includes("\n") || / \n| $/.test(text)) return false;
  return [...text].every(
    (character) =>
      character === "\n" ||
      (printable.test(character) && named[character] === undefined) ||
      character === '"' ||
      character === "\\",
  );
}

/** `|`, with hints for a leading space and for the newlines at the end. */
export function literalBlock(text: string, indent: number): string {
  const lead = /^[ \n]/.test(text) ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const lines = text.replace(/\n$/, "").split("\n");
  return `|${lead}${chomp}\n${lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line)).join("\n")}${text.endsWith("\n") ? "\n" : ""}`;
}
