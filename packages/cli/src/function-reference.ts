import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  envFunction,
  type FunctionHost,
  type FunctionTable,
  type HclFunction,
  type LazyFunction,
  type Parameter,
  standardFunctions,
  typeText,
  Value,
} from "@ingot/hcl";

type Described = HclFunction | LazyFunction;

/** A family's page: `# Title`, what to know of the family, and `## name` with details and examples for each function. */
interface Family {
  readonly title: string;
  readonly introduction: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly name: string;
  readonly text: string;
}

/**
 * The reference of all functions, in Markdown: signatures and descriptions are the table's, the rest is in the families'
 * pages in `directory`.
 * @throws Error when a function has no entry, or an entry no function
 */
export async function functionReference(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".md")).sort();
  const [opening, ...pages] = await Promise.all(names.map((name) => readFile(join(directory, name), "utf8")));
  const families = pages.map(readFamily);
  const table = describedFunctions();
  checkComplete(table, families);
  const sections = families.map((family) => familySection(family, table));
  return [opening!.trim(), index(families, table), ...sections].join("\n\n").concat("\n");
}

/** Nothing is called, so nothing need be known of the world. */
function describedFunctions(): FunctionTable {
  const env = envFunction({});
  return new Map([...standardFunctions({} as FunctionHost), [env.name, env]]);
}

function readFamily(page: string): Family {
  const [head = "", ...sections] = page.trim().split(/^## /m);
  const [title = "", ...introduction] = head.split("\n");
  return {
    title: title.replace("# ", ""),
    introduction: introduction.join("\n").trim(),
    entries: sections.map(readEntry),
  };
}

function readEntry(section: string): Entry {
  const [name = "", ...lines] = section.split("\n");
  return { name, text: lines.join("\n").trim() };
}

function checkComplete(table: FunctionTable, families: readonly Family[]): void {
  const entries = families.flatMap((family) => family.entries.map(({ name }) => name));
  const missing = [...table.keys()].filter((name) => !entries.includes(name));
  const surplus = entries.filter((name, at) => !table.has(name) || entries.indexOf(name) !== at);
  if (missing.length > 0) throw new Error(`functions without an entry in the reference: ${missing.join(", ")}`);
  if (surplus.length > 0) throw new Error(`entries without a function of their own: ${surplus.join(", ")}`);
}

function index(families: readonly Family[], table: FunctionTable): string {
  const rows = families.flatMap(({ title, entries }) => [
    `| **[${title}](#${anchor(title)})** | |`,
    ...entries.map(({ name }) => `| [${name}](#${name}) | ${escapeCell(table.get(name)!.description)} |`),
  ]);
  return ["| function | what it gives |", "| --- | --- |", ...rows].join("\n");
}

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");

const escapeCell = (text: string): string => text.replaceAll("|", "\\|");

function familySection({ title, introduction, entries }: Family, table: FunctionTable): string {
  const texts = entries.map(({ name, text }) => {
    const described = table.get(name)!;
    return [`### ${name}`, `\`${signature(described)}\``, described.description, text].join("\n\n");
  });
  return [`## ${title}`, introduction, ...texts].filter((part) => part !== "").join("\n\n");
}

/** `join(separator: string, ...lists: list(string)) → string` */
function signature(described: Described): string {
  const { name, parameters, variadic } = described;
  const written = parameters.map(parameterText);
  if (variadic) written.push(`...${parameterText(variadic)}`);
  const result = resultText(described);
  return `${name}(${written.join(", ")})${result === undefined ? "" : ` → ${result}`}`;
}

const parameterText = ({ name, type, allowNull }: Parameter): string =>
  `${name}: ${typeText(type)}${allowNull ? " | null" : ""}`;

/** Undefined where the type of the result follows from the arguments. */
function resultText(described: Described): string | undefined {
  if (!("returns" in described)) return undefined;
  const unknowns = [...described.parameters, ...(described.variadic ? [described.variadic] : [])].map(({ type }) =>
    Value.unknown(type),
  );
  const type = described.returns(unknowns);
  return type.kind === "dynamic" ? undefined : typeText(type);
}
