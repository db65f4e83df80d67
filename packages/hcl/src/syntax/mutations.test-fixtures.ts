import fc from "fast-check";

/** What is put into a text to break it, or not to. */
const scraps = [
  ..."{}[]()\"\n=,.:?!-+*/%<>&|~#$\\' \t\r0a",
  ..."${|%{|~}|<<E\n|<<-E\n|\nE\n|...|=>|==|::|//|/*|*/|\\n|\\u00e9|for |in |if |else|endif|null|[*]|.*|1.5|1e|é|a = 1\n|a {\n|}\n".split(
    "|",
  ),
];

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(3) }, fc.nat(40)),
  insert: fc.oneof(fc.constant(""), fc.constantFrom(...scraps)),
});

/** One of the texts with one to four edits; now and then it is cut off as well. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 8, noNaN: true }),
    )
    .map(([text, edits, kept]) => edits.reduce(applyEdit, text.slice(0, Math.ceil(text.length * Math.min(1, kept)))));
}

function applyEdit(text: string, { at, remove, insert }: Edit): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

/** A fixture's top-level items, each as a text of its own: a small text is mutated more to the point. */
export function itemsOf(text: string): string[] {
  return text.split(/(?<=\n)(?=[^\s}\])#/=+%A-Z][^\n]*[={])/u).filter((item) => item.trim() !== "");
}
