import { conceal, type Span } from "@ingot/hcl";
import * as expected from "../arguments/arguments.js";
import { checkArgument } from "../arguments/check-argument.js";
import { formsOf } from "./secret-forms.js";
import { unescapedTexts } from "./unescaped-text.js";

/** What every string passes that leaves the engine. */
export interface Redactor {
  /** From now on `secret` is hidden, in every form that `formsOf` knows. The empty string is ignored. */
  add(secret: string): void;
  /** The same text when it holds no secret. */
  redact(text: string): string;
  /**
   * Where a text of the user's, or one that quotes it, holds secrets: also where it writes some of their characters as escapes, and
   * where only a secret's beginning is left before "…". What was found in a text is kept until a secret is added.
   */
  find(text: string): readonly Span[];
}

/**
 * Secrets that overlap in the text are covered together, so that no tail of one shows. A secret of one character is hidden only
 * where it stands alone, between characters that are no letters and no digits: to mask each of its occurrences would spoil all
 * output and, by the gaps, tell what it is.
 */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  checkArgument("createRedactor()", "secrets", secrets, expected.manyTexts);
  const known = new Set<string>();
  const forms: Forms = new Map();
  const starts = new Uint8Array(256);
  const single = new Set<number>();
  const found = new Map<string, readonly Span[]>();
  const add = (secret: string) => {
    checkArgument("redactor.add()", "secret", secret, expected.text);
    if (secret === "" || known.has(secret)) return;
    known.add(secret);
    found.clear();
    if (secret.length === 1) single.add(secret.charCodeAt(0));
    for (const form of formsOf(secret)) {
      addForm(forms, form);
      starts[form.charCodeAt(0) & 0xff] = 1;
    }
  };
  for (const secret of secrets) add(secret);
  const hitsIn = (text: string): number[] => {
    const bounds: number[] = [];
    if (forms.size > 0) findForms(forms, starts, text, bounds);
    if (single.size > 0) findSingles(single, text, bounds);
    return bounds;
  };
  const redact = (text: string) => conceal(text, merged(hitsIn(text)));
  const find = (text: string) => {
    const spans = found.get(text) ?? merged(hitsInWritten(text));
    found.set(text, spans);
    return spans;
  };
  const hitsInWritten = (text: string): number[] =>
    known.size === 0
      ? []
      : unescapedTexts(text).flatMap(({ text: meant, offset }) =>
          [...hitsIn(meant), ...findCut(forms, meant)].map(offset),
        );
  return { add, redact, find };
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
function findForms(forms: Forms, starts: Uint8Array, text: string, bounds: number[]): void {
  for (let at = 0; at < text.length - 1; at++) {
    if (starts[text.charCodeAt(at) & 0xff] === 0) continue;
    const bucket = forms.get(keyAt(text, at));
    const found = bucket?.find(({ length, texts }) => texts.has(text.slice(at, at + length)));
    if (found) bounds.push(at, at + found.length);
  }
}

function findSingles(single: ReadonlySet<number>, text: string, bounds: number[]): void {
  for (let at = 0; at < text.length; at++)
    if (single.has(text.charCodeAt(at)) && standsAlone(text, at)) bounds.push(at, at + 1);
}

const standsAlone = (text: string, at: number) => !isWordAt(text, at - 1) && !isWordAt(text, at + 1);

const isWordAt = (text: string, at: number) => /[\p{L}\p{N}]/u.test(text.charAt(at));

/** Further back a cut text is not looked at: what cuts leaves no more. */
const longestCut = 200;

/** Less of a secret than this may stand before "…" by chance. */
const shortestCut = 4;

/** The beginnings of secrets that stand before "…". */
function findCut(forms: Forms, text: string): number[] {
  const bounds: number[] = [];
  for (let end = text.indexOf("…"); end !== -1; end = text.indexOf("…", end + 1)) {
    for (let at = Math.max(0, end - longestCut); at <= end - shortestCut; at++) {
      const beginning = text.slice(at, end);
      if (forms.get(keyAt(text, at))?.some(({ texts }) => [...texts].some((form) => form.startsWith(beginning)))) {
        bounds.push(at, end);
      }
    }
  }
  return bounds;
}

function merged(bounds: readonly number[]): readonly Span[] {
  if (bounds.length === 0) return [];
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
