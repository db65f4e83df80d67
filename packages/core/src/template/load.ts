import { hasErrors } from "@ingot/hcl";
import { concealSecrets } from "../config/conceal-secrets.js";
import type { Loaded, LoadOptions } from "../engine-api.js";
import { findTemplateFiles, noFiles } from "./files.js";
import { type Language, languageOfText, parseTemplateFile } from "./parsed-file.js";
import { type LoadContext, type ReadTemplate, readTemplate } from "./read-template.js";
import { readFiles, readText } from "./source-file.js";
import type { writtenSecrets as WrittenSecrets } from "./written-secrets.js";

/** Files to a template. Whatever is wrong is a diagnostic, and what is not touched by it is still read. */
export async function loadTemplate(path: string, options: LoadOptions, context: LoadContext): Promise<Loaded> {
  const { text } = options;
  const files = text === undefined ? await findTemplateFiles(path, context.host) : noFiles;
  const named = files.language ?? options.language ?? (text === undefined ? "json" : undefined);
  const syntax = named === "json" ? "json" : undefined;
  const [templates, autoVariables, variableFiles] = await Promise.all([
    text === undefined ? readFiles(files.templates, context.host, syntax) : readText(path, text, syntax),
    readFiles(files.autoVariables, context.host),
    readFiles(options.variableFiles ?? [], context.host),
  ]);
  const sources = [...templates.sources, ...autoVariables.sources, ...variableFiles.sources];
  const found = [files, templates, autoVariables, variableFiles].flatMap((each) => each.diagnostics);
  const language = named ?? templates.sources.map(languageOfText)[0] ?? "hcl2";
  const isCertain = options.language !== undefined || text !== undefined;
  const parsed = templates.sources.map((each) => parseTemplateFile(each, language, isCertain));
  const diagnostics = [...found, ...parsed.flatMap((each) => each.diagnostics)];
  const values = { autoFiles: autoVariables.sources, files: variableFiles.sources };
  const input = { path, root: files.root, options, values };
  const bodies = parsed.map(({ body }) => body);
  const read = hasErrors(diagnostics) ? unread : await readBodies(language, bodies, input, context);
  const secrets = read.template?.secrets ?? (await secretsOfWrong(bodies, templates.sources, input, context));
  const said = concealSecrets([...diagnostics, ...read.diagnostics], secrets);
  return { template: read.template, language, diagnostics: said, sources, secrets };
}

/** Most templates are HCL, and need nothing of what reads the others. */
async function readBodies(language: Language, ...read: Parameters<typeof readTemplate>): Promise<ReadTemplate> {
  if (language === "hcl2") return readTemplate(...read);
  const { readLegacyTemplate } = await import("./legacy-json/read-legacy-template.js");
  const [[body], input, context] = read;
  return readLegacyTemplate(body!, input, context);
}

const unread: ReadTemplate = { template: undefined, diagnostics: [] };

/** Of a template that became none. Others need nothing of what looks for them. */
async function secretsOfWrong(...files: Parameters<typeof WrittenSecrets>): Promise<readonly string[]> {
  const { writtenSecrets } = await import("./written-secrets.js");
  return writtenSecrets(...files);
}
