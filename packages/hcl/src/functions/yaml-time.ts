import { parseRfc3339, type TimePoint } from "./time-point.js";

const pattern = /^(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?:\d\d?:\d\d?)(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

/** A date, a date and time with an offset, or one with a space and without an offset; undefined for any other text. */
export function parseYamlTime(text: string): TimePoint | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, separator, time = "0:0:0", fraction = "", offset] = match;
  const needsOffset = separator !== undefined && separator !== " ";
  if (needsOffset !== (offset !== undefined)) return undefined;
  const date = `${year}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
  const clock = time
    .split(":")
    .map((part) => part.padStart(2, "0"))
    .join(":");
  return parseRfc3339(`${date}T${clock}${fraction}${offset ?? "Z"}`);
}
