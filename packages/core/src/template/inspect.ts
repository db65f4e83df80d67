import { decodeBody, type ScopedBlock, stringType } from "@ingot/hcl";
import * as expected from "../arguments/arguments.js";
import { checkArgument } from "../arguments/check-argument.js";
import { decodedText } from "./decoded-part.js";
import { goQuote } from "./go-quote.js";
import { inspectLegacy } from "./legacy-json/inspect-legacy.js";
import type { BuildBlock, Template } from "./model.js";
import { valueText } from "./value-text.js";

/** A piece of what `inspect` says, of one or several lines; for machines, a row says the same before it. */
export interface Inspected {
  readonly text: string;
  readonly row?: readonly [type: string, ...data: string[]];
}

/** A template's parts, as `packer inspect` prints them: sensitive values are hidden, unset ones unknown. */
export function inspectTemplate(template: Template): readonly Inspected[] {
  checkArgument("inspectTemplate()", "template", template, expected.template);
  if (template.legacy) return inspectLegacy(template.legacy);
  return [
    ["Packer Inspect: HCL2 mode", ""],
    inspectValues(template),
    ["> builds:", "", ...template.builds.flatMap(inspectBuild)],
  ].map((lines) => ({ text: lines.join("\n") }));
}

/** Variables and locals alone, as `packer console` lists them. */
export function inspectValues(template: Template): readonly string[] {
  checkArgument("inspectValues()", "template", template, expected.template);
  return [
    "> input-variables:",
    "",
    ...[...template.variables.values()]
      .sort(byName)
      .map(({ name, value }) => `var.${name}: ${goQuote(valueText(value))}`),
    "",
    "> local-variables:",
    "",
    ...[...template.locals.values()]
      .sort(byName)
      .map(({ name, value }) => `local.${name}: ${goQuote(valueText(value))}`),
    "",
  ];
}

const byName = (one: { readonly name: string }, other: { readonly name: string }) => (one.name < other.name ? -1 : 1);

function inspectBuild(build: BuildBlock, index: number): string[] {
  const description = build.description ? [`  > Description: ${build.description}`, ""] : [];
  return [
    `  > ${build.name || `<unnamed build ${index}>`}:`,
    "",
    ...description,
    "    sources:",
    "",
    ...sourceLines(build),
    "    provisioners:",
    "",
    ...orPlaceholder(
      build.provisioners.map((each) => `      ${componentName(each)}`),
      "      <no provisioner>",
    ),
    "",
    "    post-processors:",
    "",
    ...chainLines(build),
  ];
}

function sourceLines({ sources }: BuildBlock): string[] {
  const lines = sources.flatMap(({ source, localName }) => [`      ${source.type}.${localName}`, ""]);
  return lines.length > 0 ? lines : ["      <no source>", ""];
}

function chainLines({ postProcessors }: BuildBlock): string[] {
  const lines = postProcessors.flatMap((chain, index) => [
    `      ${index}:`,
    ...chain.map((each) => `        ${componentName(each)}`),
    "",
  ]);
  return lines.length > 0 ? lines : ["      <no post-processor>", ""];
}

const orPlaceholder = (lines: readonly string[], placeholder: string) => (lines.length > 0 ? lines : [placeholder]);

const nameSpec = { attributes: { name: { type: stringType, required: false } }, blocks: {} };

/** "type", or "type.name" where the block has a name that is known already. */
function componentName(scoped: ScopedBlock): string {
  const { labels, body } = scoped.block;
  const named = body.items.filter((item) => item.kind === "attribute" && item.name.text === "name");
  const name = decodedText(decodeBody({ ...body, items: named }, nameSpec, scoped.scope), "name");
  return name ? `${labels[0]!.text}.${name}` : labels[0]!.text;
}
