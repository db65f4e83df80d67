const short: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** Quotes as Go's `%q` does, which `packer inspect` prints: what cannot be seen is escaped, and the space alone is plain. */
export function goQuote(text: string): string {
  const quoted = text.replace(
    /["\\]|[^\P{C}\u{d800}-\u{dfff}]|(?! )\p{Z}/gu,
    (character) => short[character] ?? escaped(character),
  );
  return `"${quoted}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  const digits = code.toString(16);
  if (code < 0x80) return `\\x${digits.padStart(2, "0")}`;
  return code > 0xffff ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
}
