import fc from "fast-check";
import { Source } from "../source.js";
import { format } from "../syntax/format.js";
import { generatedFile } from "../syntax/generated-hcl.test-fixtures.js";
import { parse } from "../syntax/parser.js";
import { bodiesWithin, commentsOf, dataMeaning, type Model, modelOf, ownComments } from "./edit.test-fixtures.js";
import { type Body, type Document, edit, type Item } from "./index.js";

const seed = Date.now();
const runs = (numRuns: number) => ({ seed, numRuns });

const isValid = (text: string) => parse(new Source("a.hcl", text)).diagnostics.length === 0;
const validFile = generatedFile.filter(isValid);
const canonicalFile = validFile.map(format).filter(isValid);
const value: fc.Arbitrary<unknown> = fc
  .jsonValue({ maxDepth: 3, noUnicodeString: false })
  .map((data) => JSON.parse(JSON.stringify(data).normalize("NFC")));

const name = fc.constantFrom("a", "zz", "long_name_of_it", "é", "b-0");
const position = fc.nat(50);
const step = fc.oneof(
  fc.record({ verb: fc.constant("set" as const), at: position, name, value }),
  fc.record({ verb: fc.constant("change" as const), at: position, which: position, value }),
  fc.record({ verb: fc.constant("remove" as const), at: position, which: position }),
  fc.record({ verb: fc.constant("rename" as const), at: position, which: position, name }),
  fc.record({
    verb: fc.constant("relabel" as const),
    at: position,
    which: position,
    labels: fc.array(fc.string({ unit: "grapheme" }), { maxLength: 2 }),
  }),
  fc.record({
    verb: fc.constant("add" as const),
    at: position,
    type: name,
    before: fc.option(position, { nil: undefined }),
  }),
  fc.record({ verb: fc.constant("move" as const), at: position, which: position, to: position, beside: position }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Both {
  readonly body: Body;
  readonly model: Model;
}

function bodiesOf(body: Body, model: Model): Both[] {
  const below = body.items.flatMap((item, at) => {
    const known = model[at]!;
    return item.kind === "block" && known.kind === "block" ? bodiesOf(item.body, known.items) : [];
  });
  return [{ body, model }, ...below];
}

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(all.length, 1)];

/** Where a new argument belongs. */
function endOfArguments(model: Model): number {
  return model.findLastIndex(({ kind }) => kind === "argument") + 1;
}

/** Does the same to both; false where the step has nothing to do. */
function apply(document: Document, model: Model, each: Step): boolean {
  const { body, model: items } = pick(bodiesOf(document.body, model), each.at)!;
  if (each.verb === "set") {
    const known = items.find((item) => item.kind === "argument" && item.name === each.name);
    body.set(each.name, each.value);
    if (known?.kind === "argument") known.value = dataMeaning(each.value);
    else items.splice(endOfArguments(items), 0, { kind: "argument", name: each.name, value: dataMeaning(each.value) });
    return true;
  }
  if (each.verb === "add") {
    const before = each.before === undefined ? undefined : pick(body.items, each.before);
    const at = before ? body.items.indexOf(before) : items.length;
    body.addBlock(each.type, [], before ? { before } : undefined);
    items.splice(at, 0, { kind: "block", type: each.type, labels: [], items: [] });
    return true;
  }
  const item = pick(body.items, each.which);
  const known = pick(items, each.which);
  if (!item || !known) return false;
  if (each.verb === "remove") {
    item.remove();
    items.splice(items.indexOf(known), 1);
  } else if (each.verb === "change") {
    if (item.kind !== "argument" || known.kind !== "argument") return false;
    item.set(each.value);
    known.value = dataMeaning(each.value);
  } else if (each.verb === "rename") {
    if (known.kind === "block") known.type = each.name;
    else if (items.some((other) => other.kind === "argument" && other.name === each.name)) return false;
    else known.name = each.name;
    item.rename(each.name);
  } else if (each.verb === "relabel") {
    if (item.kind !== "block" || known.kind !== "block") return false;
    item.setLabels(each.labels);
    known.labels = each.labels;
  } else return move(document, model, { body, model: items }, item, each.to, each.beside);
  return true;
}

function move(document: Document, model: Model, from: Both, item: Item, to: number, beside: number): boolean {
  const known = from.model[from.body.items.indexOf(item)]!;
  const target = pick(bodiesOf(document.body, model), to)!;
  const inside = item.kind === "block" && known.kind === "block" ? bodiesOf(item.body, known.items) : [];
  const taken = known.kind === "argument" && target.body.argument(known.name) && target.body !== from.body;
  if (taken || inside.some(({ body }) => body === target.body)) return false;
  const other = pick(target.body.items, beside);
  if (other === item) return false;
  const otherKnown = pick(target.model, beside);
  item.move(other ? { after: other } : { endOf: target.body });
  from.model.splice(from.model.indexOf(known), 1);
  target.model.splice(otherKnown ? target.model.indexOf(otherKnown) + 1 : target.model.length, 0, known);
  return true;
}

test("a file is printed as it was", () => {
  fc.assert(
    fc.property(generatedFile, fc.constantFrom("", "\ufeff"), fc.boolean(), (file, mark, cut) => {
      const text = mark + (cut ? file.replace(/\r?\n$/, "") : file);
      const document = edit(text);
      expect(document.print()).toBe(text);
      const there = document.body.items[0];
      document.body.set("added_and_removed", 1);
      document.body.remove("added_and_removed");
      expect(document.print()).toBe(text);
      expect(there?.parent).toBe(there && document.body);
    }),
    runs(1000),
  );
});

test("an edited file says what it said, and what was edited", () => {
  fc.assert(
    fc.property(validFile, fc.array(step, { maxLength: 12 }), (text, steps) => {
      const document = edit(text);
      const model = modelOf(text);
      for (const each of steps) apply(document, model, each);
      expect(modelOf(document.print())).toEqual(model);
      expect(modelOf(edit(document.print()).print())).toEqual(model);
    }),
    runs(1500),
  );
});

/** The comments that a step takes away. */
function takenBy(text: string, each: Step) {
  const body = pick(bodiesWithin(parse(new Source("a.hcl", text)).file.body), each.at)!;
  if (each.verb === "remove") {
    const item = pick(body.items, each.which);
    return item ? ownComments(text, item.range) : [];
  }
  const changed =
    each.verb === "change"
      ? pick(body.items, each.which)
      : body.items.find((item) => each.verb === "set" && item.kind === "attribute" && item.name.text === each.name);
  if (changed?.kind !== "attribute") return [];
  const { start, end } = changed.expression.range;
  return commentsOf(text).filter((comment) => comment.start >= start && comment.start < end);
}

test("only the comments that belong to what is edited go with it", () => {
  fc.assert(
    fc.property(validFile, step, (text, each) => {
      const document = edit(text);
      apply(document, modelOf(text), each);
      const taken = new Set(takenBy(text, each).map(({ start }) => start));
      const expected = commentsOf(text).filter(({ start }) => !taken.has(start));
      const texts = [expected, commentsOf(document.print())].map((all) => all.map((comment) => comment.text));
      if (each.verb === "move") for (const all of texts) all.sort();
      expect(texts[1]).toEqual(texts[0]);
    }),
    runs(1000),
  );
});

test("a canonical file stays canonical", () => {
  fc.assert(
    fc.property(canonicalFile, fc.array(step, { maxLength: 8 }), (text, steps) => {
      fc.pre(format(text) === text);
      const document = edit(text);
      const model = modelOf(text);
      for (const each of steps) apply(document, model, each);
      const printed = document.print();
      expect(format(printed)).toBe(printed);
      expect(modelOf(printed)).toEqual(model);
    }),
    runs(500),
  );
});
