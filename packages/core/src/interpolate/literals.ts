/** What an escape that Go does not have becomes; `offset` is its place in the literal. */
type Refusal = (wrong: string, offset: number) => Error;

/** A number of Go's as it is written: 12, 1_000, 0x1F, 0b101, 0o17, 017, 1.5, 1e3. Undefined for one that is none, such as 08. */
export function numberOf(text: string): number | undefined {
  const digits = text.replace(/^[+-]/, "");
  const plain = digits.replaceAll("_", "");
  if (/__|_$|^_/.test(digits)) return undefined;
  const value = Number(/^0\d+$/.test(plain) ? `0o${plain}` : plain);
  if (Number.isNaN(value)) return undefined;
  return text.startsWith("-") ? -value : value;
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

const escapeForm = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gu;

/** What a text in quotes holds: Go's escapes between `"`, none between back quotes. */
export function unquote(text: string, refuse: Refusal): string {
  const inner = text.slice(1, -1);
  return text.startsWith("`") ? inner.replaceAll("\r", "") : unescaped(inner, refuse);
}

/** The number of the one character in quotes. Undefined where there are several. */
export function characterCode(text: string, refuse: Refusal): number | undefined {
  const [character, ...others] = unescaped(text.slice(1, -1), refuse);
  return others.length === 0 ? character?.codePointAt(0) : undefined;
}

function unescaped(inner: string, refuse: Refusal): string {
  return inner.replace(
    escapeForm,
    (all, x?: string, u?: string, wide?: string, octal?: string, one?: string, at?: unknown) => {
      const code = octal === undefined ? Number.parseInt(x ?? u ?? wide ?? "", 16) : Number.parseInt(octal, 8);
      const character = one === undefined ? characterOf(code) : escapes[one];
      if (character === undefined) throw refuse(all, 1 + Number(at));
      return character;
    },
  );
}

const characterOf = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);
