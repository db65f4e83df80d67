import type { FieldReference } from "@ingot/core";
import { type Diagnostic, format, type Source, type SourceRange } from "@ingot/hcl";
import { type LegacyComponent, type LegacyTemplate, readLegacyTemplate } from "../legacy-template.js";
import { annotations } from "./annotations.js";
import { buildBlock } from "./build-block.js";
import type { CallScope } from "./call-expression.js";
import type { ComponentFields, ComponentKind } from "./component-fields.js";
import { Notes } from "./notes.js";
import { familyOf, packerBlock } from "./plugins.js";
import { sourceBlocks } from "./source-blocks.js";
import { nameSources } from "./sources.js";

import { Variables } from "./variables.js";

export interface UpgradeOptions {
  /** The fields of a component, undefined where it is not known: they tell blocks from arguments. Asked once for each. */
  fieldsOf(kind: ComponentKind, type: string): Promise<readonly FieldReference[] | undefined>;
  /** Comments that explain HCL's blocks to who has not seen them. Default: none. */
  readonly annotations?: boolean;
}

export interface UpgradedTemplate {
  /** In canonical style; undefined when the JSON cannot be read. */
  readonly text: string | undefined;
  /** Errors, or warnings where a person should look; each is also a comment in the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether every component is built in, or belongs to a plugin that the text requires. */
  readonly complete: boolean;
  /** What the template calls sensitive, and its lines in messages must not show. */
  readonly secrets: readonly string[];
}

/** Translates a template in Packer's old JSON to HCL that builds the same. */
export async function upgradeToHcl(source: Source, options: UpgradeOptions): Promise<UpgradedTemplate> {
  const { template, diagnostics, secrets } = readLegacyTemplate(source);
  if (!template) return { text: undefined, diagnostics, complete: false, secrets };
  const used = componentsOf(template);
  const fields = new Map<string, readonly FieldReference[] | undefined>();
  for (const { kind, component } of used) {
    const key = keyOf(kind, component.type);
    if (!fields.has(key)) fields.set(key, await options.fieldsOf(kind, component.type));
  }
  const notes = new Notes();
  const strange = used.filter(
    ({ kind, component: { type } }) => !fields.get(keyOf(kind, type)) && !isKnown(kind, type),
  );
  const text = templateText(
    template,
    (kind, type) => fields.get(keyOf(kind, type)),
    notes,
    options.annotations ?? false,
  );
  for (const { kind, component } of strange) tellStrange(kind, component, notes);
  return {
    text,
    diagnostics: [...diagnostics, ...inOrder(notes.diagnostics)],
    complete: strange.length === 0,
    secrets,
  };
}

const keyOf = (kind: ComponentKind, type: string) => `${kind} ${type}`;

/** What Packer itself has, whether or not it is built in here. */
const ofPacker: Readonly<Partial<Record<ComponentKind, readonly string[]>>> = {
  builder: ["file", "null"],
  provisioner: [
    ...["breakpoint", "file", "hcp-sbom", "powershell", "shell", "shell-local", "sleep", "windows-restart"],
    "windows-shell",
  ],
  "post-processor": ["artifice", "checksum", "compress", "manifest", "provenance", "shell-local"],
};

const isKnown = (kind: ComponentKind, type: string) =>
  familyOf(type) !== undefined || (ofPacker[kind] ?? []).includes(type);

interface UsedComponent {
  readonly kind: ComponentKind;
  readonly component: LegacyComponent;
}

function componentsOf({ builders, provisioners, errorCleanup, chains }: LegacyTemplate): readonly UsedComponent[] {
  const of = (kind: ComponentKind, components: readonly LegacyComponent[]) =>
    components.map((component) => ({ kind, component }));
  return [
    ...of("builder", builders),
    ...of("provisioner", errorCleanup ? [...provisioners, errorCleanup] : provisioners),
    ...of("post-processor", chains.flat()),
  ];
}

function tellStrange(kind: ComponentKind, { type, range }: LegacyComponent, notes: Notes): void {
  const detail = `There is no ${kind} "${type}", nor a plugin of Packer's authors that has one. If another plugin does, add it to required_plugins.`;
  notes.warn(range, "Unknown component type", detail);
}

function templateText(template: LegacyTemplate, fieldsOf: ComponentFields, notes: Notes, annotated: boolean): string {
  const variables = new Variables(template, notes);
  const scopeIn = (inBuild: boolean) => (range: SourceRange) => scopeAt(range, inBuild, variables, notes);
  const sources = nameSources(template, notes);
  const written = sourceBlocks(sources, fieldsOf, { notes, scopeAt: scopeIn(false) });
  const build = buildBlock(template, { notes, sources, fieldsOf, scopeAt: scopeIn(true) });
  const values = variables.blocks();
  const sections = {
    packer: [packerBlock(template)],
    variables: values.variables,
    data: written.data,
    locals: values.locals,
    sources: written.sources,
    build: sources.length > 0 || template.provisioners.length > 0 ? [build] : [],
  };
  const texts = Object.entries(sections).flatMap(([name, blocks]) => {
    const present = blocks.filter((block) => block !== "");
    if (present.length === 0 || !annotated) return present;
    return [`${annotations[name as keyof typeof annotations]}${present[0]}`, ...present.slice(1)];
  });
  return format([...(annotated ? [annotations.file] : []), ...texts].join("\n"));
}

const scopeAt = (range: SourceRange, inBuild: boolean, variables: Variables, notes: Notes): CallScope => ({
  inBuild,
  variable: (name) => variables.reference(name, range),
  timestamp: () => variables.timestamp(),
  kept: (name) => notes.warn(range, "Call that stays a template", keptDetail(name)),
});

const keptDetail = (name: string) =>
  `The function "${name}" has no counterpart in HCL. Its call stays a {{ }} template, which the component renders; look whether it still means the same.`;

const inOrder = (diagnostics: readonly Diagnostic[]) =>
  [...diagnostics].sort((left, right) => (left.subject?.start ?? 0) - (right.subject?.start ?? 0));
