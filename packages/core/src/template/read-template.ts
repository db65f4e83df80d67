import { type ast, type BodyContent, bodyContent, type Diagnostic, type Scope, type Source } from "@ingot/hcl";
import type { LoadOptions } from "../engine-api.js";
import type { Host } from "../host.js";
import { templateSpec } from "./block-specs.js";
import { readBuild, withoutEffect } from "./build-blocks.js";
import { readDataBlocks } from "./data-blocks.js";
import { readLocals } from "./local-blocks.js";
import { lazyLocals } from "./locals.js";
import type { Template } from "./model.js";
import { packerBlockProblems, versionProblems } from "./packer-block.js";
import { secretsOf } from "./secrets.js";
import { readSources } from "./source-blocks.js";
import { templateFunctions } from "./template-functions.js";
import { templateScope } from "./template-scope.js";
import { type ReadVariables, readVariables } from "./variables.js";

export interface LoadContext {
  readonly host: Host;
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
export function readTemplate(bodies: readonly ast.Body[], input: TemplateInput, context: LoadContext): ReadTemplate {
  const tooOld = versionProblems(blocksOf(bodies, "packer"));
  if (tooOld.length > 0) return { template: undefined, diagnostics: tooOld };
  const contents = bodies.map((body) => bodyContent(body, templateSpec));
  const blocks = byType(contents);
  const functions = templateFunctions(context.host, input.root);
  const variables = readVariables(bodies, input, context.host.env, functions);
  const diagnostics = [
    ...contents.flatMap((content) => content.diagnostics),
    ...packerBlockProblems(blocks("packer"), context.componentTypes),
    ...blocks("hcp_packer_registry", "communicator").map(withoutEffect),
    ...variables.diagnostics,
  ];
  const names = { cwd: context.host.cwd, root: input.root, functions: functions.everywhere };
  const resolved = resolveBlocks(blocks, variables, input, names);
  return { template: resolved.template, diagnostics: [...diagnostics, ...resolved.diagnostics] };
}

type BlocksByType = (...types: readonly string[]) => readonly ast.Block[];

function byType(contents: readonly BodyContent[]): BlocksByType {
  const blocks = contents.flatMap((content) => content.blocks);
  return (...types) => blocks.filter(({ type }) => types.includes(type.text));
}

function blocksOf(bodies: readonly ast.Body[], wanted: string): ast.Block[] {
  const items = bodies.flatMap((body) => body.items);
  return items.filter((item) => item.kind === "block").filter(({ type }) => type.text === wanted);
}

type FixedNames = Pick<Parameters<typeof templateScope>[0], "cwd" | "root" | "functions">;

function resolveBlocks(
  blocks: BlocksByType,
  variables: ReadVariables,
  input: TemplateInput,
  fixed: FixedNames,
): ReadTemplate {
  const declared = readLocals(blocks("local", "locals"));
  if (input.options.syntaxOnly) return { template: undefined, diagnostics: declared.diagnostics };
  const lazy = lazyLocals(declared.declarations);
  const data = readDataBlocks(blocks("data"));
  const values = new Map([...variables.variables].map(([name, { value }]) => [name, value]));
  const scope: Scope = templateScope({ ...fixed, variables: values, locals: lazy.object, data: data.value });
  const locals = lazy.resolve(scope);
  const sources = readSources(blocks("source"));
  const builds = blocks("build").map((block) => readBuild(block, sources.sources, scope));
  const template: Template = {
    path: input.path,
    rootDirectory: input.root,
    variables: variables.variables,
    locals: locals.locals,
    sources: sources.sources,
    builds: builds.map(({ build }) => build),
    scope,
    secrets: secretsOf([...variables.variables.values(), ...locals.locals.values()]),
  };
  const parts = [declared, data, locals, sources, ...builds];
  return { template, diagnostics: parts.flatMap((part) => part.diagnostics) };
}
