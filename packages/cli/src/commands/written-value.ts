import type { JsonValue } from "@ingot/core";

type Values = Readonly<Record<string, JsonValue>>;

const longestLine = 80;
const indent = "  ";

/** The arguments of a block, as a template would have them. What is unknown or hidden stands without quotes. */
export function writtenArguments(values: Values): readonly string[] {
  const width = Math.max(0, ...Object.keys(values).map((name) => name.length));
  return Object.entries(values).flatMap(([name, value]) => {
    const [first = "", ...rest] = heredoc(value) ?? written(value);
    return [`${name.padEnd(width)} = ${first}`, ...rest];
  });
}

/** Several lines of text are read most easily as such. */
function heredoc(value: JsonValue): readonly string[] | undefined {
  if (typeof value !== "string" || !value.endsWith("\n") || /^\s*EOT$/m.test(value)) return undefined;
  return ["<<EOT", ...withoutTemplates(value).slice(0, -1).split("\n"), "EOT"];
}

function written(value: JsonValue): readonly string[] {
  if (typeof value === "string") return [quoted(value)];
  if (value === null || typeof value !== "object") return [String(value)];
  if (isList(value)) return enclosed(["[", "]"], value.map(written));
  const entries = Object.entries(value as Values);
  return enclosed(["{ ", " }"], entries.map(writtenEntry));
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

function writtenEntry([key, value]: readonly [string, JsonValue]): readonly string[] {
  const [first = "", ...rest] = written(value);
  return [`${/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key) ? key : quoted(key)} = ${first}`, ...rest];
}

/** In one line where that is short enough, else with a line for each. */
function enclosed([open, close]: readonly [string, string], items: readonly (readonly string[])[]): readonly string[] {
  if (items.length === 0) return [open.trim() + close.trim()];
  const line = open + items.map(([first]) => first).join(", ") + close;
  if (line.length <= longestLine && items.every(({ length }) => length === 1)) return [line];
  const lines = items.flatMap((item) => item.map((each, at) => indent + each + (at === item.length - 1 ? "," : "")));
  return [open.trim(), ...lines, close.trim()];
}

const quoted = (text: string): string =>
  /^<(?:unknown|sensitive)>$/.test(text) ? text : withoutTemplates(JSON.stringify(text));

const withoutTemplates = (text: string): string => text.replace(/[$%](?=\{)/g, "$&$&");
