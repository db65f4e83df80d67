import type { Inspected } from "../inspect.js";
import type { LegacyTemplate } from "../model.js";

/** A template's parts as they are written, as `packer inspect` prints those of Packer's old JSON. */
export function inspectLegacy(template: LegacyTemplate): readonly Inspected[] {
  const { description, provisionerTypes } = template;
  const types = provisionerTypes.map((type): Inspected => ({ text: `  ${type}`, row: ["template-provisioner", type] }));
  return [
    { text: "Packer Inspect: JSON mode" },
    ...(description ? [{ text: "Description:\n" }, { text: `${description}\n` }] : []),
    ...variableParts(template),
    ...section("Builders:", builderParts(template), "<No builders>"),
    ...section("Provisioners:", types, "<No provisioners>").slice(0, -1),
    { text: note },
  ];
}

const note = `
Note: If your build names contain user variables or template
functions such as 'timestamp', these are processed at build time,
and therefore only show in their raw form here.`;

const section = (title: string, parts: readonly Inspected[], none: string): readonly Inspected[] => [
  { text: `${title}\n` },
  ...(parts.length > 0 ? parts : [{ text: `  ${none}` }]),
  { text: "" },
];

function variableParts({ variables }: LegacyTemplate): readonly Inspected[] {
  if (variables.length === 0) return section("Variables:", [], "<No variables>");
  const sorted = [...variables].sort(byName);
  const widest = Math.max(...sorted.map(({ name }) => name.length));
  const required = sorted.filter(({ written }) => written === undefined).map(requiredPart);
  const optional = sorted.filter(({ written }) => written !== undefined).map(optionalPart(widest));
  const first = required.length > 0 ? section("Required variables:", required, "") : [];
  return [...first, { text: "Optional variables and their defaults:\n" }, ...optional, { text: "" }];
}

type Variable = LegacyTemplate["variables"][number];

const requiredPart = ({ name }: Variable): Inspected => ({
  text: `  ${name}`,
  row: ["template-variable", name, "", "1"],
});

const optionalPart =
  (width: number) =>
  ({ name, written = "", sensitive }: Variable): Inspected => {
    const value = sensitive ? "<sensitive>" : written;
    return { text: `  ${name.padEnd(width)} = ${value}`, row: ["template-variable", name, value, "0"] };
  };

function builderParts({ builders }: LegacyTemplate): readonly Inspected[] {
  const widest = Math.max(0, ...builders.map(({ name }) => name.length));
  return [...builders].sort(byName).map(({ name, type }) => ({
    text: `  ${name.padEnd(widest)}${name === type ? "" : ` (${type})`}`,
    row: ["template-builder", name, type],
  }));
}

const byName = (one: { readonly name: string }, other: { readonly name: string }) => (one.name < other.name ? -1 : 1);
