import { elementsOf, entriesOf, numberOf, textOf } from "../value/content.js";
import { formatNumber } from "../value/numbers.js";
import { sortedEntries } from "../value/text-order.js";
import type { Value } from "../value/value.js";
import { isLiteralBlock, literalBlock, quoteYaml } from "./yaml-scalar.js";

/** YAML as cty writes it: strings always quoted, or as a literal block when they have several lines. */
export function toYamlText(value: Value): string {
  const writer: Writer = { finished: [], line: "" };
  writeNode(writer, value, -1, false);
  const isPlain = !isCollection(value) && (value.isNull || value.type.kind !== "string");
  const last = writer.line === "" ? [] : [`${writer.line}\n`];
  return `${[...writer.finished, ...last].join("")}${isPlain ? "...\n" : ""}`;
}

/** Lines that are finished, with their newlines, and the one that is being written. */
interface Writer {
  readonly finished: string[];
  line: string;
}

function write(writer: Writer, text: string): void {
  const newline = text.lastIndexOf("\n");
  if (newline !== -1) writer.finished.push(writer.line + text.slice(0, newline + 1));
  writer.line = newline === -1 ? writer.line + text : text.slice(newline + 1);
}

/** Starts a line at `indent`, unless one has just been started there: `- - 1`, or `: - 1` after a long key. */
function startLine(writer: Writer, indent: number): void {
  const { line } = writer;
  if (line.length === indent && /^ *(?:[-:] )*$/.test(line)) return;
  if (line !== "") write(writer, "\n");
  write(writer, " ".repeat(indent));
}

function isCollection(value: Value): boolean {
  const { kind } = value.type;
  return !value.isNull && kind !== "string" && kind !== "number" && kind !== "bool" && kind !== "dynamic";
}

/** `indent` is that of the collection around; -1 at the top. A list that is a map's value is not indented. */
function writeNode(writer: Writer, value: Value, indent: number, isMapValue: boolean): void {
  if (!isCollection(value)) writeScalar(writer, value, Math.max(indent, 0) + 2);
  else if (value.type.kind === "map" || value.type.kind === "object") writeMap(writer, entriesOf(value), inner(indent));
  else writeList(writer, elementsOf(value), isMapValue ? indent : inner(indent));
}

const inner = (indent: number): number => (indent < 0 ? 0 : indent + 2);

function writeList(writer: Writer, items: readonly Value[], indent: number): void {
  if (items.length === 0) write(writer, "[]");
  for (const item of items) {
    startLine(writer, indent);
    write(writer, "- ");
    writeNode(writer, item, indent, false);
  }
}

/** Longer keys, and those with newlines, are written in the form `? key` and `: value`. */
const longestSimpleKey = 128;

function writeMap(writer: Writer, entries: ReadonlyMap<string, Value>, indent: number): void {
  if (entries.size === 0) write(writer, "{}");
  for (const [key, item] of sortedEntries(entries)) {
    startLine(writer, indent);
    const isSimple = !key.includes("\n") && Buffer.byteLength(key) <= longestSimpleKey;
    if (!isSimple) write(writer, "? ");
    writeText(writer, key, indent + 2, isSimple);
    if (!isSimple) startLine(writer, indent);
    write(writer, isCollectionOnOwnLine(item) && isSimple ? ":" : ": ");
    writeNode(writer, item, indent, isSimple);
  }
}

function isCollectionOnOwnLine(value: Value): boolean {
  return isCollection(value) && value.depth > 0 && (elementsOf(value).length ?? entriesOf(value).size) > 0;
}

function writeScalar(writer: Writer, value: Value, indent: number): void {
  if (value.isNull) write(writer, "null");
  else if (value.type.kind === "string") writeText(writer, textOf(value), indent, false);
  else if (value.type.kind === "number") write(writer, formatNumber(numberOf(value)));
  else write(writer, String(value.content));
}

function writeText(writer: Writer, text: string, indent: number, isSimpleKey: boolean): void {
  if (!isSimpleKey && isLiteralBlock(text)) write(writer, literalBlock(text, indent));
  else write(writer, quoteYaml(text, writer.line.length, isSimpleKey ? undefined : indent));
}
