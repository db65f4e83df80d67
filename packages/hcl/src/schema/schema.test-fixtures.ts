import type { Diagnostic } from "../diagnostic.js";
import type { FunctionTable, Scope } from "../evaluate/scope.js";
import { Source } from "../source.js";
import type { Block, Body } from "../syntax/ast.js";
import { parse } from "../syntax/parser.js";
import { dynamicType } from "../value/type.js";
import { string, type Value } from "../value/value.js";

export function bodyOf(text: string, name = "test.pkr.hcl"): Body {
  const { file, diagnostics } = parse(new Source(name, text));
  if (diagnostics.length > 0) throw new Error(told(diagnostics).join("\n"));
  return file.body;
}

/** The first block of the text. */
export function blockIn(text: string): Block {
  const block = bodyOf(text).items.find((item) => item.kind === "block");
  if (!block) throw new Error("there is no block");
  return block;
}

export function scopeOf(values: Readonly<Record<string, Value>> = {}, functions: FunctionTable = new Map()): Scope {
  return { lookup: (name) => values[name], names: () => Object.keys(values), functions };
}

/** Each diagnostic on a line: where (line:column-column), summary, detail. */
export function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ severity, summary, detail, subject }) => {
    const start = subject?.source.position(subject.start);
    const end = subject?.source.position(subject.end);
    const place =
      start && end ? `${start.line}:${start.column}-${end.line === start.line ? end.column : "…"}` : "nowhere";
    return `${severity === "warning" ? "warning " : ""}${place} ${summary}. ${detail}`;
  });
}

/** Refuses an empty text. */
export const shout: FunctionTable = new Map([
  [
    "shout",
    {
      name: "shout",
      description: "for tests",
      parameters: [{ name: "text", type: dynamicType }],
      returns: () => dynamicType,
      call: ([text]: readonly Value[]) => string(`${String(text!.content)}!`),
    },
  ],
]);
