import { Source } from "../source.js";
import type { Expression, ObjectConstructor, ObjectItem, Tuple } from "../syntax/ast.js";
import { literalString } from "../syntax/literal-string.js";
import { parse } from "../syntax/parser.js";
import { Scanner } from "../syntax/scanner.js";
import { numberOf } from "../value/content.js";
import { formatNumber } from "../value/numbers.js";
import { startOfLead } from "./lines.js";

/** A place for a value: text, until an edit goes into it. */
export interface Slot {
  value: string | Collection;
}

/** An object's entry or a list's item, with the text that goes with it. */
export interface Entry extends Slot {
  /** From the end of what precedes it: blank, and comments on lines of their own. */
  before: string;
  /** An object's key and its equals sign. */
  readonly head: string;
  /** Undefined in a list, and where the key is computed. */
  readonly key: string | undefined;
  /** Whether it is the first thing on its line. */
  readonly ownLine: boolean;
  /** The comma, and the rest of the line where it is the last on it. */
  after: string;
}

/** An object or a list that is written out, cut into its entries; the texts together are the whole. */
export interface Collection {
  readonly kind: "object" | "list";
  /** The bracket, and the rest of its line where no entry is on it. */
  readonly open: string;
  readonly entries: Entry[];
  /** The entries by their keys, where these are written out. */
  readonly byKey: Map<string, Entry[]>;
  /** From the end of the last entry to the closing bracket. */
  close: string;
  /** What `close` was before the first entry came. */
  empty?: string;
}

export function textOf({ value }: Slot): string {
  if (typeof value === "string") return value;
  return (
    value.open + value.entries.map((each) => each.before + each.head + textOf(each) + each.after).join("") + value.close
  );
}

/** The collection in a slot, which is cut when it is first asked for; undefined where none is written out. */
export function collectionIn(slot: Slot): Collection | undefined {
  if (typeof slot.value !== "string") return slot.value;
  const { expression, start } = parseValue(slot.value);
  if (expression?.kind !== "tuple" && expression?.kind !== "object") return undefined;
  slot.value = cut(slot.value, expression, start);
  return slot.value;
}

const prefix = "x = ";

/** The expression that a text is, as the value of an argument; `start` is where the text begins in the ranges' source. */
export function parseValue(text: string): { readonly expression: Expression | undefined; readonly start: number } {
  const { file, diagnostics } = parse(new Source("expression", `${prefix}${text}\n`));
  const item = file.body.items[0];
  const whole = diagnostics.length === 0 && file.body.items.length === 1 && item?.kind === "attribute";
  return { expression: whole ? item.expression : undefined, start: prefix.length };
}

/** The entry at a key or a position; the last one where an object has several of the same key. */
export function entryAt({ kind, entries, byKey }: Collection, key: string | number): Entry | undefined {
  if (kind === "list") return typeof key === "number" ? entries[key] : undefined;
  return byKey.get(String(key))?.at(-1);
}

/** Puts an entry behind the others. */
export function append({ entries, byKey }: Collection, entry: Entry): void {
  entries.push(entry);
  if (entry.key === undefined) return;
  const same = byKey.get(entry.key);
  if (same) same.push(entry);
  else byKey.set(entry.key, [entry]);
}

function cut(text: string, node: Tuple | ObjectConstructor, start: number): Collection {
  const starts = node.items.map(({ range }) => range.start - start);
  const last = text.length - 1;
  const open = text.slice(0, endOfEntry(text, 1, starts[0] ?? last));
  const collection: Collection = {
    kind: node.kind === "tuple" ? "list" : "object",
    open,
    entries: [],
    byKey: new Map(),
    close: "",
  };
  let done = open.length;
  for (const [index, item] of node.items.entries()) {
    const [from, to] = [starts[index]!, item.range.end - start];
    const after = endOfEntry(text, to, starts[index + 1] ?? last);
    const [before, ownLine] = [text.slice(done, from), text[done - 1] === "\n"];
    append(collection, { before, ...headAndValue(text, item, start), ownLine, after: text.slice(to, after) });
    done = after;
  }
  collection.close = text.slice(done);
  return collection;
}

function headAndValue(
  text: string,
  item: ObjectItem | Expression,
  start: number,
): Pick<Entry, "head" | "key" | "value"> {
  const node = item.kind === "object-item" ? item.value : item;
  const { range } = node;
  const value = text.slice(range.start - start, range.end - start);
  if (item.kind !== "object-item") return { head: "", key: undefined, value };
  return { head: text.slice(item.range.start - start, range.start - start), key: constantKey(item.key), value };
}

function constantKey(key: ObjectItem["key"]): string | undefined {
  if (key.kind === "object-key") return key.text;
  if (key.kind === "literal" && typeof key.value.content !== "boolean") return formatNumber(numberOf(key.value));
  return literalString(key);
}

/** Past the comma, and past the comments and the line break behind it, unless the next entry begins on that line. */
function endOfEntry(text: string, from: number, limit: number): number {
  const scanner = new Scanner(text, { as: "body", everything: true });
  let [comma, line] = [-1, -1];
  for (scanner.restart(from, 1); scanner.start < limit; scanner.advance()) {
    if (scanner.kind === ",") comma = scanner.end;
    else if (scanner.kind === "newline" && comma !== -1) return scanner.end;
    else if (scanner.kind === "newline" && line === -1) line = scanner.end;
  }
  return Math.max(comma !== -1 ? comma : line, from);
}

/** `before` cut in two: what is nobody's, and the comments directly above with the blank before the entry. */
export function splitBefore(before: string): readonly [nobodys: string, own: string] {
  const at = before.includes("\n") ? Math.max(startOfLead(`${before}x`, 0, before.length), 0) : 0;
  return [before.slice(0, at), before.slice(at)];
}
