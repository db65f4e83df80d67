import { type ComponentLoader, describeFields, type FieldReference } from "@ingot/core";

const headings = {
  builder: "Builders",
  provisioner: "Provisioners",
  "post-processor": "Post-processors",
  "data-source": "Data sources",
} as const;

type Kind = keyof typeof headings;
type Loaded = Awaited<ReturnType<Extract<ComponentLoader, { kind: Kind }>["load"]>>;

/** The reference of all components, in Markdown, made of their schemas. */
export async function componentReference(loaders: readonly ComponentLoader[]): Promise<string> {
  const components = await Promise.all(loaders.flatMap((loader) => (isDocumented(loader) ? [load(loader)] : [])));
  const groups = (Object.keys(headings) as Kind[])
    .map((kind) => ({ heading: headings[kind], own: components.filter((component) => component.kind === kind) }))
    .filter(({ own }) => own.length > 0);
  const sections = groups.map(({ heading, own }) => `## ${heading}\n\n${own.map(componentSection).join("\n")}`);
  return [
    "# Components",
    "Made from the components' schemas by `npm run docs`; do not edit.",
    contents(groups),
    sections.join("\n"),
  ].join("\n\n");
}

interface Group {
  readonly heading: string;
  readonly own: readonly Loaded[];
}

/** A line for each kind. Of headings with one text GitHub numbers the anchors of the later ones. */
function contents(groups: readonly Group[]): string {
  const seen = new Map<string, number>();
  const link = ({ type }: Loaded) => {
    const nth = seen.get(type) ?? 0;
    seen.set(type, nth + 1);
    return `[${type}](#${type}${nth === 0 ? "" : `-${nth}`})`;
  };
  return groups.map(({ heading, own }) => `- ${heading}: ${own.map(link).join(", ")}`).join("\n");
}

type DocumentedLoader = Extract<ComponentLoader, { kind: Kind }>;

const isDocumented = (loader: ComponentLoader): loader is DocumentedLoader => loader.kind in headings;

const load = (loader: DocumentedLoader): Promise<Loaded> => loader.load();

function componentSection(component: Loaded): string {
  const { type, description, config } = component;
  const section = `### \`${type}\`\n\n${description}\n\n${fieldTable(describeFields(config))}`;
  if (component.kind === "data-source") return `${section}\n${fieldsTable("output", component.output)}`;
  const artifact = "artifact" in component ? component.artifact : undefined;
  return artifact ? `${section}\n${fieldsTable("artifact", artifact)}` : section;
}

/** What `data.TYPE.NAME` has, or `artifact.TYPE.NAME` beside `id` and `files`. */
function fieldsTable(what: "output" | "artifact", schema: Parameters<typeof describeFields>[0]): string {
  const rows = describeFields(schema).map(({ name, type, description }) => [`\`${name}\``, `\`${type}\``, description]);
  return [[what, "type", "meaning"], ["---", "---", "---"], ...rows].map(tableRow).join("");
}

function fieldTable(fields: readonly FieldReference[]): string {
  const nested = fields.filter(({ fields }) => fields.length > 0);
  const rows = [["argument", "type", "default", "meaning"], ["---", "---", "---", "---"], ...fields.map(fieldRow)];
  const table = rows.map(tableRow).join("");
  return table + nested.map(({ name, fields }) => `\nIn a \`${name}\` block:\n\n${fieldTable(fields)}`).join("");
}

function fieldRow({ name, kind, type, required, default: value, description }: FieldReference): string[] {
  const shownType = { argument: `\`${type}\``, block: "block", blocks: "blocks" }[kind];
  const shownDefault = required ? "required" : isEmpty(value) ? "" : `\`${JSON.stringify(value)}\``;
  return [`\`${name}\``, shownType, shownDefault, description];
}

const tableRow = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(" | ")} |\n`;

const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

const escapeCell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
