import { typeText } from "@ingot/hcl";
import * as z from "zod";
import { bodySpecOf } from "./body-spec.js";
import { kitchenSink } from "./config.test-fixtures.js";
import { block, blocks, duration } from "./fields.js";
import { valueTypeOf } from "./value-type.js";

test("tells arguments from blocks, and what is required", () => {
  const { attributes, blocks: found } = bodySpecOf(kitchenSink);
  const required = Object.keys(attributes).filter((name) => attributes[name]!.required);
  expect(required).toEqual(["image"]);
  expect(Object.keys(found)).toEqual(["limits", "disk"]);
  expect(found.limits).toMatchObject({ labels: [], minimum: 0, maximum: 1 });
  expect(found.disk).toMatchObject({ labels: [], minimum: 0, maximum: Number.POSITIVE_INFINITY });
  expect(Object.keys(found.disk!.body.attributes)).toEqual(["size", "mount"]);
  expect(Object.keys(found.disk!.body.blocks)).toEqual(["tag"]);
});

test("is made once for a schema", () => {
  expect(bodySpecOf(kitchenSink)).toBe(bodySpecOf(kitchenSink));
});

test("a block that is not optional is required", () => {
  const schema = z.object({ a: block(z.object({})), b: block(z.object({})).optional(), c: blocks(z.object({})) });
  const counts = Object.entries(bodySpecOf(schema).blocks).map(([name, { minimum }]) => [name, minimum]);
  expect(counts).toEqual([
    ["a", 1],
    ["b", 0],
    ["c", 0],
  ]);
});

test("sees through what is wrapped round the whole", () => {
  const schema = z
    .object({ a: z.string() })
    .refine(() => true)
    .transform((config) => ({ ...config, more: 1 }));
  expect(Object.keys(bodySpecOf(schema).attributes)).toEqual(["a"]);
});

test("a schema that is no object is the component's fault", () => {
  expect(() => bodySpecOf(z.string())).toThrow("the config schema must describe an object, not a string");
});

test.each([
  [z.string(), "string"],
  [z.string().min(3).optional(), "string"],
  [z.url(), "string"],
  [z.number().default(3), "number"],
  [z.int(), "number"],
  [z.boolean().nullable(), "bool"],
  [z.enum(["a", "b"]), "string"],
  [z.literal(3), "number"],
  [z.literal([true, "auto"]), "any"],
  [z.array(z.int()), "list(number)"],
  [z.array(z.unknown()), "any"],
  [z.record(z.string(), z.array(z.string())), "map(list(string))"],
  [z.record(z.string(), z.any()), "any"],
  [z.tuple([z.string(), z.number()]), "tuple([string,number])"],
  [z.object({ a: z.string(), b: z.number().optional() }), "object({a=string,b=optional(number)})"],
  [z.union([z.literal("a"), z.string()]), "string"],
  [z.union([z.string(), z.array(z.string())]), "any"],
  [z.any(), "any"],
  [duration(), "string"],
  [duration().default(5).optional(), "string"],
  [z.string().transform(Number).pipe(z.number()), "string"],
])("%# has the type %s", (schema, type) => {
  expect(typeText(valueTypeOf(schema))).toBe(type);
});
