import {
  argumentItems,
  type ast,
  type Diagnostic,
  errorAt,
  hasErrors,
  parse,
  parseJson,
  type Source,
} from "@ingot/hcl";
import { templateSpec } from "./block-specs.js";

export interface ParsedFile {
  readonly body: ast.Body;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a file of a template, in the syntax that its name tells. */
export function parseTemplateFile(source: Source): ParsedFile {
  if (!source.name.endsWith(".json")) return bodyOf(parse(source));
  const { body, diagnostics } = bodyOf(parseJson(source, { strings: "template" }));
  const other = hasErrors(diagnostics) ? undefined : otherKind(body, source.name);
  return { body, diagnostics: other ? [other] : diagnostics };
}

const bodyOf = ({ file, diagnostics }: ReturnType<typeof parse>): ParsedFile => ({ body: file.body, diagnostics });

/** What the JSON files are called that Packer read before HCL, and that have nothing in common with it. */
const legacyKeys: ReadonlySet<string> = new Set(["builders", "provisioners", "post-processors"]);

/** What is said of a JSON file that is no template in HCL's JSON syntax. */
function otherKind(body: ast.Body, path: string): Diagnostic | undefined {
  const names = argumentItems(body).flatMap((item) => (item.kind === "attribute" ? [item.name] : []));
  const legacy = names.find(({ text }) => legacyKeys.has(text));
  if (legacy) return legacyTemplate(legacy, path);
  if (path.endsWith(".pkr.json")) return undefined;
  const better = path.replace(/\.json$/, ".pkr.json");
  const isTemplate = names.some(({ text }) => Object.hasOwn(templateSpec.blocks, text));
  const advice = isTemplate ? `Rename it to "${better}".` : `If it is one, rename it to "${better}".`;
  const detail = `The name of a template in JSON must end in .pkr.json, and "${path}" does not. ${advice}`;
  return errorAt(undefined, "Not a template's name", detail);
}

function legacyTemplate({ text, range }: ast.Name, path: string): Diagnostic {
  const detail = `"${path}" is a template in Packer's old JSON format, which has "${text}" at its top, and Ingot does not read it. A .pkr.json file holds the blocks of HCL: "source", "build" and so on. Packer translates the old format: packer hcl2_upgrade ${path}`;
  return errorAt(range, "Legacy JSON template", detail);
}
