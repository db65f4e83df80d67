import { type ast, type Diagnostic, emptyScope, hasErrors, stringType, Value } from "@ingot/hcl";
import type { RenderText } from "../../config/render-body.js";
import type { BuildBlock, Template, TemplateVariable } from "../model.js";
import { createOutside } from "../outside.js";
import type { LoadContext, ReadTemplate, TemplateInput } from "../read-template.js";
import { secretsOf } from "../secrets.js";
import { templateFunctions } from "../template-functions.js";
import { languageVersion } from "../template-scope.js";
import { builderUses, noBuilders, readBuilders, type WrittenBuilder } from "./builders.js";
import type { Component } from "./component-block.js";
import { givenValues, type WrittenValue } from "./given-values.js";
import type { Report } from "./json-shape.js";
import { versionProblem } from "./minimum-version.js";
import { type FixedFacts, optionTexts, sharedText } from "./option-texts.js";
import { postProcessorBlock, readPostProcessors } from "./post-processors.js";
import { provisionerBlock, readProvisioners, type WrittenProvisioners } from "./provisioners.js";
import { type Root, readRoot, rootText } from "./root.js";
import { undeclaredVariables } from "./undeclared-variables.js";
import { type ResolvedVariables, resolveUserVariables } from "./user-variables.js";
import { type Declarations, readDeclarations, unsetVariable } from "./variable-declarations.js";
import { variableFunctions } from "./variable-functions.js";

/** A template as it is written: nothing is rendered yet. */
interface WrittenTemplate extends Declarations {
  readonly root: Root;
  readonly range: ast.Body["range"];
  readonly description: string | undefined;
  readonly builders: readonly WrittenBuilder[];
  readonly provisioners: WrittenProvisioners;
  readonly chains: readonly (readonly Component[])[];
}

/** A template in Packer's old JSON to the same model as HCL's: its builders are the sources of one build without a name. */
export async function readLegacyTemplate(
  body: ast.Body,
  input: TemplateInput,
  context: LoadContext,
): Promise<ReadTemplate> {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (problem) => diagnostics.push(problem);
  const root = readRoot(body, report);
  const tooOld = versionProblem(root, report);
  if (tooOld && !input.options.allowUnset) return { template: undefined, diagnostics: [tooOld] };
  const written = readWritten(root, body, report);
  if (input.options.syntaxOnly) return { template: undefined, diagnostics };
  const problems = input.options.allowUnset ? [] : diagnostics; // who asks for no values is told of none that are wrong
  return { template: await resolveTemplate(written, input, context, problems), diagnostics };
}

function readWritten(root: Root, { range }: ast.Body, report: Report): WrittenTemplate {
  return {
    root,
    range,
    description: rootText(root, "description", report)?.text,
    ...readDeclarations(root, report),
    builders: readBuilders(root, report),
    provisioners: readProvisioners(root, report),
    chains: readPostProcessors(root, report),
  };
}

async function resolveTemplate(
  written: WrittenTemplate,
  input: TemplateInput,
  context: LoadContext,
  diagnostics: Diagnostic[],
): Promise<Template> {
  const report: Report = (problem) => diagnostics.push(problem);
  const outside = createOutside(input.options, context);
  const facts = templateFacts(input, context);
  const language = templateFunctions(context.host, input.root, outside.remote).everywhere;
  const functions = variableFunctions({ ...facts, env: context.host.env }, language);
  const { values, unset } = writtenValues(written, input, report);
  if (hasErrors(diagnostics)) outside.stop(); // for a template that is wrong nobody is troubled
  const resolved = await outside.readings.settle(() =>
    resolveUserVariables(values, { sensitive: written.sensitive, unset }, functions),
  );
  const variables = templateVariables(written, values, resolved.values);
  diagnostics.push(...resolved.diagnostics, ...undeclaredIn(written, variables));
  const render = sharedText(facts, variables);
  return {
    path: input.path,
    rootDirectory: facts.templateDirectory,
    variables,
    locals: new Map(),
    ...readBuild(written, render, report),
    scope: emptyScope,
    secrets: [...new Set([...secretsOf(variables.values()), ...outside.secrets])],
    outside,
    legacy: { ...legacyOf(written), readAt: facts.startedAt, texts: optionTexts(facts, variables) },
  };
}

