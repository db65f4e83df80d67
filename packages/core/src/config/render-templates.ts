import type { Path } from "@ingot/hcl";
import type { z } from "zod";
import { fieldOf } from "./field.js";

/** Renders one `{{ }}` template; `path` is the option it stands in. */
export type RenderOption = (text: string, path: Path) => string;

/** The same for one that the component renders itself; `fields` are the names of its data, where they are fixed. */
export type RenderLate = (text: string, path: Path, fields: readonly string[] | undefined) => string;

/**
 * A copy of `data`, plain data for `schema`, in which every string that holds `{{` is rendered, but for those in fields
 * marked `lateTemplate` or `literalText`. What the schema does not describe is rendered as well. `late` is for those in
 * fields marked `lateTemplate`; what it gives is of no account.
 */
export function renderTemplates(
  schema: z.core.$ZodType,
  data: unknown,
  render: RenderOption,
  late?: RenderLate,
): unknown {
  return renderAt(schema, data, [], render, late);
}

function renderAt(
  schema: z.core.$ZodType | undefined,
  data: unknown,
  path: Path,
  render: RenderOption,
  late: RenderLate | undefined,
): unknown {
  const field = schema && fieldOf(schema);
  if (field?.template) {
    const { templateFields } = field;
    const look: RenderOption = (text, place) => late!(text, place, templateFields);
    if (field.template === "late" && late) renderAt(undefined, data, path, look, undefined);
    return data;
  }
  if (typeof data === "string") return data.includes("{{") ? render(data, path) : data;
  const inner = (key: string | number, item: unknown) =>
    renderAt(field && partOf(field.schema, key, Array.isArray(data)), item, [...path, key], render, late);
  if (Array.isArray(data)) return data.map((item, index) => inner(index, item));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, inner(key, item)]));
}

/** The schema of a part of what `schema` describes; `isSequence` tells which option of a union is meant. */
export function partOf(
  schema: z.core.$ZodTypes,
  key: string | number,
  isSequence: boolean,
): z.core.$ZodType | undefined {
  const { def } = schema._zod;
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
    case "array":
      return def.element;
    case "record":
      return def.valueType;
    case "tuple":
      return def.items[Number(key)] ?? def.rest ?? undefined;
    case "union":
      return def.options.map((option) => partOfOption(option, key, isSequence)).find((part) => part !== undefined);
    default:
      return undefined;
  }
}

/** Of a union, the option that has the shape of the data. */
function partOfOption(option: z.core.$ZodType, key: string | number, isSequence: boolean): z.core.$ZodType | undefined {
  const { schema } = fieldOf(option);
  const takesSequence = schema._zod.def.type === "array" || schema._zod.def.type === "tuple";
  return isSequence === takesSequence ? partOf(schema, key, isSequence) : undefined;
}
