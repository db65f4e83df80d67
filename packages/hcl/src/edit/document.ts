import type { Diagnostic } from "../diagnostic.js";
import { format } from "../syntax/format.js";
import type * as api from "./api.js";
import { ArgumentNode } from "./argument.js";
import { BodyNode } from "./body.js";
import { checkItems } from "./checked-text.js";
import { EditError } from "./edit-error.js";
import { ItemNode } from "./item.js";
import { endsInHeredoc } from "./lines.js";

interface FileText {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly newline: string;
  readonly unit: string;
}

/** A file: its text as it was, and its body as it is. */
export class DocumentNode implements api.Document {
  readonly body: BodyNode;
  readonly diagnostics: readonly Diagnostic[];
  readonly style: { readonly newline: string; readonly unit: string };
  readonly #text: string;
  #isEdited = false;

  constructor({ text, diagnostics, newline, unit }: FileText) {
    this.#text = text;
    this.diagnostics = diagnostics;
    this.style = { newline, unit };
    this.body = new BodyNode(this, { opening: text.startsWith("\ufeff") ? "\ufeff" : "", end: "", closing: "" });
  }

  /** Notes that the text is no longer what it was. */
  touch(): void {
    this.#isEdited = true;
  }

  print(): string {
    if (!this.#isEdited) return this.#text;
    const mark = this.body.text.opening;
    const text = this.#withLastLineAsItWas(this.body.print()).slice(mark.length);
    const before = this.#text.slice(mark.length);
    const isCanonical = this.diagnostics.length === 0 && format(before) === before;
    return mark + (isCanonical ? format(text) : text);
  }

  /** A file that ended without a line break still does, unless its end is a heredoc's. */
  #withLastLineAsItWas(text: string): string {
    if (this.#text === "" || this.#text.endsWith("\n")) return text;
    const { last, text: around } = this.body;
    if (around.end === "" && last instanceof ArgumentNode && endsInHeredoc(last.text)) return text;
    return text.replace(this.#text.endsWith("\r") ? /\n$/ : /\r?\n$/, "");
  }

  insert(item: ItemNode, place: api.Place): void {
    const { body, previous, above } = resolve(this, place);
    checkItems(`${item.core}\n`, body.depth);
    body.insert(item, previous, above);
  }

  move(item: ItemNode, place: api.Place): void {
    const { body, previous, above } = resolve(this, place);
    if (previous === item || ("before" in place && place.before === (item as unknown))) return;
    refuseWithin(item, body);
    if (item instanceof ArgumentNode && item.parent !== body && body.argument(item.name))
      throw new EditError(`There is an argument "${item.name}" already.`);
    checkItems(`${item.core}\n`, body.depth);
    item.home.take(item);
    item.shift(item.indentation, body.indentation);
    body.insert(item, previous, above);
  }
}

function refuseWithin(item: ItemNode, body: BodyNode): void {
  for (let at: BodyNode | undefined = body; at; at = at.owner?.parent)
    if (at.owner === item) throw new EditError("A block cannot be moved into itself.");
}

interface Resolved {
  readonly body: BodyNode;
  readonly previous: ItemNode | undefined;
  readonly above: boolean;
}

function resolve(document: DocumentNode, place: api.Place): Resolved {
  const resolved = "endOf" in place ? endOf(place.endOf) : beside(place);
  if (resolved?.body.document === document) return resolved;
  throw new EditError("The place is none of this document's.");
}

function endOf(body: unknown): Resolved | undefined {
  if (!(body instanceof BodyNode)) return undefined;
  return { body: body.attached(), previous: body.last, above: false };
}

function beside(place: Exclude<api.Place, { readonly endOf: api.Body }>): Resolved | undefined {
  const above = "before" in place;
  const item: unknown = above ? place.before : place.after;
  if (!(item instanceof ItemNode)) return undefined;
  return { body: item.home, previous: above ? item.previous : item, above };
}
