import { lastAtOrBefore } from "@ingot/hcl";

/** A text, and where its characters stand in the one that it was read from. */
export interface ReadText {
  readonly text: string;
  /** From an offset within `text` to the one that was written. */
  offset(at: number): number;
}

/** In HCL and in JSON; `$${` and `%%{` are texts of HCL alone. */
const escapes = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(["\\/bfnrt]))|[$%](?=[$%]\{)/g;

const characters: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** An expression within a template within a string in JSON has its escapes escaped. */
const deepest = 3;

/** The text as it is, and as it reads when its escapes are undone, those of its escapes too. */
export function unescapedTexts(written: string): readonly ReadText[] {
  const texts: ReadText[] = [{ text: written, offset: (at) => at }];
  while (texts.length <= deepest) {
    const outer = texts.at(-1)!;
    const inner = unescaped(outer);
    if (inner.text === outer.text) break;
    texts.push(inner);
  }
  return texts;
}

function unescaped({ text, offset }: ReadText): ReadText {
  let read = "";
  let behind = 0;
  const [meant, written] = [[0], [0]];
  for (const { 0: whole, 1: short, 2: long, 3: letter, index } of text.matchAll(escapes)) {
    read += text.slice(behind, index);
    behind = index + whole.length;
    note(meant, written, read.length, index);
    read += letter ? (characters[letter] ?? letter) : codePoint(short ?? long);
    note(meant, written, read.length, behind);
  }
  return {
    text: read + text.slice(behind),
    offset: (at) => {
      const place = lastAtOrBefore(meant, at);
      return offset(written[place]! + at - meant[place]!);
    },
  };
}

function note(meant: number[], written: number[], at: number, offset: number): void {
  meant.push(at);
  written.push(offset);
}

/** What stands for no character is nothing. */
function codePoint(digits: string | undefined): string {
  const point = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}
