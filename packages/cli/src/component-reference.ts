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
  const components = await Promise.all(loaders.flatMap((loader) => (loader.kind === "reaper" ? [] : [load(loader)])));
  const sections = (Object.keys(headings) as Kind[]).flatMap((kind) => {
    const own = components.filter((component) => component.kind === kind);
    return own.length === 0 ? [] : [`## ${headings[kind]}\n\n${own.map(componentSection).join("\n")}`];
  });
  return `# Components\n\nMade from the components' schemas by \`npm run docs\`; do not edit.\n\n${sections.join("\n")}`;
}

const load = (loader: Exclude<ComponentLoader, { kind: "reaper" }>): Promise<Loaded> => loader.load();

function componentSection({ type, description, config }: Loaded): string {
  return `### \`${type}\`\n\n${description}\n\n${fieldTable(describeFields(config))}`;
}

function fieldTable(fields: readonly FieldReference[]): string {
  const nested = fields.filter(({ fields }) => fields.length > 0);
  const rows = [["argument", "type", "default", "meaning"], ["---", "---", "---", "---"], ...fields.map(fieldRow)];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
  return table + nested.map(({ name, fields }) => `\nIn a \`${name}\` block:\n\n${fieldTable(fields)}`).join("");
}

function fieldRow({ name, kind, type, required, default: value, description }: FieldReference): string[] {
  const shownType = { argument: `\`${type}\``, block: "block", blocks: "blocks" }[kind];
  const shownDefault = required ? "required" : isEmpty(value) ? "" : `\`${JSON.stringify(value)}\``;
  return [`\`${name}\``, shownType, shownDefault, description].map(escapeCell);
}

const isEmpty = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

const escapeCell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
