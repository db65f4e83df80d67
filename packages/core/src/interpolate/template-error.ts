import { IngotError } from "../errors.js";

/** A `{{ }}` template that cannot be read or rendered: code TEMPLATE_ENGINE. `at` is an offset in `template`. */
export function templateError(template: string, at: number, what: string, cause?: unknown): IngotError {
  const before = template.slice(0, at).split("\n");
  const line = before.length;
  const column = before.at(-1)!.length + 1;
  return new IngotError({
    code: "TEMPLATE_ENGINE",
    source: "user",
    message: `The {{ }} template has an error at line ${line}, column ${column}: ${what}`,
    cause,
    data: { line, column, offset: at },
  });
}

export const noFunction = (template: string, at: number, name: string): IngotError =>
  templateError(template, at, `there is no function "${name}" here.`);

/** `known` are the names of the fields that there are. */
export function noField(template: string, at: number, path: readonly string[], known: readonly string[]): IngotError {
  const fields = known.map((name) => `.${name}`).join(", ");
  const choice = fields ? `Known are ${fields}.` : "There are no fields here.";
  return templateError(template, at, `there is no field ".${path.join(".")}". ${choice}`);
}
