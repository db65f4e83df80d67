import { parseDuration } from "@ingot/hcl/duration"; // not the whole language: components need none of it
import * as z from "zod";

/** What the engine must know of a field beyond its zod type; kept in zod's metadata under `ingot`. */
export interface FieldDescription {
  /** A nested block rather than an argument. */
  readonly block?: "one" | "many";
  /** `"late"`: the component renders `{{ }}` itself, with data of its own; `"never"`: the text is taken as it is. */
  readonly template?: "late" | "never";
  /** The data of a late template: the names of its fields, where they are fixed. */
  readonly templateFields?: readonly string[] | undefined;
  /** A password or key: never shown, whether or not the user marked its value. */
  readonly secret?: true;
  /** The text is a duration. In old JSON it may be a number, which is in nanoseconds. */
  readonly duration?: true;
}

declare module "zod" {
  interface GlobalMeta {
    ingot?: FieldDescription;
  }
}

/** A nested block that may stand once: `assume_role { … }`. Wrap in `.optional()` outside where it may be absent. */
export const block = <S extends z.ZodObject>(schema: S): S => schema.meta({ ingot: { block: "one" } });

/** A nested block that may be repeated; decodes to a list, empty when absent. */
export const blocks = <S extends z.ZodObject>(schema: S) =>
  z
    .array(schema)
    .default([])
    .meta({ ingot: { block: "many" } });

/** A string option that the component renders itself when it has the data: `execute_command`. With `fields`, any other field is a mistake before the run. */
export const lateTemplate = <S extends z.ZodType>(schema: S, fields?: readonly string[]): S =>
  schema.meta({ ingot: { template: "late", templateFields: fields } });

/** A string option that is never a `{{ }}` template: script text, file content. */
export const literalText = <S extends z.ZodType>(schema: S): S => schema.meta({ ingot: { template: "never" } });

/** A text that may be left out. To Packer an empty one says nothing, so that it is as if left out. */
export const optionalText = () =>
  z
    .string()
    .optional()
    .transform((text) => text || undefined);

/** The same with a default. */
export const textOr = (otherwise: string) =>
  z
    .string()
    .default(otherwise)
    .transform((text) => text || otherwise);

/** A number that may be left out. To Packer 0 says nothing, so that it is as if left out. */
export const optionalNumber = (schema: z.ZodNumber = z.number().int().min(0)) =>
  z
    .number()
    .optional()
    .transform((given) => given || undefined)
    .pipe(schema.optional());

/** The same with a default. */
export const numberOr = (otherwise: number, schema: z.ZodNumber = z.number().int().min(0)) =>
  z
    .number()
    .default(otherwise)
    .transform((given) => given || otherwise)
    .pipe(schema);

/** A password, token or key: it is left out of whatever shows configs. */
export const secretText = <S extends z.ZodType>(schema: S): S => schema.meta({ ingot: { secret: true } });

/** 24 days: Node's timers take what is longer for nothing at all, and who writes "9999h" means for ever. */
const longestTimer = 2 ** 31 - 1;

/** Parses Go's notation ("1h30m", "500ms", "0") to milliseconds, no more than a timer can wait; undefined when `text` is not of it, or below zero. */
export function parseMilliseconds(text: string): number | undefined {
  const nanoseconds = parseDuration(text);
  return nanoseconds === undefined || nanoseconds < 0n ? undefined : Math.min(Number(nanoseconds) / 1e6, longestTimer);
}

/** A duration in Go's notation; the config holds milliseconds. */
export const duration = () =>
  z
    .string()
    .meta({ ingot: { duration: true } })
    .transform((text, context): number => {
      const parsed = parseMilliseconds(text);
      if (parsed !== undefined) return parsed;
      context.addIssue({
        code: "custom",
        message: `"${text}" is not a duration. Write a number and a unit, such as "30s", "5m" or "1h30m".`,
      });
      return z.NEVER;
    });
