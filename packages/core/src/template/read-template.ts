import {
  type ast,
  type BodyContent,
  bodyContent,
  type Diagnostic,
  distinctDiagnostics,
  hasErrors,
  partialContent,
  type Source,
} from "@ingot/hcl";
import type { LoadOptions } from "../engine-api.js";
import type { Host } from "../host.js";
import type { Registry } from "../registry.js";
import { templateSpec } from "./block-specs.js";
import { readBuild, withoutEffect } from "./build-blocks.js";
import { readDataBlocks } from "./data-blocks.js";
import { readLocals } from "./local-blocks.js";
import type { Template } from "./model.js";
import { createOutside, type Outside } from "./outside.js";
import { packerBlockProblems, versionProblems } from "./packer-block.js";
import { type FixedNames, resolveValues } from "./resolve-values.js";
import { secretsOf } from "./secrets.js";
import { readSources } from "./source-blocks.js";
import { templateFunctions } from "./template-functions.js";
import { type ReadVariables, readVariables } from "./variables.js";

export interface LoadContext {
  readonly host: Host;
  /** Where data sources and value stores are found. */
  readonly registry: Registry;
  /** Every component type there is, whatever its kind: what `required_plugins` is held against. */
  readonly componentTypes: readonly string[];
}

export interface TemplateInput {
  readonly path: string;
  readonly root: string;
  readonly options: LoadOptions;
  /** Files that give values to variables. */
  readonly values: { readonly autoFiles: readonly Source[]; readonly files: readonly Source[] };
}

export interface ReadTemplate {
  readonly template: Template | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parsed files to a template: declarations, then values, then what uses them. */
export async function readTemplate(
  bodies: readonly ast.Body[],
  input: TemplateInput,
  context: LoadContext,
): Promise<ReadTemplate> {
  const tooOld = versionProblems(bodies.flatMap((body) => partialContent(body, packerOnly).blocks));
  if (tooOld.length > 0) return { template: undefined, diagnostics: tooOld };
  const contents = bodies.map((body) => bodyContent(body, templateSpec));
  const blocks = byType(contents);
  const outside = createOutside(input.options, context);
  const functions = templateFunctions(context.host, input.root, outside.remote);
  const read = () => readVariables(bodies, input, context.host.env, functions);
  const variables = await outside.readings.settle(read); // rules of theirs may ask systems outside
  const diagnostics = [
    ...contents.flatMap((content) => content.diagnostics),
    ...packerBlockProblems(blocks("packer"), input.options.allowMissingPlugins ? undefined : context.componentTypes),
    ...blocks("hcp_packer_registry", "communicator").map(withoutEffect),
    ...variables.diagnostics,
  ];
  if (hasErrors(diagnostics)) outside.stop(); // for a template that is wrong nobody is troubled
  const names = { cwd: context.host.cwd, root: input.root, functions: functions.everywhere };
  const refused = contents.flatMap((content, at) => refusedBlocks(bodies[at]!, content));
  const resolved = await resolveBlocks(blocks, variables, input, { names, refused, outside, context });
  return { ...resolved, diagnostics: distinctDiagnostics([...diagnostics, ...resolved.diagnostics]) };
}

type BlocksByType = (...types: readonly string[]) => readonly ast.Block[];

function byType(contents: readonly BodyContent[]): BlocksByType {
  const blocks = contents.flatMap((content) => content.blocks);
  return (...types) => blocks.filter(({ type }) => types.includes(type.text));
}

/** Blocks that have been complained about, and are not in the content. In JSON there are none: what blocks are is not known. */
function refusedBlocks({ items }: ast.Body, { blocks }: BodyContent): readonly ast.Block[] {
  const accepted = new Set(blocks);
  return items.filter((item): item is ast.Block => item.kind === "block" && !accepted.has(item));
}

const packerOnly = { attributes: {}, blocks: { packer: { labels: [] } } };

interface Resolving {
  readonly names: FixedNames;
  readonly refused: readonly ast.Block[];
  readonly outside: Outside;
  readonly context: LoadContext;
}

async function resolveBlocks(
  blocks: BlocksByType,
  { variables, secrets }: ReadVariables,
  input: TemplateInput,
  { names, refused, outside, context }: Resolving,
): Promise<ReadTemplate> {
  const declared = readLocals(blocks("local", "locals"));
  const data = readDataBlocks(blocks("data"));
  const declarations = [...declared.diagnostics, ...data.diagnostics];
  if (input.options.syntaxOnly) return { template: undefined, diagnostics: declarations };
  const values = await resolveValues({ variables, locals: declared, data }, names, outside, context);
  const sources = readSources(blocks("source"), refused, values.scope);
  const readBuilds = () => blocks("build").map((block) => readBuild(block, sources, values.scope));
  const builds = await outside.readings.settle(readBuilds);
  const template: Template = {
    path: input.path,
    rootDirectory: input.root,
    variables,
    locals: values.locals,
    sources: sources.sources,
    builds: builds.map(({ build }) => build),
    scope: values.scope,
    secrets: distinct(secrets, secretsOf([...variables.values(), ...values.locals.values()]), outside.secrets),
    outside,
  };
  const parts = [values, sources, ...builds];
  const said = [...declarations, ...parts.flatMap((part) => part.diagnostics)];
  return { template, diagnostics: said };
}

const distinct = (...secrets: readonly Iterable<string>[]) => [...new Set(secrets.flatMap((each) => [...each]))];
