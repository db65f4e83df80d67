import { typeText } from "@ingot/hcl";
import type * as z from "zod";
import { globalRegistry } from "zod";
import * as expected from "../arguments/arguments.js";
import { checkArgument } from "../arguments/check-argument.js";
import { formatDuration } from "../run/format-duration.js";
import { fieldOf, innerOf } from "./field.js";
import { valueTypeOf } from "./value-type.js";

/** One argument or nested block of a component, as its reference page shows it. */
export interface FieldReference {
  readonly name: string;
  readonly kind: "argument" | "block" | "blocks";
  /** HCL's type expression; empty for blocks. */
  readonly type: string;
  readonly required: boolean;
  /** What stands when it is left out; undefined where there is no value then. */
  readonly default: unknown;
  readonly description: string;
  /** A password or key, which nothing may show. */
  readonly secret: boolean;
  /** A block's own fields. */
  readonly fields: readonly FieldReference[];
}

/** The fields of a component's config schema, in the order in which they are declared. */
export function describeFields(schema: z.core.$ZodType): readonly FieldReference[] {
  checkArgument("describeFields()", "schema", schema, expected.schema);
  const { def } = fieldOf(schema).schema._zod;
  if (def.type !== "object") return [];
  return Object.entries(def.shape).map(([name, field]) => describeField(name, field));
}

function describeField(name: string, schema: z.core.$ZodType): FieldReference {
  const { schema: inner, block, required, secret = false, duration = false } = fieldOf(schema);
  const given = defaultOf(schema);
  const { def } = inner._zod;
  return {
    name,
    kind: block === undefined ? "argument" : block === "one" ? "block" : "blocks",
    type: block === undefined ? typeText(valueTypeOf(schema)) : "",
    required,
    default: duration && typeof given === "number" ? formatDuration(given) : given, // as it would be written
    description: descriptionOf(schema),
    secret,
    fields: block === undefined ? [] : describeFields(def.type === "array" ? def.element : inner),
  };
}

function defaultOf(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "default" || def.type === "prefault") return def.defaultValue;
  const inner = innerOf(schema);
  return inner && defaultOf(inner);
}

/** The outermost one: `.describe()` may stand inside `.optional()` or outside. */
function descriptionOf(schema: z.core.$ZodType): string {
  const own = globalRegistry.get(schema)?.description;
  const inner = innerOf(schema);
  return own ?? (inner ? descriptionOf(inner) : "");
}
