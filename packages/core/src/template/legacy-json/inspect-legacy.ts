import type { LegacyTemplate } from "../model.js";

/** A template's parts as they are written, as the lines that `packer inspect` prints of Packer's old JSON. */
export function inspectLegacy(template: LegacyTemplate): readonly string[] {
  const { description } = template;
  return [
    "Packer Inspect: JSON mode",
    ...(description ? ["Description:", "", description, ""] : []),
    ...variableLines(template),
    ...section("Builders", builderLines(template)),
    ...section("Provisioners", template.provisionerTypes),
    "Note: If your build names contain user variables or template",
    "functions such as 'timestamp', these are processed at build time,",
    "and therefore only show in their raw form here.",
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] => [
  `${title}:`,
  "",
  ...(lines.length > 0 ? lines : [`<No ${title.toLowerCase()}>`]).map((line) => `  ${line}`),
  "",
];

function variableLines({ variables }: LegacyTemplate): readonly string[] {
  if (variables.length === 0) return section("Variables", []);
  const sorted = [...variables].sort(byName);
  const required = sorted.filter(({ written }) => written === undefined).map(({ name }) => `  ${name}`);
  const widest = Math.max(...sorted.map(({ name }) => name.length));
  const optional = sorted.filter(({ written }) => written !== undefined).map(defaultLine(widest));
  const first = required.length > 0 ? ["Required variables:", "", ...required, ""] : [];
  return [...first, "Optional variables and their defaults:", "", ...optional, ""];
}

const defaultLine =
  (width: number) =>
  ({ name, written, sensitive }: LegacyTemplate["variables"][number]): string =>
    `  ${name.padEnd(width)} = ${sensitive ? "<sensitive>" : written}`;

function builderLines({ builders }: LegacyTemplate): readonly string[] {
  const widest = Math.max(0, ...builders.map(({ name }) => name.length));
  const line = ({ name, type }: LegacyTemplate["builders"][number]) =>
    `${name.padEnd(widest)}${name === type ? "" : ` (${type})`}`;
  return [...builders].sort(byName).map(line);
}

const byName = (one: { readonly name: string }, other: { readonly name: string }) => (one.name < other.name ? -1 : 1);
