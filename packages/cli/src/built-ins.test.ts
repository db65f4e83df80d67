import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
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

/** Where an empty text is a text like others. */
const literal = ["data-source null.input", "provisioner file.content"];
/** Ours: where it is a mistake. */
const refused = ["ssh_host_key", "ssh_bastion_host_key"];
const notOfPacker = ["builder oci", "data-source external", "data-source file"];

test("to Packer's components an empty text says nothing", async () => {
  const heard: string[] = [];
  for (const loader of builtIns) {
    const component = await loader.load();
    if (loader.kind === "reaper" || !("config" in component)) continue;
    const name = `${loader.kind} ${loader.type}`;
    if (notOfPacker.includes(name)) continue;
    for (const [field, schema] of Object.entries((component.config as z.ZodObject).shape)) {
      const [empty, absent] = ["", undefined].map((given) => z.safeParse(schema, given));
      if (absent!.success && empty!.success && !isDeepStrictEqual(empty!.data, absent!.data))
        heard.push(`${name}.${field}`);
    }
  }
  expect(heard.filter((name) => !literal.includes(name) && !refused.includes(name.split(".")[1]!))).toEqual([]);
});
