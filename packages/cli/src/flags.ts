/** What a flag takes. `list` is comma separated and may be repeated; `many` may be repeated and is taken as it is. */
export type FlagKind = "boolean" | "string" | "number" | "list" | "many";

export interface FlagSpec {
  readonly kind: FlagKind;
  /** Shown after the name in help: `-only=foo,bar`. */
  readonly placeholder?: string;
  readonly help: string;
  /** The only values there are, whatever their case. */
  readonly choices?: readonly string[];
  /** What completion offers as its value. */
  readonly value?: "file" | "build" | "variable";
}

export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

interface KindValue {
  boolean: boolean;
  string: string;
  number: number;
  list: readonly string[];
  many: readonly string[];
}

/** Flags that were given; lists and repeatable ones are always there. */
export type FlagValues<S extends FlagSpecs> = {
  readonly [N in keyof S as S[N]["kind"] extends "list" | "many" ? N : never]: KindValue[S[N]["kind"]];
} & {
  readonly [N in keyof S as S[N]["kind"] extends "list" | "many" ? never : N]?: KindValue[S[N]["kind"]];
};

export type ParsedFlags<S extends FlagSpecs> =
  | { readonly ok: true; readonly flags: FlagValues<S>; readonly positional: readonly string[] }
  | { readonly ok: false; readonly problem: string; readonly unknownFlag?: string };

class FlagProblem extends Error {
  readonly unknownFlag: string | undefined;

  constructor(message: string, unknownFlag?: string) {
    super(message);
    this.unknownFlag = unknownFlag;
  }
}

/**
 * Go's flag rules, which Packer has: `-x` and `--x` are equal, `-x=v` or `-x v`, a boolean is set false by `-x=false`, `--` ends
 * the flags. Beyond Go, flags may follow positional arguments.
 */
export function parseFlags<S extends FlagSpecs>(specs: S, argv: readonly string[]): ParsedFlags<S> {
  const values = new Map<string, unknown>(
    Object.entries(specs).flatMap(([name, { kind }]) => (kind === "list" || kind === "many" ? [[name, []]] : [])),
  );
  const positional: string[] = [];
  const rest = [...argv];
  try {
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      if (word === "--") positional.push(...rest.splice(0));
      else if (word === "-" || !word.startsWith("-")) positional.push(word);
      else readFlag(specs, word, rest, values);
    }
  } catch (error) {
    if (!(error instanceof FlagProblem)) throw error;
    const { message: problem, unknownFlag } = error;
    return { ok: false, problem, ...(unknownFlag !== undefined && { unknownFlag }) };
  }
  return { ok: true, flags: Object.fromEntries(values) as FlagValues<S>, positional };
}

function readFlag(specs: FlagSpecs, word: string, rest: string[], values: Map<string, unknown>): void {
  const [, name, attached] = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (name === undefined)
    throw new FlagProblem(`"${word}" is not a flag: one or two dashes and a name make one, and "--" ends them.`);
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (!spec) throw new FlagProblem(`There is no flag -${name}.`, name);
  const text = attached ?? (spec.kind === "boolean" ? "true" : rest.shift());
  if (text === undefined)
    throw new FlagProblem(`The flag -${name} needs a value: -${name}=${spec.placeholder ?? "value"}.`);
  values.set(name, readValue(name, spec, text, values.get(name)));
}

function readValue(name: string, { kind, choices }: FlagSpec, text: string, before: unknown): unknown {
  switch (kind) {
    case "string":
      return choices ? readChoice(name, choices, text) : text;
    case "many":
      return [...(before as string[]), text];
    case "list":
      return [...(before as string[]), ...splitList(text)];
    case "boolean":
      return readBoolean(name, text);
    case "number":
      return readNumber(name, text);
  }
}

function readChoice(name: string, choices: readonly string[], text: string): string {
  const choice = choices.find((each) => each === text.toLowerCase());
  if (choice === undefined)
    throw new FlagProblem(`The flag -${name} takes one of ${choices.join(", ")}, not "${text}".`);
  return choice;
}

/**
 * At its commas, but for those within braces: `{one,two}` is one pattern. Nothing at all is one empty part, as it is for Packer:
 * `-only=$UNSET` must not choose everything.
 */
function splitList(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "{") depth += 1;
    if (character === "}") depth = Math.max(0, depth - 1);
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  const some = parts.filter((part) => part !== "");
  return some.length > 0 ? some : [""];
}

function readBoolean(name: string, text: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new FlagProblem(`The flag -${name} is true or false, not "${text}".`);
}

/** In Go's notations: 12, 0x0c, 0b1100, 0o14 and 014. */
function readNumber(name: string, text: string): number {
  const [, sign, octal, other] = /^([+-]?)(?:0o?([0-7]+)|(0x[\da-f]+|0b[01]+|0|[1-9]\d{0,14}))$/i.exec(text) ?? [];
  const size = octal === undefined ? Number(other) : Number.parseInt(octal, 8);
  if (Number.isSafeInteger(size)) return sign === "-" ? -size : size;
  throw new FlagProblem(`The flag -${name} takes a whole number, not "${text}".`);
}
