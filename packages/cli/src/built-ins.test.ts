import { builtIns } from "./built-ins.js";

test("every component is of the type that it is loaded for, and every reaper of its kinds", async () => {
  const declared = await Promise.all(
    builtIns.map(async (loader) => {
      if (loader.kind === "reaper") return [loader.kinds, [...(await loader.load()).kinds].sort()];
      const { kind, type } = await loader.load();
      return [`${loader.kind} ${loader.type}`, `${kind} ${type}`];
    }),
  );
  expect(declared.map(([name]) => (typeof name === "string" ? name : [...name!].sort()))).toEqual(
    declared.map(([, found]) => found),
  );
});

test("no two reapers know one kind", () => {
  const kinds = builtIns.flatMap((loader) => (loader.kind === "reaper" ? loader.kinds : []));
  expect(new Set(kinds).size).toBe(kinds.length);
});
