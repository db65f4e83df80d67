import { EditError } from "./edit-error.js";
import { endsInHeredoc, indentationOf, shiftBreaks, startsBlank } from "./lines.js";
import { writtenKey } from "./quoted-text.js";
import {
  append,
  type Collection,
  collectionIn,
  type Entry,
  entryAt,
  type Slot,
  splitBefore,
  textOf,
} from "./written-collection.js";

type Keys = readonly (string | number)[];

/** How new lines are written. */
export interface LineStyle {
  readonly newline: string;
  /** One level of indentation. */
  readonly unit: string;
  /** The indentation of the line on which the value stands. */
  readonly indentation: string;
}

/** Writes `text` where `keys` lead from a slot; objects on the way that are not there are added. */
export function setWithin(slot: Slot, keys: Keys, text: string, style: LineStyle): void {
  const { collection, entry, key, rest } = follow(slot, keys);
  if (entry !== undefined && rest.length === 0) replace(collection, entry, text, style);
  else add(collection, key, nest(rest, text), style);
}

/** Removes the entry to which `keys` lead. */
export function removeWithin(slot: Slot, keys: Keys): boolean {
  const found = slotAt(slot, keys);
  const parent = slotAt(slot, keys.slice(0, -1));
  const collection = parent && collectionIn(parent);
  if (!found || !collection) return false;
  const { key } = found as Entry;
  for (const each of key === undefined ? [found as Entry] : collection.byKey.get(key)!) take(collection, each);
  if (key !== undefined) collection.byKey.delete(key);
  return true;
}

/** The slot to which keys lead; undefined where nothing is written out. */
export function slotAt(slot: Slot, keys: Keys): Slot | undefined {
  let at: Slot | undefined = slot;
  for (const key of keys) {
    const collection: Collection | undefined = at && collectionIn(at);
    at = collection && entryAt(collection, key);
  }
  return at;
}

interface Followed {
  readonly collection: Collection;
  readonly entry: Entry | undefined;
  readonly key: string | number;
  readonly rest: Keys;
}

/** As far down as there are entries. */
function follow(slot: Slot, keys: Keys): Followed {
  let at = slot;
  for (const [depth, key] of keys.entries()) {
    const collection = collectionIn(at);
    if (!collection) throw new EditError(`${inWords(keys.slice(0, depth))} is not written out as an object or a list.`);
    const entry = entryAt(collection, key);
    const rest = keys.slice(depth + 1);
    if (entry === undefined || rest.length === 0) return { collection, entry, key, rest };
    at = entry;
  }
  throw new TypeError("a way has a step");
}

const inWords = (keys: Keys) =>
  keys.length === 0 ? "The value" : `The value at ${keys.map((key) => JSON.stringify(key)).join(", ")}`;

/** Objects around `text`, one for each key. */
function nest(keys: Keys, text: string): string {
  return keys.reduceRight<string>((inner, key) => `{ ${writtenKey(objectKey(key))} = ${inner} }`, text);
}

function objectKey(key: string | number): string {
  if (typeof key === "string") return key;
  throw new EditError(`There is no list that could have an item ${key}.`);
}

function replace(collection: Collection, entry: Entry, text: string, style: LineStyle): void {
  if (endsInHeredoc(text)) {
    const next = collection.entries[collection.entries.indexOf(entry) + 1];
    refuseHeredoc(text, entry.after + (next ? next.before + next.head : collection.close));
  }
  entry.value = shiftBreaks(text, "", entry.ownLine ? indentationOf(entry.before) : style.indentation);
}

function refuseHeredoc(text: string, behind: string): void {
  if (endsInHeredoc(text) && !startsBlank(behind))
    throw new EditError("A heredoc cannot stand here, since more follows on its last line.");
}

const counted = (items: number): string => (items === 1 ? "one item" : `${items} items`);

function add(collection: Collection, key: string | number, text: string, style: LineStyle): void {
  const { kind, entries } = collection;
  if (kind === "list" && key !== entries.length)
    throw new EditError(
      `A list of ${counted(entries.length)} has no item ${JSON.stringify(key)}; a new one is ${entries.length}.`,
    );
  const head = kind === "object" ? `${writtenKey(String(key))} = ` : "";
  const last = entries.at(-1);
  const { before, after, close, ownLine } = last
    ? layoutAfter(last, collection, style)
    : firstLayout(collection, style);
  refuseHeredoc(text, after + close);
  if (last) separate(last, collection, style);
  else collection.empty = collection.close;
  collection.close = close;
  const value = shiftBreaks(text, "", ownLine ? indentationOf(before) : style.indentation);
  append(collection, { before, head, key: kind === "object" ? String(key) : undefined, ownLine, value, after });
}

/** What surrounds a new entry. */
interface Layout {
  readonly before: string;
  readonly after: string;
  readonly close: string;
  readonly ownLine: boolean;
}

/** The first entry stays on the line of the brackets, unless they stand on two. */
function firstLayout({ kind, open, close }: Collection, { newline, unit, indentation }: LineStyle): Layout {
  if (!open.endsWith("\n")) {
    const pad = kind === "object" ? " " : "";
    return { before: pad, after: "", close: `${close.slice(0, -1).trimEnd()}${pad}${close.at(-1)}`, ownLine: false };
  }
  const lastLine = close.lastIndexOf("\n") + 1;
  const before = `${close.slice(0, lastLine)}${indentation}${unit}`;
  return { before, after: newline, close: close.slice(lastLine), ownLine: true };
}

function layoutAfter(last: Entry, collection: Collection, { newline }: LineStyle): Layout {
  const { close } = collection;
  const comma = beginsWithComma(last.after) ? "," : "";
  if (!last.after.endsWith("\n")) return { before: " ", after: comma, close, ownLine: false };
  const sibling = last.ownLine ? last : collection.entries.find((each) => each.ownLine);
  return { before: indentationOf((sibling ?? last).before), after: comma + newline, close, ownLine: true };
}

/** A comma, unless there is one or the line's end will do. Behind a heredoc it stands on the next line. */
function separate(last: Entry, { kind }: Collection, { newline }: LineStyle): void {
  if (beginsWithComma(last.after) || (kind === "object" && last.after.endsWith("\n"))) return;
  last.after = (endsInHeredoc(textOf(last)) ? `${newline},` : ",") + last.after;
}

const beginsWithComma = (after: string) => /^(?:\s|\/\*[\s\S]*?\*\/)*,/.test(after);

/** Takes an entry out; what is nobody's above it stays, and so does the manner in which the last entry ends. */
function take(collection: Collection, entry: Entry): void {
  const { entries } = collection;
  const at = entries.indexOf(entry);
  const [previous, next] = [entries[at - 1], entries[at + 1]];
  const [nobodys, own] = splitBefore(entry.before);
  entries.splice(at, 1);
  if (next) next.before = nobodys + (entry.after.endsWith("\n") ? next.before : own);
  else collection.close = previous ? nobodys + collection.close : closeOfEmpty(collection, nobodys);
  if (previous && !next && !beginsWithComma(entry.after)) previous.after = previous.after.replace(/^(?:\r?\n)?,/, "");
  if (previous && !entry.ownLine) previous.after += /\r?\n$/.exec(entry.after)?.[0] ?? "";
}

const closeOfEmpty = ({ empty, open, close }: Collection, nobodys: string) =>
  empty ?? nobodys + (open.endsWith("\n") ? close : close.trimStart());
