import { evaluate } from "../evaluate/evaluate.js";
import { emptyScope } from "../evaluate/scope.js";
import { Source, type SourceRange } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { BodyItem, Expression } from "../syntax/ast.js";
import { print } from "../syntax/outline.test-fixtures.js";
import { parse } from "../syntax/parser.js";
import { Scanner } from "../syntax/scanner.js";
import { fromPlain, toPlain } from "../value/plain.js";

export interface Comment {
  readonly text: string;
  readonly start: number;
}

/** Every comment of a text, in order. */
export function commentsOf(text: string): Comment[] {
  const scanner = new Scanner(text, { as: "body", everything: true });
  const found: Comment[] = [];
  for (scanner.advance(); scanner.kind !== "end"; scanner.advance())
    if (scanner.kind === "comment") found.push({ text: text.slice(scanner.start, scanner.end), start: scanner.start });
  return found;
}

/** What a text says, whatever it looks like. */
export type Model = ModelItem[];
export type ModelItem =
  | { readonly kind: "argument"; name: string; value: string }
  | { readonly kind: "block"; type: string; labels: readonly string[]; readonly items: Model };

export function modelOf(text: string): Model {
  const { file, diagnostics } = parse(new Source("a.hcl", text));
  if (diagnostics[0]) throw new Error(`${diagnostics[0].summary} in ${JSON.stringify(text)}`);
  return file.body.items.map(modelItem);
}

function modelItem(item: BodyItem): ModelItem {
  if (item.kind === "attribute") return { kind: "argument", name: item.name.text, value: meaning(item.expression) };
  const labels = item.labels.map(({ text }) => text);
  return { kind: "block", type: item.type.text, labels, items: item.body.items.map(modelItem) };
}

/** What an expression comes to, where it needs nothing from outside; else its tree. */
function meaning(expression: Expression): string {
  const { value, diagnostics } = evaluate(expression, emptyScope);
  return diagnostics.length > 0 ? print(expression) : dataMeaning(toPlain(value));
}

/** The same of data that is set. */
export const dataMeaning = (data: unknown): string => JSON.stringify(toPlain(fromPlain(data)));

/** The bodies of a file, outermost first. */
export function bodiesWithin(body: ast.Body): ast.Body[] {
  return [body, ...body.items.flatMap((item) => (item.kind === "block" ? bodiesWithin(item.body) : []))];
}

/** The comments that belong to an item: within it, behind it on its line, and directly above it. */
export function ownComments(text: string, { start, end }: SourceRange): Comment[] {
  const masked = [...commentsOf(text)].reduce(
    (all, comment) =>
      all.slice(0, comment.start) + "x".repeat(comment.text.length) + all.slice(comment.start + comment.text.length),
    text,
  );
  return commentsOf(text).filter((comment) => {
    if (comment.start >= end) return /^[ \tx]*$/.test(masked.slice(end, comment.start));
    if (comment.start >= start) return true;
    const line = masked.slice(masked.lastIndexOf("\n", comment.start - 1) + 1, comment.start);
    const between = masked.slice(comment.start, start);
    return /^[ \tx]*$/.test(line) && /^[ \tx\r\n]*$/.test(between) && !/\n[ \t]*\r?\n/.test(between);
  });
}
