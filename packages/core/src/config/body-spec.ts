import type { AttributeSpec, BlockSpec, BodySpec } from "@ingot/hcl";
import type { z } from "zod";
import { type Field, fieldOf } from "./field.js";
import { valueTypeOf } from "./value-type.js";

/** A memory of what is always the same for one schema; it goes when the schema does. */
const specs = new WeakMap<z.core.$ZodType, BodySpec>();

/** How HCL writes what `schema`, an object schema, describes: its fields are arguments, or blocks where marked so. */
export function bodySpecOf(schema: z.core.$ZodType): BodySpec {
  const known = specs.get(schema);
  if (known) return known;
  const spec = makeSpec(schema);
  specs.set(schema, spec);
  return spec;
}

function makeSpec(schema: z.core.$ZodType): BodySpec {
  const { def } = fieldOf(schema).schema._zod;
  if (def.type !== "object") throw new TypeError(`the config schema must describe an object, not a ${def.type}`);
  const attributes: Record<string, AttributeSpec> = {};
  const blocks: Record<string, BlockSpec> = {};
  for (const [name, fieldSchema] of Object.entries(def.shape)) {
    const field = fieldOf(fieldSchema);
    if (field.block) blocks[name] = blockSpec(field, field.block);
    else attributes[name] = { type: valueTypeOf(fieldSchema), required: field.required };
  }
  return { attributes, blocks };
}

function blockSpec({ schema, required }: Field, count: "one" | "many"): BlockSpec {
  const { def } = schema._zod;
  const body = bodySpecOf(def.type === "array" ? def.element : schema);
  if (count === "many") return { body, labels: [], minimum: 0, maximum: Number.POSITIVE_INFINITY };
  return { body, labels: [], minimum: required ? 1 : 0, maximum: 1 };
}