function undeclaredIn({ root }: WrittenTemplate, variables: ReadonlyMap<string, unknown>): readonly Diagnostic[] {
  const declared = new Set(variables.keys());
  return ["builders", "provisioners", "post-processors", "error-cleanup-provisioner"].flatMap((key) => {
    const used = root.get(key)?.expression;
    return used ? undeclaredVariables(used, declared) : [];
  });
}

function templateFacts({ root }: TemplateInput, { host }: LoadContext): FixedFacts {
  return {
    startedAt: host.now(),
    cwd: host.cwd,
    templateDirectory: host.resolve(root),
    packerVersion: languageVersion,
    variables: {},
    randomBytes: host.randomBytes,
  };
}

/** What each variable is given: a flag's or file's value, or else its own. */
function writtenValues(
  { variables }: WrittenTemplate,
  { options, values }: TemplateInput,
  report: Report,
): { readonly values: ReadonlyMap<string, WrittenValue>; readonly unset: ReadonlySet<string> } {
  const given = givenValues(values.files, options.variables ?? [], report);
  const unset = variables.filter(({ name, written }) => written === undefined && !given.has(name.text));
  for (const each of unset) report(unsetVariable(each));
  const own = variables.flatMap(({ name, written, at }): [string, WrittenValue][] =>
    written === undefined ? [] : [[name.text, { text: written, range: at.range }]],
  );
  return { values: new Map([...own, ...given]), unset: new Set(unset.map(({ name }) => name.text)) };
}

/** Those that only a flag or a file declares are variables too. */
function templateVariables(
  { variables: declared, sensitive, range }: WrittenTemplate,
  written: ReadonlyMap<string, WrittenValue>,
  values: ResolvedVariables["values"],
): ReadonlyMap<string, TemplateVariable> {
  const places = new Map(declared.map(({ name }) => [name.text, name.range]));
  const names = new Set([...places.keys(), ...written.keys()]);
  const variables = [...names].map((name): [string, TemplateVariable] => {
    const value = values.get(name) ?? Value.unknown(stringType);
    const place = places.get(name) ?? { ...range, end: range.start };
    return [name, { name, description: "", sensitive: sensitive.has(name), value, range: place }];
  });
  return new Map(variables);
}

function readBuild(written: WrittenTemplate, render: RenderText, report: Report): Pick<Template, "sources" | "builds"> {
  const { builders, provisioners, chains, root, range } = written;
  const header = root.get("builders")?.name.range ?? { ...range, end: range.start + 1 };
  if (isEmpty(root.get("builders"))) report(noBuilders(header));
  const { uses: sources, names: rendered } = builderUses(builders, render, report);
  const names = { rendered, report };
  const provisioner = (component: Component) => provisionerBlock(component, names, render);
  const build: BuildBlock = {
    name: undefined,
    description: written.description,
    sources,
    provisioners: provisioners.inOrder.map(provisioner),
    errorCleanup: provisioners.errorCleanup && provisioner(provisioners.errorCleanup),
    postProcessors: chains.map((chain) => chain.map((link) => postProcessorBlock(link, names))),
    range: header,
  };
  return { sources: new Map(sources.map(({ source }) => [`${source.type}.${source.name}`, source])), builds: [build] };
}

/** Not so where something stands there that has been complained of. */
const isEmpty = (builders: ast.Attribute | undefined): boolean =>
  !builders || (builders.expression.kind === "tuple" && builders.expression.items.length === 0);

function legacyOf({ description, variables, sensitive, builders, provisioners }: WrittenTemplate) {
  return {
    description,
    variables: variables.map(({ name, written }) => ({
      name: name.text,
      written,
      sensitive: sensitive.has(name.text),
    })),
    builders: builders.map(({ component, name }) => ({ name, type: component.type })),
    provisionerTypes: provisioners.inOrder.map(({ type }) => type),
  };
}
