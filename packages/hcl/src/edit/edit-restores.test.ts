import fc from "fast-check";
import { evaluate } from "../evaluate/evaluate.js";
import { emptyScope } from "../evaluate/scope.js";
import { Source } from "../source.js";
import { format } from "../syntax/format.js";
import { generatedFile } from "../syntax/generated-hcl.test-fixtures.js";
import { parse } from "../syntax/parser.js";
import { fromPlain, toPlain } from "../value/plain.js";
import { type Argument, type Body, edit } from "./index.js";

const seed = Date.now();
const runs = (numRuns: number) => ({ seed, numRuns });
const validFile = generatedFile.filter((text) => parse(new Source("a.hcl", text)).diagnostics.length === 0);

const argumentsOf = (body: Body): Argument[] =>
  body.items.flatMap((item) => (item.kind === "argument" ? item : argumentsOf(item.body)));

const isBroken = (text: string) => parse(new Source("a.hcl", text)).diagnostics.length > 0;

type Keys = (string | number)[];

/** The ways to every place within a value where something could be added. */
function placesIn(argument: Argument, keys: Keys = []): Keys[] {
  const path = [argument.name, ...keys] as const;
  const node = argument.parent!.get([path[0], ...keys]);
  if (node?.kind === "tuple")
    return [[...keys, node.items.length], ...node.items.flatMap((_item, at) => placesIn(argument, [...keys, at]))];
  if (node?.kind !== "object") return [];
  const names = node.items.flatMap(({ key }) => (key.kind === "object-key" ? key.text : []));
  return [[...keys, "added here"], ...names.flatMap((name) => placesIn(argument, [...keys, name]))];
}

const simple = fc.constantFrom<unknown>(1, "x${y}", null, [1, 2], { a: 1 });

test("what is added within a value is there, and the text is as before when it is removed", () => {
  fc.assert(
    fc.property(validFile, fc.nat(), simple, (text, which, value) => {
      const document = edit(text);
      const places = argumentsOf(document.body).flatMap((argument) =>
        placesIn(argument).map((keys) => ({ argument, keys })),
      );
      const place = places[which % Math.max(places.length, 1)];
      fc.pre(place !== undefined); // most files have no list and no object
      const { parent, name } = place!.argument;
      parent!.set([name, ...place.keys], value);
      expect(isBroken(document.print())).toBe(false);
      expect(toPlain(evaluate(parent!.get([name, ...place.keys])!, emptyScope).value)).toEqual(value);
      expect(parent!.remove([name, ...place.keys])).toBe(true);
      expect(document.print()).toBe(text);
    }),
    runs(150),
  );
});

test("what is within a value can be changed and removed, and the rest of it stays", () => {
  fc.assert(
    fc.property(validFile, fc.nat(), (text, which) => {
      const document = edit(text);
      const places = argumentsOf(document.body).flatMap((argument) =>
        placesIn(argument).flatMap((keys) => ((keys.at(-1) as number) > 0 ? [{ argument, keys }] : [])),
      );
      const place = places[which % Math.max(places.length, 1)];
      if (!place) return;
      const { parent, name } = place.argument;
      const list = place.keys.slice(0, -1);
      const count = place.keys.at(-1) as number;
      const at = which % count;
      parent!.set([name, ...list, at], 77);
      expect(toPlain(evaluate(parent!.get([name, ...list, at])!, emptyScope).value)).toBe(77);
      parent!.remove([name, ...list, at]);
      expect(isBroken(document.print())).toBe(false);
      const left = parent!.get([name, ...list]);
      expect(left?.kind === "tuple" && left.items.length).toBe(count - 1);
    }),
    runs(1000),
  );
});

test("a new argument goes without a trace when it is removed, wherever it was", () => {
  fc.assert(
    fc.property(validFile, fc.nat(), simple, (text, which, value) => {
      const document = edit(text);
      const bodies = [document.body, ...document.body.blocks().map(({ body }) => body)];
      const body = bodies[which % bodies.length]!;
      body.set("added_here", value);
      expect(toPlain(evaluate(body.get("added_here")!, emptyScope).value)).toEqual(toPlain(fromPlain(value)));
      expect(isBroken(document.print())).toBe(false);
      body.remove("added_here");
      expect(document.print()).toBe(text);
    }),
    runs(1000),
  );
});

test("in a file that is not canonical nothing else changes", () => {
  fc.assert(
    fc.property(validFile, fc.nat(), (text, which) => {
      fc.pre(format(text) !== text);
      const document = edit(text);
      const all = argumentsOf(document.body);
      const argument = all[which % Math.max(all.length, 1)];
      if (!argument) return;
      const { start, end } = argument.expression.range;
      argument.set(77);
      expect(document.print()).toBe(`${text.slice(0, start)}77${text.slice(end)}`);
    }),
    runs(1000),
  );
});

test("in a file that is not canonical what is new stands between what was there", () => {
  fc.assert(
    fc.property(validFile, fc.nat(), (text, which) => {
      fc.pre(format(text) !== text);
      const document = edit(text);
      const bodies = [
        document.body,
        ...document.body
          .blocks()
          .filter(({ body }) => body.items.length > 1)
          .map(({ body }) => body),
      ];
      bodies[which % bodies.length]!.addBlock("added");
      const printed = document.print();
      const [before, after] = printed.split(/[ \t]*added \{\}\r?\n/);
      const joined = (gap: string) => gap.replace(/(?:[ \t]*\r?\n)+/g, "\n");
      expect(joined(`${before}${after}`)).toBe(joined(text));
    }),
    runs(1000),
  );
});
