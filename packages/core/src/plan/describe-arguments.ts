import { type Path, toPlain, type Value } from "@ingot/hcl";
import type { FieldReference } from "../config/field-reference.js";
import type { JsonValue } from "../json.js";

/** A config as far as it is known before a run. */
export interface DescribedArguments {
  /** Only what the template sets. Where a value is unknown or sensitive, a placeholder stands. */
  readonly arguments: Readonly<Record<string, JsonValue>>;
  /** The paths of what only a run will know: `["env", "ID"]`. */
  readonly unknown: readonly Path[];
  /** The paths of what is not shown. */
  readonly sensitive: readonly Path[];
}

export const unknownPlaceholder = "<unknown>";
export const sensitivePlaceholder = "<sensitive>";

/** The data of a decoded block. `fields` are those of its component: they say what is a block, and what a secret. */
export function describeArguments(body: Value, fields: readonly FieldReference[]): DescribedArguments {
  const unknown: Path[] = [];
  const sensitive: Path[] = [];
  const stand = (value: Value, path: Path, isSecret: boolean): string | undefined => {
    if (value.marks.has("sensitive") || isSecret) {
      sensitive.push(path);
      return sensitivePlaceholder;
    }
    if (value.isKnown) return undefined;
    unknown.push(path);
    return unknownPlaceholder;
  };
  return { arguments: describeBody(body, fields, [], stand), unknown, sensitive };
}

/** What is shown in place of a value, if it is not shown itself. */
type Stand = (value: Value, path: Path, isSecret: boolean) => string | undefined;

/** What is not set is left out: null arguments, and blocks of which there is none. */
function describeBody(body: Value, fields: readonly FieldReference[], path: Path, stand: Stand) {
  const entries = body.isKnown && body.content instanceof Map ? [...(body.content as Map<string, Value>)] : [];
  const shown = entries.flatMap(([name, value]): [string, JsonValue][] => {
    const field = fields.find((each) => each.name === name);
    return isUnset(value, field) ? [] : [[name, describeField(value, field, [...path, name], stand)]];
  });
  return Object.fromEntries(shown);
}

function isUnset(value: Value, field: FieldReference | undefined): boolean {
  if (!value.isKnown || value.isNull) return value.isKnown;
  return field?.kind === "blocks" && Array.isArray(value.content) && value.content.length === 0;
}

function describeField(value: Value, field: FieldReference | undefined, path: Path, stand: Stand): JsonValue {
  if (!field || field.kind === "argument") return describeValue(value, path, stand, field?.secret ?? false);
  const instead = stand(value, path, false);
  if (instead !== undefined) return instead;
  const bodies = field.kind === "blocks" ? (value.content as readonly Value[]) : [value];
  const described = bodies.map((body, at) =>
    describeBody(body, field.fields, field.kind === "blocks" ? [...path, at] : path, stand),
  );
  return field.kind === "blocks" ? described : described[0]!;
}

function describeValue(value: Value, path: Path, stand: Stand, isSecret = false): JsonValue {
  const instead = stand(value, path, isSecret);
  if (instead !== undefined) return instead;
  if (value.isNull) return null;
  const { content } = value;
  if (Array.isArray(content)) {
    const items: readonly Value[] = content;
    return items.map((item, at) => describeValue(item, [...path, at], stand));
  }
  if (!(content instanceof Map)) return toPlain(value) as JsonValue;
  const entries: [string, Value][] = [...content];
  return Object.fromEntries(entries.map(([key, item]) => [key, describeValue(item, [...path, key], stand)]));
}
