import type { z } from "zod";
import { fieldOf } from "./field.js";
import { partOf } from "./render-templates.js";

/** The texts of `data`, plain data for `schema`, that stand in fields marked `secretText`, however they were written. */
export const secretFieldTexts = (schema: z.core.$ZodType, data: unknown): string[] => textsAt(schema, data, false);

function textsAt(schema: z.core.$ZodType | undefined, data: unknown, isWithin: boolean): string[] {
  const field = schema && fieldOf(schema);
  const isSecret = isWithin || field?.secret === true;
  if (typeof data === "string") return isSecret ? [data] : [];
  if (typeof data !== "object" || data === null) return [];
  const isSequence = Array.isArray(data);
  return Object.entries(data).flatMap(([key, item]) =>
    textsAt(field && partOf(field.schema, key, isSequence), item, isSecret),
  );
}
