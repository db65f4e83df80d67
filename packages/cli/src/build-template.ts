import {
  checkOptions,
  checkPath,
  createEngine,
  createRedactor,
  type Engine,
  expectedOptions,
  type Host,
  IngotError,
  type LoadOptions,
  type Plan,
  type RunOptions,
  type RunResult,
  type Selection,
} from "@ingot/core";
import { type Diagnostic, hasErrors, renderDiagnostic } from "@ingot/hcl";
import { builtIns } from "./built-ins.js";
import { processHost } from "./process-host.js";

/** What to read, which of its builds to run, and how. */
export interface BuildOptions
  extends Omit<LoadOptions, "syntaxOnly" | "allowUnset" | "skipReading">,
    Selection,
    RunOptions {
  /** Default: this process's working directory and environment. */
  readonly host?: Host;
}

export interface BuildReport extends RunResult {
  /** Warnings; errors reject instead. */
  readonly warnings: readonly Diagnostic[];
}

/** The template is wrong: nothing was started. `diagnostics` says where and why. */
export class TemplateError extends IngotError {
  readonly diagnostics: readonly Diagnostic[];

  /** `message` is the errors as the command line shows them, without the secrets. */
  constructor(diagnostics: readonly Diagnostic[], secrets: readonly string[] = []) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const { find } = createRedactor(secrets);
    const message = errors.map((each) => renderDiagnostic(each, { secrets: find })).join("\n");
    super({ code: "TEMPLATE", source: "user", message });
    this.name = "TemplateError";
    this.diagnostics = diagnostics;
  }
}

const {
  load: { syntaxOnly: _syntaxOnly, allowUnset: _allowUnset, skipReading: _skipReading, ...loading },
  plan: selection,
  run: running,
} = expectedOptions;
const building = {
  host: { ...expectedOptions.createEngine.host, isOptional: true as const },
  ...loading,
  ...selection,
  ...running,
};

/**
 * Builds a template with every built-in component. Rejects with `TemplateError` when the template is wrong; a build that fails is
 * data in the report.
 */
export async function build(path: string, options: BuildOptions = {}): Promise<BuildReport> {
  checkPath("build()", path);
  checkOptions("build()", options, building);
  const host = options.host ?? processHost();
  const engine = createEngine({ host, components: builtIns });
  const { plan, warnings } = await planWhole(engine, path, options);
  return { ...(await engine.run(plan, pick(options, running)).result), warnings };
}

/** The plan of a template without any error. */
async function planWhole(
  engine: Engine,
  path: string,
  options: BuildOptions,
): Promise<{ plan: Plan; warnings: readonly Diagnostic[] }> {
  const { template, diagnostics, secrets } = await engine.load(path, pick(options, loading));
  if (!template) throw new TemplateError(diagnostics, secrets);
  const planning = await engine.plan(template, pick(options, selection));
  const all = [...diagnostics, ...planning.diagnostics];
  if (!planning.plan || hasErrors(all)) throw new TemplateError(all, secrets);
  return { plan: planning.plan, warnings: all };
}

/** The part of `options` that one call takes. */
function pick<Name extends keyof BuildOptions>(
  options: BuildOptions,
  taken: Readonly<Record<Name, unknown>>,
): Pick<BuildOptions, Name> {
  const chosen = Object.entries(options).filter(([name]) => Object.hasOwn(taken, name));
  return Object.fromEntries(chosen) as Pick<BuildOptions, Name>;
}
