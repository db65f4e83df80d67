import { createEngine, createRedactor, type Engine, type LoadOptions, type Plan, type Template } from "@ingot/core";
import { type Diagnostic, hasErrors } from "@ingot/hcl";
import type { Surroundings } from "../command.js";
import type { Renderer } from "../renderers/renderer.js";
import { loadOptions, selection, type TemplateFlags } from "./template-flags.js";

interface LoadedTemplate {
  readonly engine: Engine;
  readonly template: Template | undefined;
  /** Whether there was no error at all. */
  readonly ok: boolean;
}

interface PlannedTemplate {
  readonly engine: Engine;
  /** The builds that are fit to run; undefined when there is none. */
  readonly plan: Plan | undefined;
  readonly ok: boolean;
}

/** Loads and plans, and shows what is wrong. */
export async function planTemplate(
  path: string,
  flags: TemplateFlags & { readonly "warn-on-undeclared-var"?: boolean },
  surroundings: Surroundings,
  renderer: Renderer,
): Promise<PlannedTemplate> {
  const warnOnUndeclared = flags["warn-on-undeclared-var"] ?? false;
  const { engine, template, ok } = await loadTemplate(path, flags, { warnOnUndeclared }, surroundings, renderer);
  if (!template) return { engine, plan: undefined, ok: false };
  const { plan, diagnostics } = await engine.plan(template, selection(flags)); // complains of all at once, so also after errors
  await show(diagnostics, renderer, template.secrets);
  return { engine, plan: ok ? plan : undefined, ok: ok && !hasErrors(diagnostics) };
}

export async function loadTemplate(
  path: string,
  flags: TemplateFlags,
  more: LoadOptions,
  { host, components }: Surroundings,
  renderer: Renderer,
): Promise<LoadedTemplate> {
  const engine = createEngine({ host, components });
  const given = loadOptions(flags);
  if ("problem" in given) {
    await show([{ severity: "error", summary: "Malformed -var flag", detail: given.problem }], renderer);
    return { engine, template: undefined, ok: false };
  }
  const { template, diagnostics } = await engine.load(path, { ...given.options, ...more });
  await show(diagnostics, renderer, template?.secrets);
  return { engine, template, ok: !hasErrors(diagnostics) };
}

async function show(diagnostics: readonly Diagnostic[], renderer: Renderer, secrets: readonly string[] = []) {
  const { redact } = createRedactor(secrets);
  for (const diagnostic of diagnostics) await renderer.diagnostic(diagnostic, redact);
}
