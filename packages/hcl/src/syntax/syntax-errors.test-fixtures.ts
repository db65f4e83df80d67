import { renderDiagnostic } from "../render-diagnostic.js";
import { Source } from "../source.js";
import { parse } from "./parser.js";

/** Every diagnostic of a file as a user would see it, without the trailing newline. */
export function expectSyntaxErrors(text: string) {
  const { diagnostics } = parse(new Source("a.pkr.hcl", text));
  return expect(diagnostics.map((each) => renderDiagnostic(each).trimEnd()).join("\n\n"));
}

/** Where each diagnostic points and what it is about: `2:5 Invalid escape`. */
export function brief(text: string): string[] {
  const source = new Source("a.pkr.hcl", text);
  return parse(source).diagnostics.map(({ subject, summary }) => {
    const { line, column } = source.position(subject!.start);
    return `${line}:${column} ${summary}`;
  });
}
