import { formsOf } from "./secret-forms.js";

export const replacement = "<sensitive>";

/** What every string passes that leaves the engine. */
export interface Redactor {
  /** From now on `secret` is hidden, in every form that `formsOf` knows. The empty string is ignored. */
  add(secret: string): void;
  /** The same text when it holds no secret. */
  redact(text: string): string;
}

interface Hits {
  /** Start and end, in turn; not yet merged, by ascending start. */
  readonly bounds: number[];
}

/**
 * Secrets that overlap in the text are covered together, so that no tail of one shows. A secret of one character is hidden only
 * where it stands alone, between characters that are no letters and no digits: to mask each of its occurrences would spoil all
 * output and, by the gaps, tell what it is.
 */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const known = new Set<string>();
  const forms: Forms = new Map();
  const starts = new Uint8Array(256);
  const single = new Set<number>();
  const add = (secret: string) => {
    if (secret === "" || known.has(secret)) return;
    known.add(secret);
    if (secret.length === 1) single.add(secret.charCodeAt(0));
    for (const form of formsOf(secret)) {
      addForm(forms, form);
      starts[form.charCodeAt(0) & 0xff] = 1;
    }
  };
  for (const secret of secrets) add(secret);
  const redact = (text: string) => {
    const hits: Hits = { bounds: [] };
    if (forms.size > 0) findForms(forms, starts, text, hits);
    if (single.size > 0) findSingles(single, text, hits);
    return hits.bounds.length === 0 ? text : cover(text, hits);
  };
  return { add, redact };
}

/** Forms by their first two characters, and then by their length, the longest first: looking one up costs alike however many there are. */
type Forms = Map<number, SameStart[]>;

interface SameStart {
  readonly length: number;
  readonly texts: Set<string>;
}

function addForm(forms: Forms, form: string): void {
  const key = keyAt(form, 0);
  const bucket = forms.get(key) ?? [];
  forms.set(key, bucket);
  const place = bucket.findIndex(({ length }) => length <= form.length);
  const at = place === -1 ? bucket.length : place;
  if (bucket[at]?.length !== form.length) bucket.splice(at, 0, { length: form.length, texts: new Set() });
  bucket[at]!.texts.add(form);
}

const keyAt = (text: string, at: number) => (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);

/** `starts` has a 1 where a form's first character may fall: most characters are done with there. */
function findForms(forms: Forms, starts: Uint8Array, text: string, { bounds }: Hits): void {
  for (let at = 0; at < text.length - 1; at++) {
    if (starts[text.charCodeAt(at) & 0xff] === 0) continue;
    const bucket = forms.get(keyAt(text, at));
    const found = bucket?.find(({ length, texts }) => texts.has(text.slice(at, at + length)));
    if (found) bounds.push(at, at + found.length);
  }
}

function findSingles(single: ReadonlySet<number>, text: string, { bounds }: Hits): void {
  for (let at = 0; at < text.length; at++)
    if (single.has(text.charCodeAt(at)) && standsAlone(text, at)) bounds.push(at, at + 1);
}

const standsAlone = (text: string, at: number) => !isWordAt(text, at - 1) && !isWordAt(text, at + 1);

const isWordAt = (text: string, at: number) => /[\p{L}\p{N}]/u.test(text.charAt(at));

function cover(text: string, { bounds }: Hits): string {
  let result = "";
  let shownTo = 0;
  for (const [start, end] of merged(bounds)) {
    result += text.slice(shownTo, start) + replacement;
    shownTo = end;
  }
  return result + text.slice(shownTo);
}

function merged(bounds: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let at = 0; at < bounds.length; at += 2) pairs.push([bounds[at]!, bounds[at + 1]!]);
  pairs.sort(([one], [other]) => one - other);
  const covers: [number, number][] = [];
  for (const [start, end] of pairs) {
    const last = covers.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else covers.push([start, end]);
  }
  return covers;
}
