import type { z } from "zod";
import type { FieldDescription } from "./fields.js";

/** A field's schema without its wrappers (`optional`, `default`, a transform's input side …), and what they said. */
export interface Field extends FieldDescription {
  readonly schema: z.core.$ZodTypes;
  /** Whether leaving it out is an error. */
  readonly required: boolean;
}

/** Looks through a schema's wrappers; of what they and the schema say in metadata, the outermost counts. */
export function fieldOf(schema: z.core.$ZodType): Field {
  const required = schema._zod.optin === undefined;
  const described: FieldDescription[] = [];
  let at = schema;
  for (let inner: z.core.$ZodType | undefined = at; inner; inner = innerOf(at)) {
    at = inner;
    const description = (at as z.ZodType).meta?.()?.ingot;
    if (description) described.unshift(description);
  }
  return { ...Object.assign({}, ...described), schema: at as z.core.$ZodTypes, required };
}

/** One wrapper off; undefined where there is none. */
export function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return def.innerType;
    case "pipe":
      return def.in;
    default:
      return undefined;
  }
}
