import { isDeepStrictEqual } from "node:util";
import { parse as parseByReference } from "@cdktf/hcl2json";
import { Source } from "../source.js";
import type { File } from "./ast.js";
import { parse } from "./parser.js";
import { type Json, NoReferenceForm, referenceJson } from "./reference-json.test-fixtures.js";

/** What became of a text: refused; accepted, with its JSON; or accepted by a parser whose JSON has no form for it. */
export type Verdict =
  | { readonly is: "refused"; readonly why: string }
  | { readonly is: "accepted"; readonly json: Json };

const noForm: Json = "(no form)";

/** hcl2json turns some of what it has parsed into no JSON; that is none of the syntax's fault. */
export async function verdictOfReference(text: string): Promise<Verdict> {
  try {
    return { is: "accepted", json: plain(await parseByReference("a.hcl", text)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return why.startsWith("parse config") ? { is: "refused", why } : { is: "accepted", json: noForm };
  }
}

export function ownVerdict(text: string): Verdict {
  const { file, diagnostics } = parse(new Source("a.hcl", text));
  const [first] = diagnostics;
  return first ? { is: "refused", why: first.summary } : { is: "accepted", json: jsonOf(file) };
}

function jsonOf(file: File): Json {
  try {
    return plain(referenceJson(file));
  } catch (error) {
    if (error instanceof NoReferenceForm) return noForm;
    throw error;
  }
}

/** As it is after a journey as text: an empty file is an empty object, and zero has no sign. */
function plain(json: unknown): Json {
  return JSON.parse(JSON.stringify(json ?? {}));
}

/** How often each outcome was met, so that a test can tell that it has seen enough of each. */
export interface Tally {
  accepted: number;
  refused: number;
  withoutForm: number;
}

export const tally = (): Tally => ({ accepted: 0, refused: 0, withoutForm: 0 });

/** Throws unless the reference and we take the text alike: both refuse it, or both make the same of it. */
export async function agree(text: string, count: Tally): Promise<void> {
  const [theirs, ours] = [await verdictOfReference(text), ownVerdict(text)];
  if (ours.is !== theirs.is)
    throw new Error(`${JSON.stringify(text)}: we ${told(ours)}, the reference ${told(theirs)}`);
  count[ours.is]++;
  if (ours.is === "refused" || theirs.is === "refused") return;
  if (ours.json === noForm) count.withoutForm++;
  if (!isDeepStrictEqual(ours.json, theirs.json)) {
    throw new Error(`${JSON.stringify(text)} is ${JSON.stringify(ours.json)}, not ${JSON.stringify(theirs.json)}`);
  }
}

function told(verdict: Verdict): string {
  return verdict.is === "refused" ? `refuse it (${verdict.why})` : "accept it";
}
