import { type ast, errorAt, literalString, parseJson, type Source, type SourceRange } from "@ingot/hcl";
import type { LoadOptions } from "../../engine-api.js";
import { isNull, type Report, wrongShape } from "./json-shape.js";

/** A value of a variable before it is rendered. */
export interface WrittenValue {
  readonly text: string;
  /** The JSON string; undefined for one that the command line gives. */
  readonly range: SourceRange | undefined;
}

/** What files and flags give, the later over the earlier, flags over files. */
export function givenValues(
  files: readonly Source[],
  flags: NonNullable<LoadOptions["variables"]>,
  report: Report,
): ReadonlyMap<string, WrittenValue> {
  const ofFiles = files.flatMap((file) => fileValues(file, report));
  const ofFlags = flags.map(({ name, text }): [string, WrittenValue] => [name, { text, range: undefined }]);
  return new Map([...ofFiles, ...ofFlags]);
}

function fileValues(source: Source, report: Report): [string, WrittenValue][] {
  if (source.name.endsWith(".hcl")) {
    const detail = `"${source.name}" is HCL, and a template in Packer's JSON takes files in JSON: {"name": "value"}.`;
    report(errorAt(undefined, "Unknown format of variable file", detail));
    return [];
  }
  const { file, diagnostics } = parseJson(source, { strings: "literal", arrayOfObjects: false });
  for (const problem of diagnostics) report(problem);
  return file.body.items.flatMap((item) => (item.kind === "attribute" ? fileValue(item, report) : []));
}

/** Null is an empty text there. */
function fileValue({ name, expression }: ast.Attribute, report: Report): [string, WrittenValue][] {
  const text = isNull(expression) ? "" : literalString(expression);
  if (text !== undefined) return [[name.text, { text, range: expression.range }]];
  report(wrongShape(`The value of the variable "${name.text}"`, "a string", expression));
  return [];
}
