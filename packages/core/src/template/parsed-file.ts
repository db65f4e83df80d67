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
import type { LoadOptions } from "../engine-api.js";
import { templateSpec } from "./block-specs.js";
import { notATemplateName } from "./files.js";

export interface ParsedFile {
  readonly body: ast.Body;
  readonly diagnostics: readonly Diagnostic[];
}

export type Language = NonNullable<LoadOptions["language"]>;

/** Which language a text is in that has no name to tell it: what begins as an object, and has no block of HCL's, is Packer's old JSON. */
export function languageOfText(source: Source): Language {
  return source.syntax === "json" && !holdsBlocks(parseLiteral(source).body) ? "json" : "hcl2";
}

/** Parses a file of a template; `isCertain` where the user said, or the text tells, which language it is in. */
export const parseTemplateFile = (source: Source, language: Language, isCertain: boolean): ParsedFile =>
  language === "json" ? parseLegacyFile(source, isCertain) : parseHclFile(source);

/** In the syntax that the file's name tells. */
function parseHclFile(source: Source): ParsedFile {
  if (source.syntax === "native") return bodyOf(parse(source));
  const { body, diagnostics } = bodyOf(parseJson(source, { strings: "template" }));
  const legacy = hasErrors(diagnostics) ? undefined : rootNames(body).find(({ text }) => legacyKeys.has(text));
  return { body, diagnostics: legacy ? [legacyTemplate(legacy, source.name)] : diagnostics };
}

function parseLegacyFile(source: Source, isCertain: boolean): ParsedFile {
  const parsed = parseLiteral(source);
  if (isCertain) return parsed;
  const isObject = /^\ufeff?\s*\{/.test(source.text);
  if (!isObject && !source.name.endsWith(".json")) return { ...parsed, diagnostics: [notATemplateName(source.name)] };
  const isOther = !hasErrors(parsed.diagnostics) && holdsBlocks(parsed.body);
  return isOther ? { ...parsed, diagnostics: [blocksOfHcl(source.name)] } : parsed;
}

const bodyOf = ({ file, diagnostics }: ReturnType<typeof parse>): ParsedFile => ({ body: file.body, diagnostics });

const parseLiteral = (source: Source): ParsedFile =>
  bodyOf(parseJson(source, { strings: "literal", arrayOfObjects: false }));

/** What only Packer's old JSON has at its top. */
const legacyKeys: ReadonlySet<string> = new Set(["builders", "provisioners", "post-processors"]);

const rootNames = (body: ast.Body): readonly ast.Name[] =>
  argumentItems(body).flatMap((item) => (item.kind === "attribute" ? [item.name] : []));

/** "variables" is a block too, but says nothing: both languages have it. */
function holdsBlocks(body: ast.Body): boolean {
  const names = rootNames(body).map(({ text }) => text);
  const isBlock = (name: string) => name !== "variables" && Object.hasOwn(templateSpec.blocks, name);
  return names.some(isBlock) && !names.some((name) => legacyKeys.has(name));
}

function blocksOfHcl(path: string): Diagnostic {
  const better = path.replace(/(?:\.json)?$/, ".pkr.json");
  const detail = `"${path}" holds blocks of HCL in JSON, and the name of such a template must end in .pkr.json. Rename it to "${better}", or say -config-type=hcl2.`;
  return errorAt(undefined, "Not a template's name", detail);
}

function legacyTemplate({ text, range }: ast.Name, path: string): Diagnostic {
  const better = path.replace(/\.pkr\.json$/, ".json");
  const advice = better === path ? "Leave -config-type=hcl2 out." : `Rename it to "${better}".`;
  const detail = `"${path}" is a template in Packer's old JSON, which has "${text}" at its top, and HCL in JSON holds blocks: "source", "build" and so on. ${advice}`;
  return errorAt(range, "Legacy JSON template", detail);
}
